package org.aofkit.fuzz.rdb;

import java.io.ByteArrayOutputStream;

/** Writes lengths of RDB files, in every form that there is. */
final class RdbNumbers {
  private RdbNumbers() {}

  /** The shortest form. */
  static byte[] shortest(long value) {
    if (value >= 0 && value < 1 << 6) {
      return new byte[] {(byte) value};
    } else if (value >= 0 && value < 1 << 14) {
      return new byte[] {(byte) (0x40 | value >>> 8), (byte) value};
    }
    return value >= 0 && value < 1L << 32 ? wide(0x80, value, 4) : wide(0x81, value, 8);
  }

  /** The form of 64 bits, which any value has. */
  static byte[] longest(long value) {
    return wide(0x81, value, 8);
  }

  /** The form of 32 bits; higher bits are lost. */
  static byte[] long32(long value) {
    return wide(0x80, value, 4);
  }

  private static byte[] wide(int mark, long value, int bytes) {
    var out = new ByteArrayOutputStream();
    out.write(mark);
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((int) (value >>> (8 * i)));
    }
    return out.toByteArray();
  }
}
