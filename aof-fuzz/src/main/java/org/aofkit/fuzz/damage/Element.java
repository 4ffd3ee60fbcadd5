package org.aofkit.fuzz.damage;

/** What a reader meets in a damaged file, one behind the other. */
sealed interface Element {
  /** A record that can be read. */
  record Readable(LogRecord record) implements Element {}

  /**
   * A place that can't be read.
   *
   * @param safe whether it is a run of NULs between two commands, outside of a transaction and no
   *     lost block: nothing can have been lost there
   * @param otherName whether it is one whole frame with a name that no server knows, and more words
   *     than SELECT, MULTI and EXEC have: the database is not in doubt
   */
  record Gap(boolean safe, boolean otherName) implements Element {}
}
