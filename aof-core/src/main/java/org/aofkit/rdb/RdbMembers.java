package org.aofkit.rdb;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds members of one collection that come twice. It keeps a number of 64 bits for each: 24 bits
 * of its hash and where it is, relative to the collection; so a hit is confirmed by comparing the
 * bytes at both places. One object serves any number of collections, one after the other.
 */
final class RdbMembers {
  /** How many members of a collection can be kept at most. */
  static final int MOST = 700_000;

  private static final int LEAST_SLOTS = 16;
  private static final int MOST_SLOTS = 1 << 20;
  private static final int PLACE_BITS = 40;
  private static final long PLACE = (1L << PLACE_BITS) - 1;

  private long[] slots = new long[LEAST_SLOTS];
  private int mask;
  private int left;

  /** Compares members by their places. */
  interface Same {
    /** Whether the members at two places are equal. */
    boolean isSame(long place, long other) throws IOException, RdbStop;
  }

  /**
   * Begins with a collection.
   *
   * @param count how many members it has, or says it has; more than {@link #MOST} are not kept
   */
  void begin(long count) {
    long expected = Math.min(count < 0 ? MOST : count, MOST);
    int size = LEAST_SLOTS;
    while (size < MOST_SLOTS && size < expected + expected / 2) {
      size <<= 1;
    }
    if (slots.length < size) {
      slots = new long[size];
    } else {
      Arrays.fill(slots, 0, size, 0);
    }
    mask = size - 1;
    left = (int) expected;
  }

  /** Whether as many were taken as can be. */
  boolean isFull() {
    return left == 0;
  }

  /**
   * Takes a member unless it may be one that was taken before. Only while it is not full.
   *
   * @param place where it is, 0 to 2^40 - 2
   * @return whether it was taken; else {@link #add} says what it is
   */
  boolean addNew(long hash, long place) {
    long[] all = slots;
    int last = mask;
    long tag = hash & ~PLACE;
    int at = (int) hash & last;
    long slot = all[at];
    while (slot != 0) {
      if (((slot ^ tag) & ~PLACE) == 0) {
        return false;
      }
      at = (at + 1) & last;
      slot = all[at];
    }
    all[at] = tag | (place + 1);
    left--;
    return true;
  }

  /**
   * Takes a member. Only while it is not full.
   *
   * @param place where it is, 0 to 2^40 - 2
   * @return the place of one equal to it, which was taken before; -1 if there is none
   */
  long add(long hash, long place, Same same) throws IOException, RdbStop {
    long tag = hash & ~PLACE;
    int at = (int) hash & mask;
    long slot = slots[at];
    while (slot != 0) {
      if (((slot ^ tag) & ~PLACE) == 0) {
        long other = (slot & PLACE) - 1;
        if (same.isSame(other, place)) {
          return other;
        }
      }
      at = (at + 1) & mask;
      slot = slots[at];
    }
    slots[at] = tag | (place + 1);
    left--;
    return -1;
  }
}
