package org.aofkit.fuzz.damage;

/** What hits have done to a record. */
public enum Fate {
  /** No byte of it was touched. */
  INTACT,
  /**
   * It was touched, and servers load it all the same: bytes of a value are others, or bytes that
   * nobody looks at, and what follows it is a record as well.
   */
  ALTERED,
  /** It cannot be read any more. */
  DAMAGED
}
