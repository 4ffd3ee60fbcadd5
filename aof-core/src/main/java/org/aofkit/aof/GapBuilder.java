package org.aofkit.aof;

/** A {@link LogGap} while the part behind it is being read. Counts are those of the whole file. */
final class GapBuilder {
  final LogGap.Cause cause;
  final long offset;
  final boolean ambiguous;
  long end = -1;
  long lastFrame = -1;
  long transactionStart = -1;
  long transactionCommands;
  int databaseBefore = LogGap.UNKNOWN;
  int databaseLast = LogGap.UNKNOWN;

  /** Commands and closed transactions in front of the part behind. */
  long commandsBefore;

  long transactionsBefore;

  /** Whether an EXEC would belong to a MULTI that is lost. */
  boolean execMayBeOrphan;

  /**
   * Whether an annotation stands in the part behind. Servers write none inside of a transaction.
   */
  boolean annotated;

  /** Whether a transaction was open in front, be it in the file before. */
  boolean openBefore;

  /** Whether the transaction that a part of is lost here has begun in front. */
  boolean begunBefore;

  /** Whether nothing is lost here, and stands for what the files before have lost. */
  boolean isHead;

  /** Whether what is lost is one frame of two words: it may have been a SELECT, but no MULTI. */
  boolean twoWords;

  /** Where the MULTI of an EXEC behind would be, if it is not of the transaction in front. */
  MultiInFront multi = MultiInFront.LOST;

  /** Whether a command in the part behind goes to the database that is not known. */
  boolean touched;

  private long partEnd = -1;
  private long partCommands;
  private long partTransactions;
  private long orphanExec = -1;
  private long orphanCommands;
  private int orphanDatabase = LogGap.UNKNOWN;
  private long known = -1;
  private boolean knownBehind;
  private int knownDatabase = LogGap.UNKNOWN;
  private long knownCommands;
  private long knownTransactions;

  GapBuilder(LogGap.Cause cause, long offset, boolean ambiguous) {
    this.cause = cause;
    this.offset = offset;
    this.ambiguous = ambiguous;
    this.execMayBeOrphan = ambiguous;
  }

  /** What stands in front is what stands in front of another gap at the same place. */
  void sameFront(GapBuilder other) {
    transactionStart = other.transactionStart;
    transactionCommands = other.transactionCommands;
    databaseBefore = other.databaseBefore;
    databaseLast = other.databaseLast;
    openBefore = other.openBefore;
  }

  /** Whether a MULTI may be among what is lost here, or in front of a head. */
  boolean mayHoldMulti() {
    return !begunBefore && !twoWords && (ambiguous || cause == LogGap.Cause.BYTES);
  }

  /** Whether a transaction may go on over the part behind, up to the next gap. */
  boolean goesOn() {
    return execMayBeOrphan && !annotated;
  }

  /** Whether an EXEC was found that belongs to a transaction which lost a part here. */
  boolean isEnded() {
    return orphanExec >= 0;
  }

  /** Notes where the database is known again, the first time only. */
  void known(long at, boolean behind, int database, long commands, long transactions) {
    if (known < 0) {
      known = at;
      knownBehind = behind;
      knownDatabase = database;
      knownCommands = commands - commandsBefore;
      knownTransactions = transactions - transactionsBefore;
    }
  }

  /**
   * Notes the EXEC whose MULTI is lost. What was taken for a SELECT outside of a transaction was
   * one inside.
   *
   * @param database what is selected behind it, {@link LogGap#AT_HEAD} or {@link LogGap#UNKNOWN}
   * @param commands whole commands through the EXEC
   */
  void orphan(long exec, int database, long commands) {
    execMayBeOrphan = false;
    orphanExec = exec;
    orphanCommands = commands - commandsBefore;
    orphanDatabase = database;
    known = -1;
    knownBehind = false;
    knownDatabase = LogGap.UNKNOWN;
    knownCommands = 0;
    knownTransactions = 0;
  }

  /** The part behind ends here. */
  void close(long at, long commands, long transactions) {
    partEnd = at;
    partCommands = commands - commandsBefore;
    partTransactions = transactions - transactionsBefore;
  }

  LogGap build() {
    return new LogGap(
        cause,
        offset,
        end,
        lastFrame,
        ambiguous,
        transactionStart,
        transactionCommands,
        databaseBefore,
        databaseLast,
        partEnd,
        partCommands,
        partTransactions,
        orphanExec,
        orphanCommands,
        orphanDatabase,
        known,
        knownBehind,
        knownDatabase,
        knownCommands,
        knownTransactions,
        touched);
  }
}
