package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.aofkit.commit.LoggedFile.Kept;

/**
 * Finds an undo that its journal no longer tells of. The decision to undo is durable before a file
 * is put back. So if the journal of a finished operation ends in a damaged record and a file is as
 * before the operation, that record was the decision, and what is kept may be the only copy of the
 * other files' old bytes.
 */
final class UndoTraces {
  private UndoTraces() {}

  /**
   * Looks at the files only if the journal ends in something damaged.
   *
   * @throws QuarantineDamagedException if one was put back
   */
  static void requireNone(LoggedOperation operation) throws IOException {
    boolean stands =
        operation.status() == OperationStatus.FINISHED
            || operation.status() == OperationStatus.PREPARING_UNDO;
    if (!stands || !operation.journal().isTorn()) {
      return;
    }
    for (LoggedFile file : operation.files()) {
      if (isPutBack(operation, file)) {
        throw new QuarantineDamagedException(
            operation.folder().resolve(Journal.FILE_NAME),
            "the last record is damaged, and "
                + file.file()
                + " has been put back already: an undo was interrupted, and files may be in part as"
                + " before and in part as after the operation");
      }
    }
  }

  private static boolean isPutBack(LoggedOperation operation, LoggedFile file) throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
    FileFingerprint after = file.after();
    if (now.isAbsent() || after != null && after.matchesIgnoringKey(now)) {
      // What was created by the operation may be gone for other reasons.
      return false;
    }
    if (file.kind() == LoggedFile.Kind.IN_PLACE) {
      try {
        return StateCheck.require(operation, file, true);
      } catch (ChangedUnderUsException somebodyElse) {
        return false;
      }
    }
    Path kept = LoggedFile.kept(operation.folder(), file.index());
    boolean isMoved = file.kept() == Kept.LINK && Files.notExists(kept, LinkOption.NOFOLLOW_LINKS);
    return file.before().sameBytes(now) && (isMoved || file.before().matchesIgnoringKey(now));
  }
}
