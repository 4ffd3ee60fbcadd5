package org.aofkit.rdb;

import java.util.Arrays;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.PackedDamage;

/** Reads the bytes of healthy records for tests, string by string. */
final class RecordReader {
  private final byte[] image;
  private int at;

  RecordReader(byte[] image, long offset) {
    this.image = image;
    this.at = Math.toIntExact(offset);
  }

  int readByte() {
    return image[at++] & 0xFF;
  }

  long length() {
    int first = readByte();
    return switch (first >>> 6) {
      case 0 -> first;
      case 1 -> (first & 0x3F) << 8 | readByte();
      default -> bigEndian(first == 0x80 ? 4 : 8);
    };
  }

  /** A string that is stored as it is or compressed; null if it is a number, which is passed. */
  byte[] string() throws PackedDamage {
    int first = image[at] & 0xFF;
    if (first >= 0xC0 && first < 0xC3) {
      at += 1 + (1 << first - 0xC0);
      return null;
    }
    if (first == 0xC3) {
      at++;
      int stored = (int) length();
      byte[] expanded = new byte[(int) length()];
      Lzf.expand(image, at, stored, expanded, expanded.length);
      at += stored;
      return expanded;
    }
    int length = (int) length();
    at += length;
    return Arrays.copyOfRange(image, at - length, at);
  }

  private long bigEndian(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | readByte();
    }
    return value;
  }
}
