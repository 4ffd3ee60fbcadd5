package org.aofkit.fsck.render;

/** Numbers for people, without the cost of {@code String.format}. */
final class Numbers {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Numbers() {}

  /** With a comma before every three digits: {@code 50,743}. */
  static String grouped(long number) {
    String digits = Long.toString(number);
    int start = number < 0 ? 1 : 0;
    StringBuilder text = new StringBuilder(digits.length() + 8);
    for (int i = 0; i < digits.length(); i++) {
      if (i > start && (digits.length() - i) % 3 == 0) {
        text.append(',');
      }
      text.append(digits.charAt(i));
    }
    return text.toString();
  }

  /** A count of bytes, exactly, and from 1 KiB on for people too: {@code 103,903 B (101.4 KiB)}. */
  static String size(long bytes) {
    return bytes < 1024 ? grouped(bytes) + " B" : grouped(bytes) + " B (" + shortSize(bytes) + ")";
  }

  /** A count of bytes with at most one decimal, rounded down: {@code 101.4 KiB}. */
  static String shortSize(long bytes) {
    int unit = 0;
    long whole = bytes;
    long rest = 0;
    while (whole >= 1024) {
      rest = whole & 1023;
      whole >>= 10;
      unit++;
    }
    return unit == 0 ? whole + " B" : whole + "." + rest * 10 / 1024 + " " + UNITS[unit];
  }

  /** A place in a file: {@code 18,889 (0x49c9)}. */
  static String offset(long offset) {
    return grouped(offset) + " (0x" + Long.toHexString(offset) + ")";
  }

  /** {@code 1 command}, {@code 2 commands}. */
  static String count(long number, String one) {
    return grouped(number) + " " + one + (number == 1 ? "" : "s");
  }
}
