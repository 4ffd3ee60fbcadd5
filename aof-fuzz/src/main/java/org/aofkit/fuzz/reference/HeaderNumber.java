package org.aofkit.fuzz.reference;

/**
 * The number in a header line, read like C's {@code strtol} with base 10: blanks, a sign, digits;
 * what has no digits is 0, what does not fit is the nearest 64-bit number.
 *
 * @param value the number
 * @param end index behind the last digit; the index behind the mark if there is no digit
 * @param plain whether it is written as servers write it: digits alone, no zero in front
 */
record HeaderNumber(long value, int end, boolean plain) {

  /**
   * Reads a number.
   *
   * @param bytes what it is in
   * @param from index behind the mark
   * @param to index behind the line
   */
  static HeaderNumber read(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    int firstDigit = at;
    StringBuilder digits = new StringBuilder();
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      digits.append((char) bytes[at]);
      at++;
    }
    if (digits.isEmpty()) {
      return new HeaderNumber(0, from, false);
    }
    boolean leadingZero = digits.length() > 1 && digits.charAt(0) == '0';
    boolean plain = firstDigit == from && !leadingZero;
    return new HeaderNumber(saturated(negative, digits.toString()), at, plain);
  }

  private static long saturated(boolean negative, String digits) {
    try {
      return Long.parseLong((negative ? "-" : "") + digits);
    } catch (NumberFormatException beyond64Bits) {
      return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** What C's {@code isspace} says of a byte. */
  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
