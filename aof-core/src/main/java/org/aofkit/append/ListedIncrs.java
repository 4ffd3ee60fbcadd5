package org.aofkit.append;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Report;
import org.aofkit.commit.ServerFiles;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ExtraPairs;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestPair;
import org.aofkit.manifest.ManifestParser;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.manifest.ManifestWriter;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a directory that is appended to: the last incr that it lists, and further ones.
 */
final class ListedIncrs {
  private final Path root;
  private final ManifestNames names;
  private Manifest manifest;
  private byte[] bytes;

  private ListedIncrs(Path root, ManifestNames names, Manifest manifest, byte[] bytes) {
    this.root = root;
    this.names = names;
    this.manifest = manifest;
    this.bytes = bytes;
  }

  /**
   * As a check has found it.
   *
   * @throws ForeignManifestException if it was written since
   * @throws IOException if there is none, or it can't be read
   */
  static ListedIncrs of(Report report) throws IOException {
    AofSet set = report.set();
    Manifest listed = set.manifest();
    if (set.start() != AofSet.Start.MANIFEST || listed == null) {
      throw new IOException(report.root() + ": no AOF directory with a manifest");
    }
    ManifestNames names = new ManifestNames(FileName.of(set.baseName()));
    Path file = names.manifest().resolveIn(report.root());
    byte[] bytes = Files.readAllBytes(file);
    boolean isSame =
        Arrays.stream(Server.values())
            .map(server -> ManifestParser.parse(bytes, server))
            .anyMatch(
                now -> now instanceof ManifestResult.Parsed good && good.manifest().equals(listed));
    if (!isSame) {
      // A rotation would take away again what was written meanwhile.
      throw new ForeignManifestException(file);
    }
    return new ListedIncrs(report.root(), names, listed, bytes);
  }

  /** The AOF directory. */
  Path root() {
    return root;
  }

  /**
   * The last incr, open; a first one where there is none.
   *
   * @param set with the sizes that the check has seen
   */
  LogTail last(AofSet set) throws IOException {
    for (int i = set.log().size() - 1; i >= 0; i--) {
      SetFile file = set.log().get(i);
      if (manifest.incrs().stream().anyMatch(incr -> incr.name().equals(file.name()))) {
        if (manifest.entries().stream().anyMatch(ListedIncrs::hasOffsets)) {
          // They count what stood in the log before: see ADR 5.
          list(manifest);
        }
        return LogTail.open(file.name(), file.path(), file.size());
      }
    }
    return next();
  }

  private static boolean hasOffsets(ManifestEntry entry) {
    return entry.extra().stream().anyMatch(ManifestPair::isReplicationOffset);
  }

  /** Whether the manifest is as it was written, or read, last; where that can't be seen, not. */
  boolean areAsBefore(Throwable why) {
    try {
      return Arrays.equals(bytes, Files.readAllBytes(names.manifest().resolveIn(root)));
    } catch (IOException e) {
      why.addSuppressed(e);
      return false;
    }
  }

  /**
   * Makes the next incr and lists it. Where that fails and the manifest is as before, nothing of it
   * stays.
   *
   * @throws ForeignManifestException if somebody else has written the manifest
   * @throws FileAlreadyExistsException if a file with content that is not listed has the name
   */
  LogTail next() throws IOException {
    ManifestEntry next = names.nextIncr(manifest);
    Path file = next.name().resolveIn(root);
    boolean wasThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (wasThere
        && (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 0)) {
      // Servers empty it. Nothing is lost by us.
      throw new FileAlreadyExistsException(file.toString(), null, "not listed, and not empty");
    }
    Path manifestFile = names.manifest().resolveIn(root);
    if (!Arrays.equals(bytes, Files.readAllBytes(manifestFile))) {
      throw new ForeignManifestException(manifestFile);
    }
    List<ManifestEntry> entries = new ArrayList<>(manifest.entries());
    entries.add(next);
    Manifest wanted = new Manifest(entries);
    LogTail made = null;
    boolean isListed = false;
    try {
      made = created(next.name(), file);
      list(wanted);
      isListed = true;
    } catch (IOException e) {
      if (!wasThere && areAsBefore(e)) {
        removeEmpty(file, e);
      }
      throw e;
    } finally {
      if (!isListed) {
        closeUnlisted(made);
      }
    }
    manifest = wanted;
    return made;
  }

  private static void closeUnlisted(@Nullable LogTail made) throws IOException {
    if (made != null) {
      made.close();
    }
  }

  /** Where it stays all the same, servers pass it over and use the name again. */
  private static void removeEmpty(Path file, IOException why) {
    try {
      if (Files.exists(file) && Files.size(file) == 0) {
        Files.delete(file);
      }
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private static LogTail created(FileName name, Path file) throws IOException {
    FileChannel channel = ServerFiles.createToAppend(file);
    boolean isMade = false;
    try {
      LogTail made = LogTail.created(name, channel, LogIdentity.of(file));
      isMade = true;
      return made;
    } finally {
      if (!isMade) {
        channel.close();
      }
    }
  }

  private void list(Manifest wanted) throws IOException {
    Path file = names.manifest().resolveIn(root);
    Path temporary = names.tempManifest().resolveIn(root);
    byte[] written = ManifestWriter.write(wanted, ExtraPairs.KEEP_BUT_OFFSETS);
    ServerFiles.replace(file, temporary, written);
    bytes = written;
  }

  /** Nothing was written. */
  static final class ForeignManifestException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignManifestException(Path manifest) {
      super(manifest + ": has changed, somebody else writes here");
    }
  }
}
