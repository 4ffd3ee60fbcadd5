package org.aofkit.check;

import java.io.IOException;
import org.aofkit.aof.CommandProbe;

/**
 * Says of a place where a command may begin whether one does. The same few candidates are asked
 * about by each of the rules, so the last answers are kept.
 */
// A candidate that announces many arguments costs as many looks, and one that announces a long
// value as many bytes; there is a budget for those, in proportion to the file.
final class Candidates {
  private static final int CHEAP_WORDS = 64;
  private static final int BUDGET_PER_BYTE = 4;
  private static final long LEAST_BUDGET = 1 << 22;
  private static final int LEAST_ARGUMENT = 6;
  private static final int MAX_STAR_LINE = 16;
  private static final int REMEMBERED_BITS = 8;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final long size;
  private final BlockReader bytes;
  private final CommandProbe probe;
  private long budget;

  // What was asked last: candidates plus one, where each ends, and its words.
  private final long[] asked = new long[1 << REMEMBERED_BITS];
  private final long[] ends = new long[1 << REMEMBERED_BITS];
  private final int[] counts = new int[1 << REMEMBERED_BITS];
  private int words;

  /** Borrows both, which are of a source of so many bytes. */
  Candidates(long size, BlockReader bytes, CommandProbe probe) {
    this.size = size;
    this.bytes = bytes;
    this.probe = probe;
    this.budget = LEAST_BUDGET + BUDGET_PER_BYTE * size;
  }

  /** Takes a cost off the budget; whether there was enough left. */
  boolean affords(long cost) {
    budget -= cost;
    return budget >= 0;
  }

  /** Whether a command begins there, and commands go on behind it, or a damage, or nothing. */
  boolean believable(long candidate) throws IOException {
    long end = end(candidate);
    if (end < 0) {
      return false;
    }
    boolean says = words > 1;
    if (end >= size || says) {
      return true;
    }
    int next = bytes.at(end);
    return next == 0 || next == '*' || next == '#' || damagedStar(end) || end(end) >= 0;
  }

  /** Whether a line that is too short to be anything else stands in front of a bulk header. */
  private boolean damagedStar(long at) throws IOException {
    for (int i = 0; i < MAX_STAR_LINE; i++) {
      if (bytes.crLfAt(at + i)) {
        return bytes.header(at + i + 2, '$') >= 0;
      }
    }
    return false;
  }

  /**
   * As {@link CommandProbe#strictEnd}, unless it would cost more than there is left. How many words
   * the candidate has is in {@link #words}.
   */
  long end(long candidate) throws IOException {
    int slot = (int) (candidate * SPREAD >>> Long.SIZE - REMEMBERED_BITS);
    if (asked[slot] != candidate + 1) {
      ends[slot] = probed(candidate);
      counts[slot] = probe.words();
      asked[slot] = candidate + 1;
    }
    words = counts[slot];
    return ends[slot];
  }

  private long probed(long candidate) throws IOException {
    long count = bytes.header(candidate, '*');
    if (count < 0 && bytes.at(candidate) == '*') {
      return CommandProbe.NONE;
    }
    if (count > CHEAP_WORDS && !affords(Math.min(count, (size - candidate) / LEAST_ARGUMENT))) {
      return CommandProbe.NONE;
    }
    return probe.strictEnd(candidate);
  }
}
