package org.aofkit.rdb;

import java.util.Arrays;

/**
 * Hashes that were seen, and those that were seen more than once, in memory of fixed size: a Bloom
 * filter, and a table of candidates. Whatever came twice is a candidate, and so is, by chance, one
 * hash in a thousand or in fifty, by how full the filter is (24 bits a hash, or 10).
 *
 * <p>A hash sets six bits in one number of 64 bits. Several threads may note hashes, each through a
 * {@link Batch} of its own: it touches all numbers of a batch first, so that the waits for memory
 * overlap, and only then notes them, alone.
 */
final class RdbSeen {
  /** With so many bits a hash, one in fifty is a candidate by chance. */
  static final int LEAST_BITS_EACH = 10;

  private static final int BATCH = 256;
  private static final int LEAST_WORDS = 1 << 7;
  private static final int LEAST_SLOTS = 1 << 10;

  private final long[] filter;
  private final int mostSlots;
  private long[] candidates = new long[LEAST_SLOTS];
  private int count;
  private boolean isOver;

  /** Takes what was touched, so that the touching is not left out. */
  private long touched;

  /**
   * @param words size of the filter in numbers of 64 bits
   * @param slots how large the table of candidates may become; a power of two
   */
  RdbSeen(int words, int slots) {
    filter = new long[Math.max(LEAST_WORDS, words)];
    mostSlots = Math.max(LEAST_SLOTS, slots);
  }

  /** For how many hashes the filter is large enough. */
  long capacity() {
    return filter.length * (long) Long.SIZE / LEAST_BITS_EACH;
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(filter, 0);
    Arrays.fill(candidates, 0);
    count = 0;
    isOver = false;
  }

  /** How many candidates there are. */
  int candidates() {
    return count;
  }

  /** Whether there were more candidates than there is room for, so that some are missing. */
  boolean isOver() {
    return isOver;
  }

  /** Whether a hash is a candidate. Only once nobody notes hashes any more. */
  boolean isCandidate(long hash) {
    long[] table = candidates;
    return table[slot(table, hash)] != 0;
  }

  /** Hashes of one thread on their way into the filter. */
  final class Batch {
    private final long[] hashes = new long[BATCH];
    private int held;

    /** Takes one. */
    void add(long hash) {
      hashes[held++] = hash;
      if (held == BATCH) {
        flush();
      }
    }

    /** Notes those that were taken. */
    void flush() {
      long any = 0;
      for (int i = 0; i < held; i++) {
        any |= filter[word(hashes[i])];
      }
      note(hashes, held, any);
      held = 0;
    }
  }

  private synchronized void note(long[] hashes, int length, long any) {
    touched = any;
    if (isOver) {
      return;
    }
    for (int i = 0; i < length; i++) {
      long hash = hashes[i];
      long bits = bits(hash);
      int at = word(hash);
      long before = filter[at];
      filter[at] = before | bits;
      if ((before & bits) == bits) {
        addCandidate(hash);
      }
    }
  }

  private int word(long hash) {
    return (int) ((hash >>> 32) * filter.length >>> 32);
  }

  private static long bits(long hash) {
    return 1L << hash
        | 1L << (hash >>> 6)
        | 1L << (hash >>> 12)
        | 1L << (hash >>> 18)
        | 1L << (hash >>> 24)
        | 1L << (hash >>> 30);
  }

  private void addCandidate(long hash) {
    int at = slot(candidates, hash);
    if (candidates[at] != 0) {
      return;
    }
    if (count >= candidates.length / 2) {
      if (candidates.length >= mostSlots) {
        isOver = true;
        return;
      }
      long[] larger = new long[2 * candidates.length];
      for (long each : candidates) {
        if (each != 0) {
          larger[slot(larger, each)] = each;
        }
      }
      candidates = larger;
      at = slot(larger, hash);
    }
    candidates[at] = hash == 0 ? 1 : hash;
    count++;
  }

  /** The slot of a hash, or where it would go. A hash of 0 is taken for 1, which does no harm. */
  private static int slot(long[] table, long hash) {
    long wanted = hash == 0 ? 1 : hash;
    int at = (int) (wanted >>> 20) & table.length - 1;
    while (table[at] != 0 && table[at] != wanted) {
      at = (at + 1) & table.length - 1;
    }
    return at;
  }
}
