package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.io.ByteSource;

/** The last entry of a listpack, as it is found from the end. */
final class RdbLastEntry {
  private static final int HEADER = 6;

  /** The first byte of a number of 16 bits; those of 24, 32 and 64 follow. */
  private static final int INT_16 = 0xF1;

  private static final int[] WIDTHS = {3, 4, 5, 9};
  private static final int LONGEST = 9;

  private RdbLastEntry() {}

  /**
   * Whether it is a number, and its length is what stands behind it: a byte, for numbers are short.
   *
   * @param place of the listpack, whose last byte is FF
   */
  static boolean isNumber(RdbPlace place, ByteSource source) throws IOException {
    long size = place.input().size();
    int count = (int) Math.min(size - HEADER, LONGEST + 2);
    byte[] end = place.slice(size - count, count).read(source, count);
    int length = count < 2 ? 0 : end[count - 2];
    return length > 0 && length <= count - 2 && length == width(end[count - 2 - length] & 0xFF);
  }

  /** How many bytes a number takes that begins with this one; 0 if none does. */
  private static int width(int first) {
    if (first < 0x80) {
      return 1;
    }
    if ((first & 0xE0) == 0xC0) {
      return 2;
    }
    return first >= INT_16 && first < INT_16 + WIDTHS.length ? WIDTHS[first - INT_16] : 0;
  }
}
