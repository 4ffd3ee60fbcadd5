package org.aofkit.resp;

import java.nio.ByteBuffer;

/** Walks over arguments as servers write them, header by header, without looking at a value. */
final class UsualArguments {
  private UsualArguments() {}

  /**
   * Walks over the last arguments of a command.
   *
   * @param last the last index a load may begin at
   * @param more how many arguments
   * @param terminator where the CR LF should be that ends what stands in front of them
   * @return first index behind the command; -1 where something else stands, or nothing any more
   */
  static int behind(ByteBuffer bytes, int last, int more, int terminator) {
    int t = terminator;
    int n = more;
    for (; n > 0 && t <= last; n--) {
      long w = bytes.getLong(t);
      if (Headers.isLength2(w)) {
        t += 7 + Headers.length2(w);
      } else if (Headers.isLength1(w)) {
        t += 6 + Headers.length1(w);
      } else if (Headers.isLength3(w)) {
        t += 8 + Headers.length3(w);
      } else {
        long header = longHeader(bytes, t, w);
        if (header < 0) {
          break;
        }
        t = (int) (header >>> 32) + (int) header;
      }
    }
    return n == 0 && t <= last && bytes.getShort(t) == Headers.CR_LF ? t + 2 : -1;
  }

  /**
   * The header of an argument of four to nine digits.
   *
   * @param w the 8 bytes at the terminator
   * @return index of the value, shifted by 32, and its length; -1 if it is no such header
   */
  static long longHeader(ByteBuffer bytes, int terminator, long w) {
    if ((w & Headers.BEFORE_LENGTH_MASK) != Headers.BEFORE_LENGTH) {
      return -1;
    }
    int value = terminator + 3;
    int digit = bytes.get(value) - '0';
    if (digit < 1 || digit > 9) {
      return -1;
    }
    int length = 0;
    do {
      length = length * 10 + digit;
      digit = bytes.get(++value) - '0';
    } while (digit >= 0 && digit <= 9 && value < terminator + 12);
    return bytes.getShort(value) == Headers.CR_LF ? (long) (value + 2) << 32 | length : -1;
  }
}
