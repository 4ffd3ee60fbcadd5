package org.aofkit.rdb.salvage;

/** How long the records of keys are, to tell how many of them can lie in so many bytes. */
final class RecordSizes {
  /** Sixteen classes of length for each power of two; short lengths are taken as they are. */
  private static final int PARTS = 16;

  private static final int CLASSES = PARTS * Long.SIZE;

  /** The logarithm of the chance that is left out of account. */
  private static final double LEAST_CHANCE = Math.log(0.01);

  /** The same where nothing else speaks for what is believed then. */
  private static final double NO_CHANCE = Math.log(1e-6);

  private static final long SHORTEST = 4;

  private final long[] counts = new long[CLASSES];
  private long count;
  private long smallest = Long.MAX_VALUE;
  private long largest;

  /** How long the longest record is that was met. */
  long largest() {
    return largest;
  }

  void add(long size) {
    counts[classOf(size)]++;
    count++;
    smallest = Math.min(smallest, size);
    largest = Math.max(largest, size);
  }

  /**
   * Whether so many records may lie in so many bytes, if they are as those that were met. With
   * {@code E} for the mean over all that were met, the probability that the lengths of {@code n} of
   * them sum up to no more than {@code b} is at most {@code e^(tb) E(e^(-tl))^n}, whatever {@code
   * t}.
   */
  boolean mayLieIn(long records, long bytes) {
    return mayLieIn(records, bytes, LEAST_CHANCE);
  }

  /** How many records may lie in so many bytes at most, if they are as those that were met. */
  long most(long bytes) {
    long low = 0;
    long high = bytes / SHORTEST + 1;
    while (low + 1 < high) {
      long middle = (low + high) >>> 1;
      if (mayLieIn(middle, bytes, NO_CHANCE)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean mayLieIn(long records, long bytes, double chance) {
    long least = count == 0 ? SHORTEST : Math.max(SHORTEST, smallest);
    if (records > bytes / least) {
      return false;
    }
    if (count == 0) {
      return true;
    }
    for (double t = 1.0 / least; t > 1.0 / (64.0 * bytes); t /= 1.5) {
      if (t * bytes + records * Math.log(mean(t)) < chance) {
        return false;
      }
    }
    return true;
  }

  private double mean(double t) {
    double sum = 0;
    for (int i = 0; i < CLASSES; i++) {
      if (counts[i] != 0) {
        sum += counts[i] * Math.exp(-t * lengthOf(i));
      }
    }
    return sum / count;
  }

  private static int classOf(long size) {
    if (size < 2 * PARTS) {
      return (int) Math.max(SHORTEST, size);
    }
    int high = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
    return PARTS * (high - 4) + PARTS + (int) (size >>> (high - 4) & PARTS - 1);
  }

  /** The least length of a class. */
  private static double lengthOf(int index) {
    return index < 2 * PARTS ? index : (PARTS + index % PARTS) * Math.pow(2, index / PARTS - 1);
  }
}
