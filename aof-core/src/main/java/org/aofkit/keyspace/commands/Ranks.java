package org.aofkit.keyspace.commands;

/** Ranges of indexes from one end to the other; negative ones count from the end. */
final class Ranks {
  private Ranks() {}

  /** The first index; not below 0, but perhaps behind the last. */
  static int first(long start, int size) {
    long from = start < 0 ? Math.max(0, start + size) : start;
    return (int) Math.min(from, size);
  }

  /** The index behind the last; 0 to the size. */
  static int behindLast(long end, int size) {
    long last = end < 0 ? end + size : end;
    return last < 0 ? 0 : (int) Math.min(last, size - 1L) + 1;
  }
}
