package org.aofkit.keyspace.commands;

/** Words that are whole numbers within bounds. */
final class Integers {
  private Integers() {}

  /** A number that must not be below another. */
  static long atLeast(long least, Call call, int index, String error) throws RefusedException {
    long value = call.integer(index, error);
    if (value < least) {
      throw new RefusedException(error);
    }
    return value;
  }

  /** A count, which must not be negative. */
  static long count(Call call, int index) throws RefusedException {
    return atLeast(0, call, index, "ERR value is out of range, must be positive");
  }

  /** How many keys follow, 1 or more. */
  static long keys(Call call, int index) throws RefusedException {
    return atLeast(1, call, index, "ERR numkeys should be greater than 0");
  }
}
