package org.aofkit.rdb.write;

/** Checks that what is told twice is the same. */
final class Twice {
  private Twice() {}

  /** Throws if the second count is another. */
  static void check(long first, long second) {
    if (first != second) {
      throw new IllegalStateException(
          "a value told " + first + " parts, and " + second + " when it was asked again");
    }
  }

  /** Throws if there is nothing: servers skip, or refuse, empty collections. */
  static void checkNotEmpty(long count) {
    if (count == 0) {
      throw new IllegalArgumentException("a collection without elements cannot be written");
    }
  }
}
