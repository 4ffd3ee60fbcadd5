package org.aofkit.fuzz.repair;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The whole records at the head of a damaged RDB image, as an image of their own. Knows the few
 * record types that the damaged test data hold, and nothing of the library under test.
 */
final class IntactRecords {
  private final byte[] bytes;
  private final int limit;
  private int at = 9;

  private IntactRecords(byte[] bytes, int limit) {
    this.bytes = bytes;
    this.limit = limit;
  }

  /** Cuts behind the last record that ends in front of the cut, or of the NULs at the end. */
  static byte[] of(byte[] image) {
    int limit = image.length;
    while (limit > 0 && image[limit - 1] == 0) {
      limit--;
    }
    if (limit < 9 || !new String(image, 0, 5, StandardCharsets.US_ASCII).equals("REDIS")) {
      return new byte[0];
    }
    IntactRecords records = new IntactRecords(image, limit);
    byte[] whole = Arrays.copyOf(image, records.end() + 9);
    Arrays.fill(whole, whole.length - 9, whole.length, (byte) 0);
    whole[whole.length - 9] = (byte) 0xFF;
    return whole;
  }

  private int end() {
    int end = at;
    try {
      while (at < limit && (bytes[at] & 0xFF) != 0xFF) {
        record(bytes[at++] & 0xFF);
        if (at <= limit) {
          end = at;
        }
      }
    } catch (ArrayIndexOutOfBoundsException cut) {
      return end;
    }
    return end;
  }

  private void record(int type) {
    switch (type) {
      case 0xFA -> strings(2);
      case 0xFE -> length();
      case 0xFB -> {
        length();
        length();
      }
      case 0, 11, 16, 17, 20 -> strings(2);
      case 2 -> {
        strings(1);
        strings(length());
      }
      case 4 -> {
        strings(1);
        strings(2 * length());
      }
      case 5 -> {
        strings(1);
        for (int members = length(); members > 0; members--) {
          strings(1);
          at += Double.BYTES;
        }
      }
      case 18 -> {
        strings(1);
        for (int nodes = length(); nodes > 0; nodes--) {
          length();
          strings(1);
        }
      }
      default -> throw new AssertionError("record type " + type + " in front of " + at);
    }
  }

  private void strings(int count) {
    for (int i = 0; i < count; i++) {
      int first = bytes[at] & 0xFF;
      if (first < 0xC0) {
        int plain = length();
        at += plain;
      } else if (first < 0xC3) {
        at += 1 + (1 << (first - 0xC0));
      } else {
        at++;
        int compressed = length();
        length();
        at += compressed;
      }
    }
  }

  private int length() {
    int first = bytes[at++] & 0xFF;
    if (first < 0x40) {
      return first;
    }
    if (first < 0x80) {
      return (first & 0x3F) << 8 | bytes[at++] & 0xFF;
    }
    if (first != 0x80) {
      throw new AssertionError("length form " + first + " in front of " + at);
    }
    int length = 0;
    for (int i = 0; i < 4; i++) {
      length = length << 8 | bytes[at++] & 0xFF;
    }
    return length;
  }
}
