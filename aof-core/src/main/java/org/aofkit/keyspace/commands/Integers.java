package org.aofkit.keyspace.commands;

import org.aofkit.rdb.packed.CanonicalInteger;

/** Words that are whole numbers, as servers read them: no blanks, no plus, no leading zeros. */
final class Integers {
  private Integers() {}

  /**
   * The number that a word is.
   *
   * @throws RefusedException if it is none, or not within 64 bits
   */
  static long of(byte[] word) throws RefusedException {
    return of(word, "ERR value is not an integer or out of range");
  }

  /** As {@link #of(byte[])}, with an error of its own. */
  static long of(byte[] word, String error) throws RefusedException {
    if (!CanonicalInteger.is(word, 0, word.length)) {
      throw new RefusedException(error);
    }
    return CanonicalInteger.value(word, 0, word.length);
  }

  /** A number that must not be below another. */
  static long atLeast(long least, byte[] word, String error) throws RefusedException {
    long value = of(word, error);
    if (value < least) {
      throw new RefusedException(error);
    }
    return value;
  }

  /** A count, which must not be negative. */
  static long count(byte[] word) throws RefusedException {
    return atLeast(0, word, "ERR value is out of range, must be positive");
  }

  /** How many keys follow, 1 or more. */
  static long keys(byte[] word) throws RefusedException {
    return atLeast(1, word, "ERR numkeys should be greater than 0");
  }
}
