package org.aofkit.rdb;

/** What a server does with a key of a value. */
enum RdbOutcome {
  /** It keeps the key. */
  KEPT,
  /** It skips the key with a notice, since the value is empty. */
  SKIPPED,
  /** That depends on what is not looked at. */
  UNKNOWN
}
