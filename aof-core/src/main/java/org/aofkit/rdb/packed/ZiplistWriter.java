package org.aofkit.rdb.packed;

import java.util.Arrays;

/**
 * Builds ziplists (Redis up to 6.2).
 *
 * <pre>
 *   total bytes:u32  offset of the last entry:u32  entries:u16 (65535: count them)  entry*  FF
 *   entry: size of the entry before  encoding [payload]
 *
 *   00llllll           text, up to 63 bytes           C0 D0 E0 F0 FE   16, 32, 64, 24, 8 bits, signed
 *   01llllll llllllll  text, up to 16383 bytes        F1 to FD         0 to 12
 *   80 l:u32           text, longer
 * </pre>
 *
 * <p>Numbers are little-endian but for the lengths of texts. The size of the entry before is one
 * byte, or FE and four bytes from 254 on; 0 in the first entry.
 */
public final class ZiplistWriter extends PackedWriter {
  private static final int HEADER = 10;
  private static final int UNKNOWN_COUNT = 0xFFFF;
  private static final int END = 0xFF;
  private static final int LONG_ENTRY = 0xFE;

  /** Bytes before a string of more than 16383 bytes, without the size of the entry before. */
  private static final int LONG_STRING = 5;

  private static final int AROUND_STRING = 10;
  private static final int LONGEST_INTEGER = 14;
  private static final int LARGEST_IMMEDIATE = 12;

  private int last = HEADER;

  /** An empty one. */
  public ZiplistWriter() {
    super(HEADER);
  }

  @Override
  public void reset() {
    super.reset();
    last = HEADER;
  }

  @Override
  public byte[] finish() {
    ensure(0);
    putLittleEndian(size(), 4, 0);
    putLittleEndian(last, 4, 4);
    putLittleEndian(Math.min(entries(), UNKNOWN_COUNT), 2, 8);
    array[end] = (byte) END;
    return array;
  }

  @Override
  public byte[] beforeOnly(long length) {
    int size = checkedSize(HEADER + 1 + LONG_STRING + length + 1);
    var writer = new ZiplistWriter();
    writer.putSizeBefore();
    writer.putLongString((int) length);
    writer.putLittleEndian(size, 4, 0);
    writer.putLittleEndian(HEADER, 4, 4);
    writer.putLittleEndian(1, 2, 8);
    return Arrays.copyOf(writer.array, writer.end);
  }

  @Override
  public byte[] behindOnly(long length) {
    return new byte[] {(byte) END};
  }

  @Override
  void addString(byte[] string, int index, int length) {
    ensure(length > MAX_SIZE ? MAX_SIZE : length + AROUND_STRING);
    putSizeBefore();
    if (length < 1 << 6) {
      put(length);
    } else if (length < 1 << 14) {
      put(0x40 | length >>> 8);
      put(length);
    } else {
      putLongString(length);
    }
    put(string, index, length);
  }

  @Override
  void addInteger(long value) {
    ensure(LONGEST_INTEGER);
    putSizeBefore();
    if (value >= 0 && value <= LARGEST_IMMEDIATE) {
      put(0xF1 + (int) value);
      return;
    }
    int width = width(value);
    put(
        switch (width) {
          case 1 -> 0xFE;
          case 2 -> 0xC0;
          case 3 -> 0xF0;
          case 4 -> 0xD0;
          default -> 0xE0;
        });
    putLittleEndian(value, width);
  }

  /** Encoding and length of a string of more than 16383 bytes. */
  private void putLongString(int length) {
    put(0x80);
    putLittleEndian(Integer.reverseBytes(length), 4);
  }

  private void putSizeBefore() {
    int size = end - last;
    last = end;
    if (size < LONG_ENTRY) {
      put(size);
    } else {
      put(LONG_ENTRY);
      putLittleEndian(size, 4);
    }
  }
}
