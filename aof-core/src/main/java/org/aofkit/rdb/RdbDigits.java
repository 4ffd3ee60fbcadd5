package org.aofkit.rdb;

import java.util.Arrays;

/** Decimal texts of numbers, without making strings. */
final class RdbDigits {
  /** The longest text of a number of 64 bits. */
  static final int LONGEST = 20;

  private RdbDigits() {}

  /** The text as an array of its own. */
  static byte[] of(long value) {
    byte[] room = new byte[LONGEST];
    int start = write(value, room, LONGEST);
    return Arrays.copyOfRange(room, start, LONGEST);
  }

  /** How many bytes the text has. */
  static int length(long value) {
    int count = value < 0 ? 2 : 1;
    long rest = value / 10;
    while (rest != 0) {
      rest /= 10;
      count++;
    }
    return count;
  }

  /**
   * Writes the text so that it ends in front of an index.
   *
   * @return the index of its first byte
   */
  static int write(long value, byte[] target, int end) {
    int at = end;
    long rest = value;
    do {
      long tens = rest / 10;
      target[--at] = (byte) ('0' + Math.abs((int) (rest - tens * 10)));
      rest = tens;
    } while (rest != 0);
    if (value < 0) {
      target[--at] = '-';
    }
    return at;
  }
}
