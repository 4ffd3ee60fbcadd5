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

  /**
   * A RESTORE or FUNCTION RESTORE.
   *
   * @param rdbVersion what its payload says; -1 where it is too short to say one
   * @param intact whether its checksum is right
   */
  void payload(long offset, int rdbVersion, boolean intact);

  /** A command about the server itself, executed or not. */
  void admin(long offset, AdminEffect effect);

  /**
   * A command that was executed and ends these servers, a mask of {@link
   * org.aofkit.server.Server#bit()}.
   */
  void crash(long offset, int servers);

  /**
   * A command that every server answers with an error, which a loader ignores: what it should have
   * done is missing.
   */
  void fails(long offset);
}
