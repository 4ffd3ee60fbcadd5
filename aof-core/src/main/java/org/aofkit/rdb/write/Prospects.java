package org.aofkit.rdb.write;

/**
 * Guesses whether it is worth while to compress a string from what came of the strings of a like
 * length before it. Where a hundred in a row got no shorter, only one of eight is tried until one
 * does: strings of one kind are alike, and trying takes most of the time that it takes to write
 * short ones. The price is that short strings that would get shorter, fewer than one in a hundred
 * of their length, may be written as they are.
 */
final class Prospects {
  private static final int HOPELESS = 100;
  private static final int TRIED = 8;

  /** By the number of bits of the length. */
  private final int[] failed = new int[Integer.SIZE + 1];

  /** Whether to try. */
  boolean areGood(int length) {
    int kind = kind(length);
    int failures = failed[kind];
    if (failures < HOPELESS) {
      return true;
    }
    failed[kind] = failures + 1 < HOPELESS + TRIED ? failures + 1 : HOPELESS;
    return failures == HOPELESS;
  }

  /** Notes what came of it. */
  void note(int length, boolean gotShorter) {
    int kind = kind(length);
    if (gotShorter) {
      failed[kind] = 0;
    } else if (failed[kind] < HOPELESS) {
      failed[kind]++;
    }
  }

  private static int kind(int length) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(length);
  }
}
