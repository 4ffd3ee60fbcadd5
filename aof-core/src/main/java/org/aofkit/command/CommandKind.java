package org.aofkit.command;

/** What a command means to somebody who reads a log without executing it. */
public enum CommandKind {
  /** Nothing but what its keys and its arity say. */
  ORDINARY('.'),
  /** Selects the database of the commands that follow. */
  SELECT('s'),
  /** Begins a transaction. */
  MULTI('m'),
  /** Ends a transaction and runs it. */
  EXEC('x'),
  /** Ends a transaction without running it; in a log it is only queued. */
  DISCARD('d'),
  /**
   * RESTORE and RESTORE-ASKING: the third argument behind the name is a value in RDB form, with a
   * version.
   */
  RESTORE('r'),
  /** FUNCTION RESTORE: the argument behind the name holds libraries in RDB form, with a version. */
  FUNCTION_RESTORE('R'),
  /** FUNCTION LOAD: carries the source of a library. */
  FUNCTION_LOAD('L'),
  /** FUNCTION FLUSH: removes all libraries. */
  FUNCTION_FLUSH('K'),
  /** Removes every key of every database. */
  FLUSHALL('F'),
  /** Removes every key of the selected database. */
  FLUSHDB('f'),
  /** Exchanges two databases. */
  SWAPDB('w'),
  /** Moves a key to another database. */
  MOVE('v'),
  /** Copies a key, to another database if it says so. */
  COPY('c'),
  /**
   * EVAL, EVALSHA, FCALL and their read-only forms: may do anything; in logs of servers before 5.0.
   */
  SCRIPT('e'),
  /** Does nothing; damaged ranges are masked as its argument. */
  PING('p'),
  /** RESET: selects database 0; inside a transaction it makes servers crash. */
  RESET('z'),
  /** WAIT: makes Redis 7.0 crash where it would have to wait. */
  WAIT('t'),
  /**
   * About the server itself: may end it, make it a replica, write its files or change its settings.
   * No server writes these into a log.
   */
  ADMIN('a');

  private final char letter;

  CommandKind(char letter) {
    this.letter = letter;
  }

  /** The letter that stands for it in {@link CommandData}. */
  char letter() {
    return letter;
  }
}
