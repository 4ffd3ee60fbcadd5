package org.aofkit.aof;

/**
 * Told what a reader of the log meets beyond ordinary commands. Offsets are those of the commands'
 * first bytes.
 */
public interface LogEvents {
  /**
   * A command that not every server knows; {@code knownBy} is a mask of {@link
   * org.aofkit.server.Server#bit()}.
   */
  void unknownCommand(long offset, int knownBy);

  /** A command with a number of arguments that not every server that knows it takes. */
  void wrongArity(long offset, int acceptedBy);

  /**
   * A command that no known server takes, and that is no module's: damaged. Told before {@link
   * #unknownCommand} or {@link #wrongArity} of the same command.
   */
  void damagedCommand(long offset);

  /**
   * A frame that servers accept and check tools do not; {@code quirks} are the bits of the scanner.
   */
  void laxFormat(long offset, int quirks);

  /** A MULTI inside a transaction. */
  void nestedMulti(long offset);

  /** An EXEC or a DISCARD outside of a transaction. */
  void strayExec(long offset);

  /** An EXEC of a transaction with a DISCARD in it, on which servers crash. */
  void execAfterDiscard(long offset);

  /** A SELECT; {@code database} is -1 where its argument is no number. */
  void select(long offset, int database);

  /** A RESTORE or FUNCTION RESTORE whose payload says this RDB version. */
  void payload(long offset, int rdbVersion);
}
