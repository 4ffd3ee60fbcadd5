package org.aofkit.rdb.salvage;

/**
 * The last elements of a collection that were passed. Damage can't be among those that are followed
 * by some that are whole and not much longer than others: where a length is damaged, what follows
 * is hardly so.
 */
final class Latest {
  /** So many must be behind one that is a bare string. */
  static final int BARE = 4;

  private static final int LONGER = 8;
  private static final int SHORT = 64;

  private final int behind;
  private final long[] ends;
  private long count;
  private long longest;
  private boolean isOver;

  /**
   * @param from where the first of them begins
   * @param behind how many must be behind one
   */
  Latest(long from, int behind) {
    this.behind = behind;
    this.ends = new long[behind + 1];
    ends[0] = from;
  }

  /** Takes an element into account. */
  void add(long from, long end, boolean isSound) {
    long length = end - from;
    isOver |= !isSound || count > 0 && isLong(length, longest);
    if (!isOver) {
      longest = Math.max(longest, length);
      count++;
      ends[(int) (count % ends.length)] = end;
    }
  }

  /** Whether a length is much more than the longest that was met. */
  static boolean isLong(long length, long longest) {
    return length > LONGER * longest + SHORT;
  }

  /** Whether one was met that is unlike those in front of it. */
  boolean isOver() {
    return isOver;
  }

  long longest() {
    return longest;
  }

  /** How many of them are as they were written. */
  long sure() {
    return Math.max(0, count - behind);
  }

  /** Where the last of those ends. */
  long sureTo() {
    return count < behind ? ends[0] : ends[(int) ((count - behind) % ends.length)];
  }
}
