package org.aofkit.keyspace.value;

/** A run of equal registers as sparse HyperLogLogs write it. */
final class RegisterRun {
  /** How many equal registers that are not zero lie in one run at most. */
  static final int MOST_VALUES = 4;

  private static final int MOST_SHORT = 64;

  private RegisterRun() {}

  static boolean isValue(byte head) {
    return head < 0;
  }

  static boolean isLong(byte head) {
    return (head & 0xc0) == 0x40;
  }

  static int size(byte head) {
    return isLong(head) ? 2 : 1;
  }

  static int value(byte head) {
    return isValue(head) ? (head >> 2 & 31) + 1 : 0;
  }

  static int length(byte[] bytes, int at) {
    byte head = bytes[at];
    if (isValue(head)) {
      return (head & 3) + 1;
    }
    return isLong(head) ? ((head & 63) << 8 | bytes[at + 1] & 0xff) + 1 : (head & 63) + 1;
  }

  /** Writes a run, nothing for one of no registers; returns where it ends. */
  static int put(byte[] bytes, int at, int value, int length) {
    if (length == 0) {
      return at;
    }
    if (value > 0) {
      bytes[at] = (byte) (0x80 | (value - 1) << 2 | length - 1);
      return at + 1;
    }
    if (length <= MOST_SHORT) {
      bytes[at] = (byte) (length - 1);
      return at + 1;
    }
    bytes[at] = (byte) (0x40 | (length - 1) >> 8);
    bytes[at + 1] = (byte) (length - 1);
    return at + 2;
  }
}
