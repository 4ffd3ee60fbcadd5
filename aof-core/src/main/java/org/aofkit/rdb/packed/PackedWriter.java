package org.aofkit.rdb.packed;

import java.util.Arrays;

/**
 * Builds one packed container after the other, entry by entry, in a buffer that grows with what is
 * put into it. Strings that are numbers in canonical form are stored as numbers, as servers do. Not
 * safe for use by several threads.
 */
public abstract sealed class PackedWriter permits ListpackWriter, ZiplistWriter {
  /** Servers let no container grow beyond this many bytes. */
  public static final int MAX_SIZE = 1 << 30;

  private static final int KEPT = 1 << 16;

  byte[] array = new byte[256];
  int end;
  private int entries;
  private final int headerSize;

  PackedWriter(int headerSize) {
    this.headerSize = headerSize;
    this.end = headerSize;
  }

  /** Forgets all entries. */
  public void reset() {
    if (array.length > KEPT) {
      array = new byte[KEPT];
    }
    end = headerSize;
    entries = 0;
  }

  /** How many entries there are. */
  public int entries() {
    return entries;
  }

  /** The size of the container as it is now, in bytes. */
  public int size() {
    return end + 1;
  }

  /**
   * Adds a string.
   *
   * @throws IllegalStateException if the container would grow beyond {@link #MAX_SIZE}
   */
  public void bytes(byte[] string, int index, int length) {
    if (CanonicalInteger.is(string, index, length)) {
      integer(CanonicalInteger.value(string, index, length));
      return;
    }
    addString(string, index, length);
    entries++;
  }

  /** Adds a number, or the string that is its decimal form. */
  public void integer(long value) {
    addInteger(value);
    entries++;
  }

  /** Writes header and end. The container is then the first {@link #size()} bytes of the array. */
  public abstract byte[] finish();

  /**
   * What stands before the one string in a container that holds nothing else.
   *
   * @param length the string's length; it must not be the form of a number
   * @throws IllegalStateException if the container would be larger than {@link #MAX_SIZE}
   */
  public abstract byte[] beforeOnly(long length);

  /** What stands behind the one string in a container that holds nothing else. */
  public abstract byte[] behindOnly(long length);

  abstract void addString(byte[] string, int index, int length);

  abstract void addInteger(long value);

  /** Adds the entries of another one of the same kind and position, in whatever state it is. */
  final void add(PackedWriter other) {
    int length = other.end - other.headerSize;
    ensure(length);
    System.arraycopy(other.array, other.headerSize, array, end, length);
    end += length;
    entries += other.entries;
  }

  /** Makes sure that there is room for so many more bytes and the end. */
  final void ensure(int more) {
    int needed = checkedSize((long) end + more + 1);
    if (needed > array.length) {
      array = Arrays.copyOf(array, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * array.length)));
    }
  }

  static int checkedSize(long size) {
    if (size > MAX_SIZE) {
      throw new IllegalStateException("a container of " + size + " bytes");
    }
    return (int) size;
  }

  final void put(int value) {
    array[end++] = (byte) value;
  }

  final void putLittleEndian(long value, int bytes) {
    putLittleEndian(value, bytes, end);
    end += bytes;
  }

  final void putLittleEndian(long value, int bytes, int at) {
    for (int i = 0; i < bytes; i++) {
      array[at + i] = (byte) (value >>> (8 * i));
    }
  }

  final void put(byte[] string, int index, int length) {
    System.arraycopy(string, index, array, end, length);
    end += length;
  }

  /** How many bytes a signed number needs: 1, 2, 3, 4 or 8. */
  static int width(long value) {
    for (int bytes = 1; bytes <= 4; bytes++) {
      if (value >> (8 * bytes - 1) == value >> 63) {
        return bytes;
      }
    }
    return Long.BYTES;
  }
}
