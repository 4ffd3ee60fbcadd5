package org.aofkit.aof;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ManifestNames;
import org.jspecify.annotations.Nullable;

/** An AOF in the data directory of a server that has {@code appendonly no} and does not read it. */
final class UnreadAof {
  private final String place;
  private final Path root;
  private long files;
  private long bytes;
  private Instant changed = Instant.MIN;

  private UnreadAof(String place, Path root) {
    this.place = place;
    this.root = root;
  }

  /**
   * Looks for a manifest or files named like those of an AOF that are not empty, and where there is
   * none for the single file of a server before 7.0. They are not looked into.
   *
   * @param names those of the server; null to take any in the AOF directory
   * @param oldFile the server's {@code appendfilename}
   * @return null where there is none
   * @throws IOException if a directory can't be looked into
   */
  static @Nullable UnreadAof find(
      Path dataDirectory, Path aofDirectory, @Nullable ManifestNames names, FileName oldFile)
      throws IOException {
    UnreadAof parts = new UnreadAof(FileName.of(aofDirectory).toString(), aofDirectory);
    for (FileName name : DirectoryLook.at(aofDirectory).names()) {
      Optional<FileName> set =
          name.startsWith("temp-") ? Optional.empty() : ManifestNames.appendFileNameBehind(name);
      if (set.isPresent() && (names == null || names.appendFileName().equals(set.get()))) {
        parts.add(name.resolveIn(aofDirectory));
      }
    }
    if (parts.files > 0) {
      return parts;
    }
    UnreadAof single = new UnreadAof(oldFile.toString(), dataDirectory);
    single.add(oldFile.resolveIn(dataDirectory));
    return single.files > 0 ? single : null;
  }

  private void add(Path path) throws IOException {
    BasicFileAttributes there = PathLook.at(path).attributes();
    if (there == null || !there.isRegularFile() || there.size() == 0) {
      return;
    }
    files++;
    bytes += there.size();
    Instant time = time(there);
    changed = time.isAfter(changed) ? time : changed;
  }

  private static Instant time(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().toInstant();
  }

  /** What names of its files are relative to. */
  Path root() {
    return root;
  }

  /** How much it is and how old, in a sentence. */
  String described() {
    return place
        + " holds an AOF that a server with appendonly no does not read: "
        + (files == 1 ? "1 file" : files + " files")
        + " of "
        + bytes
        + " bytes, last written "
        + shown(changed)
        + ".";
  }

  /** The same, and which of the two is newer. */
  String describedBeside(Path dump, PathLook there) {
    BasicFileAttributes attributes = there.attributes();
    Instant other = attributes == null ? Instant.MIN : time(attributes);
    int order = changed.compareTo(other);
    return described()
        + " "
        + FileName.of(dump)
        + " was last written "
        + shown(other)
        + (order == 0 ? ", at the same time." : order > 0 ? "; the AOF is newer." : ", later.");
  }

  private static String shown(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
