package org.aofkit.aof;

/** What an event of a scan stands for; the meaning of its value is said with each. */
enum EventKind {
  /** The first command of the segment that goes to the selected database; value unused. */
  FIRST_TOUCH,
  /** SELECT; the value is the database, or -1 where the argument is no number from 0 on. */
  SELECT,
  /**
   * MULTI; the value is how many bytes of annotations stand between it and the command before it,
   * 2^23 - 1 at most; -1 for the first command of the segment.
   */
  MULTI,
  /** EXEC; value unused. */
  EXEC,
  /** DISCARD; value unused. */
  DISCARD,
  /** The first annotation line of the segment, or behind a MULTI; value unused. */
  ANNOTATION,
  /**
   * A command that no known server takes, and that is no module's; the value is its number of
   * words, 2^23 - 1 at most; 0 for one word of four letters, which can only have been EXEC. In
   * front of the UNKNOWN or ARITY of the same command.
   */
  DAMAGED,
  /** A command that some servers do not know; the value is the mask of those that do. */
  UNKNOWN,
  /**
   * A command with a wrong number of arguments; the value is the mask of the servers that know it
   * and take it so, and 6 bits higher that of the servers that come up after they have executed it.
   */
  ARITY,
  /** A frame that only servers accept; the value is the scanner's quirk bits. */
  LAX,
  /**
   * RESTORE or FUNCTION RESTORE; the value is the RDB version of the payload, with {@link
   * CommandDetails#BAD_CHECKSUM} where its checksum is wrong; -1 where it is too short for both.
   */
  PAYLOAD,
  /** RESET; value unused. */
  RESET,
  /** WAIT that has to wait; the value is the mask of the servers that crash on it. */
  WAIT,
  /** A command about the server itself; the value is the ordinal of an {@link AdminEffect}. */
  ADMIN,
  /** SWAPDB, MOVE or COPY; the value is the highest database it names, or -1. */
  OTHER_DATABASE,
  /** A command that fails on every server for what it says itself; value unused. */
  FAILS;

  private static final EventKind[] VALUES = values();

  static EventKind of(int ordinal) {
    return VALUES[ordinal];
  }
}
