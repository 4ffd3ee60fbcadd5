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

  /** Whether these bytes are the text that {@link #write} gives for a number of 64 bits. */
  static boolean isCanonical(byte[] array, int index, int length) {
    boolean isNegative = array[index] == '-';
    int from = isNegative ? index + 1 : index;
    int digits = length - (from - index);
    if (digits < 1 || digits > LONGEST - 1) {
      return false;
    }
    if (array[from] == '0' && length > 1) {
      return false;
    }
    for (int i = from; i < from + digits; i++) {
      if (array[i] < '0' || array[i] > '9') {
        return false;
      }
    }
    return digits < LONGEST - 1 || parse(array, index, length) < 0 == isNegative;
  }

  /** The number of a canonical text. */
  static long parse(byte[] array, int index, int length) {
    boolean isNegative = array[index] == '-';
    long value = 0;
    for (int i = isNegative ? index + 1 : index; i < index + length; i++) {
      value = value * 10 - (array[i] - '0');
    }
    return isNegative ? value : -value;
  }
}
