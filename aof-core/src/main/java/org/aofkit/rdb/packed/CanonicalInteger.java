package org.aofkit.rdb.packed;

/**
 * Strings that are the decimal form of a signed 64-bit number and nothing else: no sign but a
 * minus, no leading zeros, no blanks. Servers store such strings as numbers.
 */
public final class CanonicalInteger {
  /** The longest of them, in bytes. */
  public static final int LONGEST = 20;

  private static final int DIGITS_THAT_ALWAYS_FIT = 18;

  private CanonicalInteger() {}

  /** Whether these bytes are one. */
  public static boolean is(byte[] array, int index, int length) {
    if (length == 0 || length > LONGEST) {
      return false;
    }
    int at = index;
    int end = index + length;
    boolean isNegative = array[at] == '-';
    if (isNegative) {
      at++;
    }
    int digits = end - at;
    if (digits == 0 || array[at] == '0') {
      return digits == 1 && !isNegative;
    }
    for (int i = at; i < end; i++) {
      if (array[i] < '0' || array[i] > '9') {
        return false;
      }
    }
    // With 19 digits a number that does not fit shows by its sign.
    return digits <= DIGITS_THAT_ALWAYS_FIT
        || (digits == DIGITS_THAT_ALWAYS_FIT + 1 && value(array, index, length) < 0 == isNegative);
  }

  /** The number that these bytes are. Only for those for which {@link #is} says so. */
  public static long value(byte[] array, int index, int length) {
    boolean isNegative = array[index] == '-';
    long negated = 0;
    for (int i = isNegative ? index + 1 : index; i < index + length; i++) {
      negated = 10 * negated - (array[i] - '0');
    }
    return isNegative ? negated : -negated;
  }

  /**
   * Writes the decimal form of a number.
   *
   * @param target has room for {@value #LONGEST} bytes from {@code index} on
   * @return how many bytes it has
   */
  public static int write(long value, byte[] target, int index) {
    int length = length(value);
    int at = index + length;
    long negated = value < 0 ? value : -value;
    do {
      target[--at] = (byte) ('0' - negated % 10);
      negated /= 10;
    } while (negated != 0);
    if (value < 0) {
      target[index] = '-';
    }
    return length;
  }

  /** How many bytes the decimal form of a number has. */
  public static int length(long value) {
    int length = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      length++;
    }
    return length;
  }
}
