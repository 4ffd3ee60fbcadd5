package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The name of a key.
 *
 * @param bytes the first of them. The array must not be changed.
 * @param length how many it has
 */
record KeyName(byte[] bytes, long length) {
  /**
   * The name of the key that was looked at; null if it is compressed or can't be one.
   *
   * @param most how many bytes of it are wanted
   */
  static @Nullable KeyName of(Glance glance, ByteWindow window, int most) throws IOException {
    int first = window.at(glance.nameAt());
    long from = Shapes.textFrom(glance, first);
    if (first == 0xC3 || glance.nameEnd() < from) {
      return null;
    }
    if (first >= 0xC0) {
      int width = 1 << (first & 3);
      int unused = Long.SIZE - 8 * width;
      long value = window.littleEndian(glance.nameAt() + 1, width) << unused >> unused;
      byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      return new KeyName(digits, digits.length);
    }
    long length = glance.nameEnd() - from;
    byte[] name = new byte[(int) Math.min(most, length)];
    window.copy(from, name, 0, name.length);
    return length == 0 || name[0] == 0 ? null : new KeyName(name, length);
  }
}
