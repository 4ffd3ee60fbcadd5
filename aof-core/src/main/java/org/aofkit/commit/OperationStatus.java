package org.aofkit.commit;

/** How far an operation has come. */
public enum OperationStatus {
  /**
   * Not decided, as far as the journal tells; the next writing command removes what there is. Where
   * something is kept and a file is not as it was before, it abandons the operation instead.
   */
  PREPARING(true),
  /** Decided but not finished; the next writing command finishes it. */
  APPLYING(true),
  /** Done; can be undone. */
  FINISHED(false),
  /** Done; the files it removed were not kept, so that it can't be undone. */
  FINISHED_FOR_GOOD(false),
  /** Given up while it was applied; the next writing command puts the rest back. */
  ROLLING_BACK(true),
  /**
   * Undo was prepared but not decided; the next writing command tidies up, the operation stands.
   */
  PREPARING_UNDO(true),
  /** Undo is decided but not finished; the next writing command finishes it. */
  UNDOING(true),
  /** Taken back. */
  UNDONE(false),
  /** Left as it is, by {@link Commit#abandon}; neither finished nor undone any more. */
  ABANDONED(false),
  /**
   * Its files are in part as before and in part as after it, or all as after, and the record of
   * what was decided is damaged or lost. Only {@link Commit#undo} settles it; {@link Commit#undoTo}
   * gives the original files.
   */
  HALF_DONE(true),
  /** Its journal can't be read. */
  DAMAGED(true),
  /** This user may not read its folder. */
  DENIED(true),
  /** It was settled, and is kept in another place that can't be reached now. */
  ELSEWHERE(false),
  /** It was not settled, and is kept in another place that can't be reached now. */
  UNREACHABLE(true);

  private final boolean interrupted;

  OperationStatus(boolean interrupted) {
    this.interrupted = interrupted;
  }

  /** True if a writing command has to settle it before anything else is written. */
  public boolean isInterrupted() {
    return interrupted;
  }
}
