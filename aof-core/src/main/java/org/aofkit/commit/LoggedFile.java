package org.aofkit.commit;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of one file.
 *
 * @param index number of the file in the operation; temporary and kept files carry it in their name
 * @param owner mode, owner and group of the old file, where known
 * @param finalSize size afterwards; only of files changed in place
 * @param olds the bytes that are given up, sorted; only of files changed in place
 * @param news the bytes that are written, sorted; only of files changed in place
 * @param prepared the new file; only of files that are replaced or created
 * @param kept how the old file is kept; only of files that are replaced or removed
 * @param after how the operation left the file
 */
record LoggedFile(
    int index,
    Kind kind,
    Path file,
    FileFingerprint before,
    @Nullable FileOwner owner,
    long finalSize,
    List<Extent> olds,
    List<Extent> news,
    @Nullable FileFingerprint prepared,
    Kept kept,
    @Nullable FileFingerprint after) {
  enum Kind {
    IN_PLACE,
    REPLACE,
    CREATE,
    REMOVE
  }

  /** How the old file is kept in the folder of the operation. */
  enum Kept {
    NOT,
    /** As another name of it: nothing is copied, and taking it back is a rename. */
    LINK,
    /** As a copy: the quarantine is on another volume, or the volume has no hard links. */
    COPY
  }

  LoggedFile {
    olds = List.copyOf(olds);
    news = List.copyOf(news);
  }

  /** Whether it is as it was before the operation. */
  boolean isAsBefore(FileFingerprint now) {
    return before.matchesIgnoringKey(now) || (before.isAbsent() && now.isAbsent());
  }

  /** The new file, before it is switched. */
  Path temporary(String operation) {
    return temporary(file, operation, index);
  }

  static Path temporary(Path file, String operation, int index) {
    return Durable.parent(file).resolve(".aof-fsck-" + operation + "-" + index + ".new");
  }

  /** The old file on its way back from a copy. */
  Path staged(String operation) {
    return staged(file, operation, index);
  }

  static Path staged(Path file, String operation, int index) {
    return Durable.parent(file).resolve(".aof-fsck-" + operation + "-" + index + ".old");
  }

  /** The old file in the folder of the operation. */
  static Path kept(Path folder, int index) {
    return folder.resolve(index + ".kept");
  }

  /** The new file in the folder of an operation that swaps, before it is brought in. */
  static Path prepared(Path folder, int index) {
    return folder.resolve(index + ".new");
  }

  /**
   * Whether it is the new file.
   *
   * @param isCopied whether it came in as a copy, whose time may be its own
   */
  boolean isAsPrepared(FileFingerprint now, boolean isCopied) {
    return isCopied ? requirePrepared().sameBytes(now) : requirePrepared().matchesIgnoringKey(now);
  }

  FileFingerprint requirePrepared() {
    if (prepared == null) {
      throw new IllegalArgumentException("journal lacks the new " + file);
    }
    return prepared;
  }
}
