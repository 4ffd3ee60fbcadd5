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
   */
  record Gap(boolean safe) implements Element {}
}
