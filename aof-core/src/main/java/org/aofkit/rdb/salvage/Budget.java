package org.aofkit.rdb.salvage;

/**
 * How much work the search for remains of all values of an image may cost: in proportion to the
 * image, however its records are made to lie over one another.
 */
final class Budget {
  /** Steps for each byte of the source, and for small ones. */
  private static final long CHARGE = 32;

  private static final long LEAST = 1L << 26;

  private long left;

  Budget(long size) {
    this.left = LEAST + CHARGE * Math.min(size, Long.MAX_VALUE / (2 * CHARGE));
  }

  /** Takes work from it; whether some is left. */
  boolean spend(long work) {
    left -= work;
    return left > 0;
  }

  /** Whether all is used up. */
  boolean isSpent() {
    return left <= 0;
  }
}
