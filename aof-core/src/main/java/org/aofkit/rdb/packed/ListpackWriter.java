package org.aofkit.rdb.packed;

import java.util.Arrays;

/**
 * Builds listpacks (Redis from 7.0 on; streams from 5.0 on).
 *
 * <pre>
 *   total bytes:u32  entries:u16 (65535: count them)  entry*  FF
 *   entry: encoding [payload] back-length
 *
 *   0vvvvvvv             0 to 127                     110vvvvv vvvvvvvv  13 bits, signed
 *   10llllll  text       up to 63 bytes               1110llll llllllll  text, up to 4095 bytes
 *   F0 l:u32  text       longer                       F1 F2 F3 F4        16, 24, 32, 64 bits, signed
 * </pre>
 *
 * <p>Numbers are little-endian but for those inside of first bytes. The back-length is the size of
 * what is before it in the entry, seven bits a byte, the highest first; all bytes but the first
 * have their top bit set.
 */
public final class ListpackWriter extends PackedWriter {
  private static final int HEADER = 6;
  private static final int UNKNOWN_COUNT = 0xFFFF;
  private static final int END = 0xFF;

  /** Bytes before a string of more than 4095 bytes. */
  private static final int LONG_STRING = 5;

  /** An encoding byte and a length, and the longest back-length. */
  private static final int AROUND_STRING = 10;

  private static final int LONGEST_INTEGER = 10;

  private final boolean isValkey9;

  /**
   * An empty one.
   *
   * @param isValkey9 whether the back-length of an entry that is the longest of its size is that of
   *     Valkey 9, which Redis refuses; else that of Redis, which Valkey 9 refuses. See {@link
   *     #isDisputed}
   */
  public ListpackWriter(boolean isValkey9) {
    super(HEADER);
    this.isValkey9 = isValkey9;
  }

  /**
   * Whether Redis and Valkey 9 write an entry with a string of this length in different ways, and
   * each refuses that of the other: entries of 16383, 2097151 and 268435455 bytes.
   */
  public static boolean isDisputed(long length) {
    return BackLength.isDisputed(LONG_STRING + length);
  }

  @Override
  public byte[] finish() {
    ensure(0);
    putLittleEndian(size(), 4, 0);
    putLittleEndian(Math.min(entries(), UNKNOWN_COUNT), 2, 4);
    array[end] = (byte) END;
    return array;
  }

  /** Adds all entries of another listpack that is being built. */
  public void addAll(ListpackWriter other) {
    add(other);
  }

  @Override
  public byte[] beforeOnly(long length) {
    int size = checkedSize(HEADER + LONG_STRING + length + backLengths(LONG_STRING + length) + 1);
    byte[] before = new byte[HEADER + LONG_STRING];
    var writer = new ListpackWriter(isValkey9);
    writer.putLittleEndian(size, 4, 0);
    writer.putLittleEndian(1, 2, 4);
    writer.put(0xF0);
    writer.putLittleEndian(length, 4);
    System.arraycopy(writer.array, 0, before, 0, before.length);
    return before;
  }

  @Override
  public byte[] behindOnly(long length) {
    var writer = new ListpackWriter(isValkey9);
    writer.putBackLength(checkedSize(LONG_STRING + length));
    writer.put(END);
    return Arrays.copyOfRange(writer.array, HEADER, writer.end);
  }

  @Override
  void addString(byte[] string, int index, int length) {
    ensure(length > MAX_SIZE ? MAX_SIZE : length + AROUND_STRING);
    int from = end;
    if (length < 1 << 6) {
      put(0x80 | length);
    } else if (length < 1 << 12) {
      put(0xE0 | length >>> 8);
      put(length);
    } else {
      put(0xF0);
      putLittleEndian(length, 4);
    }
    put(string, index, length);
    putBackLength(end - from);
  }

  @Override
  void addInteger(long value) {
    ensure(LONGEST_INTEGER);
    int from = end;
    if (value >= 0 && value < 1 << 7) {
      put((int) value);
    } else if (value >= -(1 << 12) && value < 1 << 12) {
      put(0xC0 | (int) (value >> 8) & 0x1F);
      put((int) value);
    } else {
      int width = Math.max(2, width(value));
      put(width == Long.BYTES ? 0xF4 : 0xEF + width);
      putLittleEndian(value, width);
    }
    putBackLength(end - from);
  }

  private void putBackLength(int length) {
    int groups = backLengths(length);
    put(length >>> (7 * (groups - 1)));
    for (int group = groups - 2; group >= 0; group--) {
      put(0x80 | length >>> (7 * group) & 0x7F);
    }
  }

  private int backLengths(long length) {
    boolean isShorter = isValkey9 && BackLength.isDisputed(length);
    return BackLength.bytes(length) - (isShorter ? 1 : 0);
  }
}
