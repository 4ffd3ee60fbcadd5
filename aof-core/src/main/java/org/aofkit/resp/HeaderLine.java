package org.aofkit.resp;

import java.io.IOException;

/**
 * A header line as the loaders read it, one byte at a time: at most 1023 bytes including the LF,
 * then a number in the manner of C's {@code strtol}. What stands behind the 1023rd byte is the next
 * line's business. Measured with Redis 7.0.15, Redis 8.0.6 and Valkey 9.1.2.
 */
final class HeaderLine {
  /** Bytes of the longest line, including its LF. */
  static final int MAX_BYTES = 1023;

  /** Bytes of the longest line, including its LF, that the check tools take. */
  private static final int MAX_CHECKED_BYTES = 127;

  private final byte[] line = new byte[MAX_BYTES];

  /** Bytes of the line, including mark and LF. */
  int length;

  /** The line ended with the file. */
  boolean cut;

  /** The line has no LF although there is more. */
  boolean split;

  /** The leading number, saturated to 64 bits; 0 without any digit. */
  long value;

  /** Bits of {@link RespQuirk}. */
  int quirks;

  /** Reads the line at a position inside the source. */
  void read(WindowCursor cursor, long position) throws IOException {
    int room = (int) Math.min(MAX_BYTES, cursor.size - position);
    int n = 0;
    boolean ended = false;
    while (n < room && !ended) {
      byte next = (byte) cursor.byteAt(position + n);
      line[n++] = next;
      ended = next == '\n';
    }
    length = n;
    split = !ended && n == MAX_BYTES;
    cut = !ended && !split;
    quirks = split ? RespQuirk.SPLIT_HEADER : 0;
  }

  /** True if a NUL follows the mark. */
  boolean startsWithNul() {
    return length > 1 && line[1] == 0;
  }

  /** Finds {@link #value} and the quirks of the number behind the mark. */
  void parseNumber() {
    int n = 1;
    while (n < length && isBlank(line[n])) {
      n++;
    }
    boolean negative = n < length && line[n] == '-';
    if (n < length && (line[n] == '-' || line[n] == '+')) {
      n++;
    }
    int digits = n;
    // Towards the negative side, where there is room for one more.
    long sum = 0;
    boolean saturated = false;
    for (; n < length && line[n] >= '0' && line[n] <= '9'; n++) {
      int digit = line[n] - '0';
      if (sum < (Long.MIN_VALUE + digit) / 10) {
        saturated = true;
      } else {
        sum = sum * 10 - digit;
      }
    }
    if (saturated || (!negative && sum == Long.MIN_VALUE)) {
      sum = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
    }
    value = negative ? sum : -sum;
    int end = n == digits ? 1 : n;
    if (digits != 1 || n == digits || (line[digits] == '0' && n > digits + 1)) {
      quirks |= RespQuirk.ODD_NUMBER;
    }
    if (!cut && !(end + 1 < length && line[end] == '\r' && line[end + 1] == '\n')) {
      quirks |= RespQuirk.LAX_NUMBER;
    }
    if (length > MAX_CHECKED_BYTES) {
      quirks |= RespQuirk.LONG_HEADER;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
