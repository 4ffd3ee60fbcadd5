package org.aofkit.rdb;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds things that come twice among more of them than memory holds, by passing over all of them
 * several times.
 *
 * <p>A first pass puts the hashes into a Bloom filter, about twelve bits for each. Those it has
 * seen before, one in a hundred by chance, are candidates. A second pass compares the candidates,
 * by their hashes and, where these are equal, exactly. If the filter is too small for all, they are
 * divided by their hashes, and each part takes its own two passes.
 *
 * <p>A filter is divided into blocks of 512 bits, a line of the cache, and a hash sets its bits in
 * one of them.
 */
final class RdbRepeats {
  private static final int BITS_EACH = 12;
  private static final int BLOCK_LONGS = 8;
  private static final int PROBES = 6;
  private static final int LEAST_MEMBERS = 64;
  private static final int MOST_PARTS = 1 << 14;

  private final int filterLongs;
  private final RdbMembers members;
  private final RdbMembers.Same same;
  private long[] filter = new long[0];
  private long[] candidates = new long[0];
  private int candidateCount;
  private int part;
  private int parts;
  private boolean isOver;

  /** Takes what is passed over. */
  interface Sink {
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
    /** Passes until the sink has enough. */
    void each(Sink sink) throws IOException, RdbStop;
  }

  /** Is told what comes twice. */
  interface Found {
    /**
     * Something that comes a second time, or once more.
     *
     * @return whether to go on
     */
    boolean repeated(long firstPlace, long place) throws IOException, RdbStop;
  }

  /**
   * @param filterLongs size of the filter in numbers of 64 bits, a power of two; half as much again
   *     is needed for candidates
   * @param members compares candidates
   */
  RdbRepeats(int filterLongs, RdbMembers members, RdbMembers.Same same) {
    this.filterLongs = filterLongs;
    this.members = members;
    this.same = same;
  }

  /**
   * Looks for everything that comes twice.
   *
   * @param count how many there are, about
   */
  void find(Walk walk, long count, Found found) throws IOException, RdbStop {
    if (filter.length == 0) {
      filter = new long[filterLongs];
      candidates = new long[Math.min(1 << 20, Math.max(16, filterLongs / 4))];
    }
    parts = (int) Math.min(MOST_PARTS, 1 + count / (filterLongs * (long) Long.SIZE / BITS_EACH));
    part = 0;
    isOver = false;
    while (part < parts && !isOver) {
      Arrays.fill(filter, 0);
      Arrays.fill(candidates, 0);
      candidateCount = 0;
      walk.each(this::filter);
      boolean isAll = candidateCount < room();
      if (candidateCount > 0) {
        members.begin(2L * candidateCount + LEAST_MEMBERS);
        walk.each((hash, place) -> compare(hash, place, found));
      }
      if (isAll || isOver || parts == MOST_PARTS) {
        part++;
      } else {
        part *= 4;
        parts *= 4;
      }
    }
  }

  private int room() {
    return candidates.length / 2;
  }

  private boolean isOfPart(long hash) {
    return (int) ((hash >>> 40) * parts >>> 24) == part;
  }

  private boolean filter(long hash, long place) {
    if (isOfPart(hash) && isSeen(hash) && candidateCount < room()) {
      addCandidate(hash);
    }
    return true;
  }

  private boolean compare(long hash, long place, Found found) throws IOException, RdbStop {
    if (!isOfPart(hash) || !isCandidate(hash) || members.isFull()) {
      return true;
    }
    long first = members.add(hash, place, same);
    if (first >= 0 && !found.repeated(first, place)) {
      isOver = true;
    }
    return !isOver;
  }

  /** Whether the filter has the hash; it has it then. */
  private boolean isSeen(long hash) {
    int block = ((int) hash & (filterLongs / BLOCK_LONGS - 1)) * BLOCK_LONGS;
    long bits = hash * 0x9E3779B97F4A7C15L;
    boolean isSeen = true;
    for (int i = 0; i < PROBES; i++) {
      int at = block + ((int) (bits >>> 6) & BLOCK_LONGS - 1);
      long bit = 1L << bits;
      isSeen &= (filter[at] & bit) != 0;
      filter[at] |= bit;
      bits >>>= 9;
    }
    return isSeen;
  }

  private void addCandidate(long hash) {
    int at = slot(hash);
    if (candidates[at] == 0) {
      candidates[at] = hash == 0 ? 1 : hash;
      candidateCount++;
    }
  }

  private boolean isCandidate(long hash) {
    return candidates[slot(hash)] != 0;
  }

  /** The slot of a hash, or where it would go. A hash of 0 is taken for 1, which does no harm. */
  private int slot(long hash) {
    long wanted = hash == 0 ? 1 : hash;
    int at = (int) (wanted >>> 20) & candidates.length - 1;
    while (candidates[at] != 0 && candidates[at] != wanted) {
      at = (at + 1) & candidates.length - 1;
    }
    return at;
  }
}
