package org.aofkit.rdb;

import java.io.ByteArrayOutputStream;
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

  /**
   * Type and value of a record, with no string compressed; not for streams and modules, nor for
   * hashes with deadlines of a pre-release.
   *
   * @param end behind the record
   */
  static byte[] expanded(byte[] image, long offset, long end) {
    var reader = new RecordReader(image, offset);
    var out = new ByteArrayOutputStream();
    int type = reader.readByte();
    out.write(type);
    reader.copyString(new ByteArrayOutputStream());
    if (type == 24 || type == 25) {
      reader.copy(out, Long.BYTES);
    }
    boolean isPlain = type == 1 || type == 2 || type == 4 || type == 5 || type >= 22 && type < 25;
    long parts = isPlain || type == 14 || type == 18 ? reader.copyLength(out) : 1;
    for (long i = 0; i < parts; i++) {
      if (type == 18 || type == 24) {
        reader.copyLength(out);
      }
      reader.copyString(out);
      if (type == 4 || type == 22 || type == 24) {
        reader.copyString(out);
      }
      if (type == 5 || type == 22) {
        reader.copy(out, Long.BYTES);
      }
    }
    if (reader.at != end) {
      throw new IllegalStateException("type " + type + " ends at " + reader.at + ", not " + end);
    }
    return out.toByteArray();
  }

  private long copyLength(ByteArrayOutputStream out) {
    int from = at;
    long length = length();
    out.write(image, from, at - from);
    return length;
  }

  private void copyString(ByteArrayOutputStream out) {
    int from = at;
    boolean isCompressed = (image[at] & 0xFF) == 0xC3;
    byte[] string;
    try {
      string = string();
    } catch (PackedDamage e) {
      throw new IllegalStateException(e);
    }
    if (!isCompressed) {
      out.write(image, from, at - from);
      return;
    }
    int length = string.length;
    if (length < 1 << 6) {
      out.write(length);
    } else if (length < 1 << 14) {
      out.write(0x40 | length >>> 8);
      out.write(length);
    } else {
      out.write(0x80);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(length >>> shift);
      }
    }
    out.writeBytes(string);
  }

  private void copy(ByteArrayOutputStream out, int bytes) {
    out.write(image, at, bytes);
    at += bytes;
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
