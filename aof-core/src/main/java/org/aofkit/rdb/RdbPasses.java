package org.aofkit.rdb;

import java.io.IOException;

/**
 * Finds something that comes twice among more things than a table of {@link RdbMembers} holds: it
 * passes over all of them several times, and each time compares a part of them, by their hashes.
 */
final class RdbPasses {
  /** Of one part; as hashes are spread evenly, no part gets near {@link RdbMembers#MOST}. */
  private static final long EACH = 600_000;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final RdbMembers members;
  private final RdbMembers.Same same;

  /** Takes what is passed over. */
  interface Taker {
    /**
     * One of them.
     *
     * @param place where it is, 0 to 2^40 - 2
     * @return whether to go on
     */
    boolean take(long hash, long place) throws IOException, RdbStop;
  }

  /** Passes over all of them, in the same order each time. */
  interface Walk {
    /** Passes until the taker has enough. */
    void each(Taker taker) throws IOException, RdbStop;
  }

  RdbPasses(RdbMembers members, RdbMembers.Same same) {
    this.members = members;
    this.same = same;
  }

  /**
   * Looks for one that was there before.
   *
   * @param count how many there are, not negative
   * @return its place; -1 if there is none
   */
  long repeated(Walk walk, long count) throws IOException, RdbStop {
    long parts = 1 + count / EACH;
    long[] found = {-1};
    for (long i = 0; i < parts && found[0] < 0; i++) {
      long part = i;
      members.begin(RdbMembers.MOST);
      walk.each(
          (hash, place) -> {
            if (Long.remainderUnsigned(hash * SPREAD >>> 20, parts) == part) {
              found[0] = add(hash, place) ? place : -1;
            }
            return found[0] < 0;
          });
    }
    return found[0];
  }

  private boolean add(long hash, long place) throws IOException, RdbStop {
    if (members.isFull()) {
      throw new IllegalStateException("a part of more than " + RdbMembers.MOST);
    }
    return members.add(hash, place, same) >= 0;
  }
}
