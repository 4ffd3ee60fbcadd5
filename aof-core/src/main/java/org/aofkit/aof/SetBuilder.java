package org.aofkit.aof;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.io.FileName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.manifest.NameKind;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Puts an {@link AofSet} together. */
final class SetBuilder {
  private final Path aofDirectory;
  private final @Nullable Path dataDirectory;
  private final ManifestNames names;
  private final DirectoryLook look;
  private final List<String> notes;
  private @Nullable SetFile manifestFile;
  private ManifestResult.@Nullable Parsed parsed;
  private Map<Server, ManifestResult.Refused> refusals = Map.of();
  private List<SetFile> log = List.of();

  SetBuilder(
      Path aofDirectory,
      @Nullable Path dataDirectory,
      ManifestNames names,
      DirectoryLook look,
      List<String> notes) {
    this.aofDirectory = aofDirectory;
    this.dataDirectory = dataDirectory;
    this.names = names;
    this.look = look;
    this.notes = notes;
  }

  void manifest(
      Path path,
      ManifestResult.@Nullable Parsed result,
      Map<Server, ManifestResult.Refused> refusedBy)
      throws IOException {
    manifestFile = DirectoryLook.file(names.manifest(), path, FileType.MANIFEST, 0);
    parsed = result;
    refusals = refusedBy;
  }

  void log(List<SetFile> files) {
    log = files;
  }

  /** Takes the log from the manifest. */
  void listed() throws IOException {
    List<SetFile> files = new ArrayList<>();
    for (ManifestEntry entry : manifest().loadOrder()) {
      files.add(listed(entry));
    }
    log = files;
  }

  private Manifest manifest() {
    return parsed == null ? new Manifest(List.of()) : parsed.manifest();
  }

  private SetFile listed(ManifestEntry entry) throws IOException {
    FileType type =
        switch (entry.type()) {
          case BASE -> FileType.BASE;
          case INCR -> FileType.INCR;
          case HISTORY -> FileType.HISTORY;
        };
    return DirectoryLook.file(
        entry.name(), entry.name().resolveIn(aofDirectory), type, entry.seq());
  }

  AofSet build(AofSet.Start start) throws IOException {
    List<SetFile> history = new ArrayList<>();
    for (ManifestEntry entry : manifest().history()) {
      history.add(listed(entry));
    }
    List<SetFile> leftovers = new ArrayList<>();
    List<SetFile> unlisted = new ArrayList<>();
    lyingAbout(look, leftovers, unlisted);
    if (dataDirectory != null && !dataDirectory.equals(aofDirectory)) {
      DirectoryLook beside = lookBeside(dataDirectory);
      if (beside != null) {
        lyingAbout(beside, leftovers, new ArrayList<>());
      }
    }
    return new AofSet(
        start,
        start == AofSet.Start.UPGRADE && dataDirectory != null ? dataDirectory : aofDirectory,
        dataDirectory,
        names.appendFileName().toString(),
        manifestFile,
        parsed == null ? null : parsed.manifest(),
        refusals,
        parsed != null && !parsed.readByCheckTools(),
        log,
        history,
        leftovers,
        unlisted,
        notes);
  }

  /** What is in a server's data directory; null if it is not ours to look into. */
  private static @Nullable DirectoryLook lookBeside(Path dataDirectory) throws IOException {
    try {
      return DirectoryLook.at(dataDirectory);
    } catch (AccessDeniedException e) {
      // Leftovers in it are of no harm to who can't even see them.
      return null;
    }
  }

  private void lyingAbout(DirectoryLook directory, List<SetFile> leftovers, List<SetFile> unlisted)
      throws IOException {
    for (FileName name : directory.names()) {
      if (directory == look && manifest().lists(name)) {
        continue;
      }
      boolean inAofDirectory = directory == look;
      NameKind kind =
          (inAofDirectory ? names.inAofDirectory(name) : names.inWorkingDirectory(name)).kind();
      boolean partOfASet =
          kind == NameKind.BASE_RDB || kind == NameKind.BASE_AOF || kind == NameKind.INCR;
      if (partOfASet) {
        addFile(unlisted, directory, name, FileType.UNLISTED);
      } else if (kind.isLeftover()) {
        addFile(leftovers, directory, name, FileType.LEFTOVER);
      }
    }
  }

  private static void addFile(
      List<SetFile> files, DirectoryLook directory, FileName name, FileType type)
      throws IOException {
    Path path = name.resolveIn(directory.directory());
    if (PathLook.at(path).isFile()) {
      files.add(DirectoryLook.file(name, path, type, 0));
    }
  }
}
