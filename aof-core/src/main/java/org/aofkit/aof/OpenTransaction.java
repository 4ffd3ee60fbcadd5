package org.aofkit.aof;

/**
 * A transaction from its MULTI on, as far as it was read. One object for all transactions of a log,
 * since most files hold many; {@link #open} begins anew.
 */
final class OpenTransaction {
  private boolean open;
  private long start = -1;
  private long commandsBefore;

  /** The database that its commands go to. */
  int database;

  /** Whether it holds a SELECT. */
  boolean selects;

  /** Whether its first command is a SELECT. */
  boolean selectsFirst;

  /** Whether it holds a second MULTI. */
  boolean multiRepeated;

  /** Whether an annotation line stands in it. */
  boolean annotationInside;

  /** Whether it holds a DISCARD. */
  boolean discardQueued;

  /** Whether it holds a command that ends every server once it is executed. */
  boolean deadly;

  /** Whether a command in it is lost. */
  boolean spoiled;

  /** How many losses there were in front of it. */
  int gapsBefore;

  /** Whether the database was doubtful in front of it. */
  boolean doubtfulBefore;

  /** Begins one at a MULTI. */
  void open(long multi, long commandsInFront, int selected) {
    leave();
    open = true;
    start = multi;
    commandsBefore = commandsInFront;
    database = selected;
    selectsFirst = false;
  }

  /** A SELECT in it takes effect at its EXEC. */
  void select(int wanted, long commandsInFront) {
    selectsFirst |= !selects && commandsInFront == commandsBefore + 1;
    database = wanted;
    selects = true;
  }

  /** Ends it; what was read of it stays known. */
  void close() {
    open = false;
  }

  /** Takes its EXEC back. */
  void reopen() {
    open = true;
  }

  /** Ends it, and forgets what was read of it. */
  void leave() {
    open = false;
    multiRepeated = false;
    annotationInside = false;
    discardQueued = false;
    deadly = false;
    selects = false;
    spoiled = false;
  }

  boolean isOpen() {
    return open;
  }

  /** Its MULTI. */
  long start() {
    return start;
  }

  /** Whole commands in front of its MULTI. */
  long commandsBefore() {
    return commandsBefore;
  }
}
