package org.aofkit.resp;

/**
 * The usual headers as 8 bytes loaded little-endian, first byte lowest:
 *
 * <pre>
 *   byte        0   1   2   3   4   5   6   7
 *   count       *   d  CR  LF
 *   count       *   d   d  CR  LF
 *   length     CR  LF   $   d  CR  LF
 *   length     CR  LF   $   d   d  CR  LF
 *   length     CR  LF   $   d   d   d  CR  LF
 * </pre>
 *
 * A length's first CR LF ends what stands before it. A load XORed with its pattern has zeros in the
 * fixed bytes and the digits' values in the others; adding 6 to those carries into the upper half
 * of a byte whose lower half is no decimal digit.
 */
final class Headers {
  static final int CR_LF = 0x0a0d;

  /** CR LF and {@code $}. */
  static final int BEFORE_LENGTH = 0x240a0d;

  static final int BEFORE_LENGTH_MASK = 0xffffff;

  private static final long COUNT_1 = 0x0a0d_302aL;
  private static final long COUNT_1_MASK = 0xffff_f0ffL;
  private static final long COUNT_1_SIX = 0x600L;
  private static final long COUNT_2 = 0x0a_0d30_302aL;
  private static final long COUNT_2_MASK = 0xff_fff0_f0ffL;
  private static final long COUNT_2_SIX = 0x6_0600L;

  private static final long LENGTH_1 = 0x0a0d_3024_0a0dL;
  private static final long LENGTH_1_MASK = 0xffff_f0ff_ffffL;
  private static final long LENGTH_1_SIX = 0x0600_0000L;
  private static final long LENGTH_2 = 0x0a_0d30_3024_0a0dL;
  private static final long LENGTH_2_MASK = 0xff_fff0_f0ff_ffffL;
  private static final long LENGTH_2_SIX = 0x6_0600_0000L;
  private static final long LENGTH_3 = 0x0a0d_3030_3024_0a0dL;
  private static final long LENGTH_3_MASK = 0xffff_f0f0_f0ff_ffffL;
  private static final long LENGTH_3_SIX = 0x606_0600_0000L;

  private Headers() {}

  /** The number of a one-digit count, 0 to 9; -1 if it is none. */
  static int count1(long w) {
    long x = w ^ COUNT_1;
    return ((x | (x + COUNT_1_SIX)) & COUNT_1_MASK) == 0 ? (int) (x >>> 8) & 0xf : -1;
  }

  /** The number of a two-digit count, 0 to 99; -1 if it is none. */
  static int count2(long w) {
    long x = w ^ COUNT_2;
    return ((x | (x + COUNT_2_SIX)) & COUNT_2_MASK) == 0
        ? ((int) (x >>> 8) & 0xf) * 10 + ((int) (x >>> 16) & 0xf)
        : -1;
  }

  /** The number of a one-digit length, 0 to 9; -1 if it is none. */
  static int length1(long w) {
    long x = w ^ LENGTH_1;
    return ((x | (x + LENGTH_1_SIX)) & LENGTH_1_MASK) == 0 ? (int) (x >>> 24) & 0xf : -1;
  }

  /** The number of a two-digit length, 0 to 99; -1 if it is none. */
  static int length2(long w) {
    long x = w ^ LENGTH_2;
    return ((x | (x + LENGTH_2_SIX)) & LENGTH_2_MASK) == 0
        ? ((int) (x >>> 24) & 0xf) * 10 + ((int) (x >>> 32) & 0xf)
        : -1;
  }

  /** The number of a three-digit length, 0 to 999; -1 if it is none. */
  static int length3(long w) {
    long x = w ^ LENGTH_3;
    return ((x | (x + LENGTH_3_SIX)) & LENGTH_3_MASK) == 0
        ? ((int) (x >>> 24) & 0xf) * 100 + ((int) (x >>> 32) & 0xf) * 10 + ((int) (x >>> 40) & 0xf)
        : -1;
  }
}
