package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.aofkit.commit.LoggedFile.Kept;
import org.jspecify.annotations.Nullable;

/**
 * Finds an operation, or an undo, that is half done and of which its journal no longer tells. Each
 * decision is durable before a file changes by it. So if the journal ends in a damaged record, and
 * a file is as it is only behind the decision that may have stood there, that record was the
 * decision, and what is kept may be the only copy of the other files' old bytes.
 */
final class HalfDone {
  private HalfDone() {}

  /**
   * Why an operation is half done though its journal does not say so; null if it is not. Looks at
   * the files only if the journal ends in something damaged.
   */
  static @Nullable String reason(LoggedOperation operation) throws IOException {
    if (!operation.journal().isTorn()) {
      return null;
    }
    return switch (operation.status()) {
      case PREPARING -> ofApplying(operation);
      case FINISHED, PREPARING_UNDO -> ofUndoing(operation);
      default -> null;
    };
  }

  /**
   * A journal that ends in half a record was usually cut off while it was decided, and then no file
   * has been changed.
   */
  private static @Nullable String ofApplying(LoggedOperation operation) throws IOException {
    for (LoggedFile file : operation.files()) {
      if (isChangedByUs(operation, file)) {
        return "the last record is damaged, and " + file.file() + " has been changed already";
      }
    }
    return null;
  }

  private static boolean isChangedByUs(LoggedOperation operation, LoggedFile file)
      throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
    boolean asBefore =
        file.before().matchesIgnoringKey(now) || (file.before().isAbsent() && now.isAbsent());
    if (asBefore) {
      return false;
    }
    if (file.kind() == LoggedFile.Kind.IN_PLACE) {
      try {
        StateCheck.require(operation, file, false);
        return true;
      } catch (ChangedUnderUsException somebodyElse) {
        return false;
      }
    }
    boolean isGone =
        now.isAbsent() && Files.exists(LoggedFile.kept(operation.folder(), file.index()));
    return isGone || (file.prepared() != null && file.prepared().matchesIgnoringKey(now));
  }

  private static @Nullable String ofUndoing(LoggedOperation operation) throws IOException {
    for (LoggedFile file : operation.files()) {
      if (isPutBack(operation, file)) {
        return "the last record is damaged, and "
            + file.file()
            + " has been put back already: an undo was interrupted, and files may be in part as"
            + " before and in part as after the operation";
      }
    }
    return null;
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
