package org.aofkit.aof;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ManifestNames;

/**
 * The names in a directory.
 *
 * @param directory which one
 * @param names in ascending order of their bytes; empty where the directory does not exist
 */
record DirectoryLook(Path directory, List<FileName> names) {
  DirectoryLook {
    names = List.copyOf(names);
  }

  static DirectoryLook at(Path directory) throws IOException {
    List<FileName> names = new ArrayList<>();
    if (PathLook.at(directory).isDirectory()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          names.add(FileName.of(entry));
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    names.sort(null);
    return new DirectoryLook(directory, names);
  }

  /** Whether a manifest or a file named like one of a multi-part AOF is here. */
  boolean holdsAof() {
    return !sets().isEmpty();
  }

  /** Whether this is the name of a manifest that is in use, not of one that was being written. */
  static boolean isManifest(FileName name) {
    return name.endsWith(".manifest") && !name.startsWith("temp-");
  }

  /** The sets whose manifest is here or, where there is none, whose files are. */
  List<ManifestNames> sets() {
    List<ManifestNames> withManifest = new ArrayList<>();
    List<ManifestNames> byFiles = new ArrayList<>();
    for (FileName name : names) {
      boolean manifest = isManifest(name);
      if (!manifest && name.startsWith("temp-")) {
        continue;
      }
      Optional<FileName> setName = ManifestNames.appendFileNameBehind(name);
      if (setName.isPresent()) {
        ManifestNames set = new ManifestNames(setName.get());
        if (manifest) {
          withManifest.add(set);
        } else if (!byFiles.contains(set)) {
          byFiles.add(set);
        }
      }
    }
    return withManifest.isEmpty() ? byFiles : withManifest;
  }

  private boolean holdsManifest() {
    for (FileName name : names) {
      if (isManifest(name)) {
        return true;
      }
    }
    return false;
  }

  /** The directories in this one that hold a manifest. */
  List<Path> directoriesWithManifest() throws IOException {
    List<Path> found = new ArrayList<>();
    for (FileName name : names) {
      Path path = name.resolveIn(directory);
      try {
        if (PathLook.at(path).isDirectory() && at(path).holdsManifest()) {
          found.add(path);
        }
      } catch (AccessDeniedException e) {
        // Not ours, such as lost+found: the server could not use it either.
        continue;
      }
    }
    return found;
  }

  /** What lies at a path now. */
  static SetFile file(FileName name, Path path, FileType type, long seq) throws IOException {
    boolean link = PathLook.isLink(path);
    PathLook there = PathLook.at(path);
    if (there.isFile()) {
      return new SetFile(name, path, type, seq, SetFile.State.FILE, there.size(), link);
    }
    SetFile.State state = there.exists() ? SetFile.State.NOT_A_FILE : SetFile.State.MISSING;
    return new SetFile(name, path, type, seq, state, 0, link);
  }
}
