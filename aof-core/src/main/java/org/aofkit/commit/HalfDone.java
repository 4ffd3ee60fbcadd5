package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.aofkit.commit.LoggedFile.Kept;
import org.jspecify.annotations.Nullable;

/**
 * Finds an operation, or an undo, that is half done and of which its journal no longer tells. Each
 * decision is durable before a file changes by it. So if a file is as it is only behind a decision
 * that can't be read, be it damaged or lost with the end of the journal, it was made; and what is
 * kept may be the only copy of the other files' old bytes.
 */
final class HalfDone {
  private HalfDone() {}

  /** Why an operation is half done though its journal does not say so; null if it is not. */
  static @Nullable String reason(LoggedOperation operation) throws IOException {
    return switch (operation.status()) {
      case PREPARING -> operation.isReady() ? ofApplying(operation) : null;
      case FINISHED, PREPARING_UNDO -> operation.journal().isTorn() ? ofUndoing(operation) : null;
      default -> null;
    };
  }

  /**
   * Whether an operation that its journal does not tell to be decided may have been: a file is not
   * as it was before it. Somebody else may have changed it; but if it was us, what is kept is the
   * only copy of the old bytes.
   */
  static boolean mayBeDecided(LoggedOperation operation) throws IOException {
    if (!operation.isReady() && !operation.journal().isTorn() && isWaiting(operation)) {
      return false;
    }
    for (LoggedFile file : operation.files()) {
      FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
      // Preparing may take long. If it was not through, and a file that was to be removed holds
      // something else by now, a server has started meanwhile.
      boolean isOurs =
          file.kind() != LoggedFile.Kind.REMOVE
              || operation.isReady()
              || operation.journal().isTorn()
              || now.isAbsent();
      if (isOurs && !file.isAsBefore(now)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a new file has not got its name that would have got it before all else. */
  private static boolean isWaiting(LoggedOperation operation) {
    boolean isOnlyWhole =
        operation.files().stream().noneMatch(f -> f.kind() == LoggedFile.Kind.IN_PLACE);
    return isOnlyWhole
        && !operation.isSwap()
        && operation.files().stream()
            .filter(file -> file.kind() != LoggedFile.Kind.REMOVE)
            .findFirst()
            .map(file -> file.temporary(operation.name()))
            .filter(temporary -> Files.exists(temporary, LinkOption.NOFOLLOW_LINKS))
            .isPresent();
  }

  /**
   * A journal whose decision can't be read was usually cut off while it was decided, and then no
   * file has been changed. The way back is known only if every file is as before or as we left it.
   */
  private static @Nullable String ofApplying(LoggedOperation operation) throws IOException {
    String reason = null;
    for (LoggedFile file : operation.files()) {
      if (file.isAsBefore(FileFingerprint.ofOrAbsent(file.file()))) {
        continue;
      }
      if (!isChangedByUs(operation, file)) {
        return null;
      }
      reason = "the decision can't be read, and " + file.file() + " has been changed already";
    }
    return reason;
  }

  private static boolean isChangedByUs(LoggedOperation operation, LoggedFile file)
      throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
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
    return isGone || (file.prepared() != null && file.isAsPrepared(now, operation.isSwap()));
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
