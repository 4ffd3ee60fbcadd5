package org.aofkit.rdb;

import java.util.Arrays;

/**
 * Compares each member of a packed sorted set with the one in front of it, as servers do where
 * their scores are equal: by the bytes of their texts. Only the first bytes are looked at, so that
 * nothing has to be kept of long ones; where these are equal the order counts as right.
 */
final class RdbMemberOrder {
  /** So many bytes of a member are compared. */
  private static final int COMPARED = 256;

  private byte[] last = new byte[COMPARED];
  private byte[] current = new byte[COMPARED];
  private int lastFrom;
  private int lastEnd;
  private int from;
  private int end;
  private boolean isKnown;
  private boolean isLastKnown;

  /** Begins with a sorted set. */
  void begin() {
    isKnown = false;
    isLastKnown = false;
  }

  /** The next member is a number. */
  void number(long value) {
    step();
    from = RdbDigits.write(value, current, COMPARED);
    end = COMPARED;
  }

  /** The next member. */
  void bytes(byte[] array, int index, int length) {
    step();
    from = 0;
    end = Math.min(length, COMPARED);
    System.arraycopy(array, index, current, 0, end);
  }

  /** The next member is too long to be looked at. */
  void large() {
    step();
    isKnown = false;
  }

  /** Whether the member told last stands before the one in front of it. */
  boolean isBefore() {
    if (!isKnown || !isLastKnown) {
      return false;
    }
    int order = Arrays.compareUnsigned(last, lastFrom, lastEnd, current, from, end);
    boolean isCut = lastEnd - lastFrom == COMPARED || end - from == COMPARED;
    return order > 0 && !(isCut && isPrefix());
  }

  private boolean isPrefix() {
    int common = Math.min(lastEnd - lastFrom, end - from);
    return Arrays.equals(last, lastFrom, lastFrom + common, current, from, from + common);
  }

  private void step() {
    byte[] swapped = last;
    last = current;
    current = swapped;
    lastFrom = from;
    lastEnd = end;
    isLastKnown = isKnown;
    isKnown = true;
  }
}
