package org.aofkit.fsck.options;

import java.util.Locale;
import java.util.OptionalLong;

/** A number of bytes as it is typed, in the units of the servers' configuration files. */
final class ByteSize {
  private static final int MAX_DIGITS = 18;

  private ByteSize() {}

  /** The bytes that a word such as {@code 4096}, {@code 64kb} or {@code 10m} says; else empty. */
  static OptionalLong parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unit =
        switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1;
          case "k" -> 1000;
          case "kb" -> 1L << 10;
          case "m" -> 1_000_000;
          case "mb" -> 1L << 20;
          case "g" -> 1_000_000_000;
          case "gb" -> 1L << 30;
          default -> 0;
        };
    if (digits == 0 || digits > MAX_DIGITS || unit == 0) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(text.substring(0, digits));
    return number > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(number * unit);
  }
}
