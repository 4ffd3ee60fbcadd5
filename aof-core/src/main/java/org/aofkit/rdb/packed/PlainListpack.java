package org.aofkit.rdb.packed;

/**
 * Takes a listpack apart that lies in an array and has nothing unusual: what nearly all are. It
 * verifies what {@link Listpack} does. One object serves any number of them, one after the other.
 */
public final class PlainListpack {
  /** In the place of the length of an entry that is a number. */
  public static final int NUMBER = -1;

  /**
   * So many entries at most are read by one call of the loop. The JIT compiler then meets it as a
   * method that is called often, and need not compile it once more from within.
   */
  private static final int SOME = 32;

  private static final int HEADER = 6;
  private static final int MANY = 0xFFFF;
  private static final int LEAST_ENTRY = 2;

  private static final byte INT_13 = (byte) 0xC0;
  private static final byte BYTES_12 = (byte) 0xE0;
  private static final byte BYTES_32 = (byte) 0xF0;
  private static final byte INT_64 = (byte) 0xF4;

  private int[] indexes = new int[0];
  private int[] lengths = new int[0];
  private long[] numbers = new long[0];
  private int count;

  /** For listpacks, reused. */
  public PlainListpack() {}

  /**
   * Reads a listpack.
   *
   * @return false if it is damaged, or only unusual, or says not how many entries it has
   */
  public boolean read(byte[] array, int index, int length) {
    if (length <= HEADER || LittleEndian.int32(array, index) != length) {
      return false;
    }
    count = LittleEndian.int16(array, index + Integer.BYTES) & 0xFFFF;
    int last = index + length - 1;
    if (count == MANY || count > length / LEAST_ENTRY || array[last] != (byte) 0xFF) {
      return false;
    }
    makeRoom();
    int at = index + HEADER;
    for (int i = 0; i < count && at >= 0; i += SOME) {
      at = some(array, at, last, i, Math.min(count, i + SOME));
    }
    return at == last;
  }

  /** How many entries there are. */
  public int count() {
    return count;
  }

  /** The length of an entry that is a text; {@link #NUMBER} of one that is a number. */
  public int length(int entry) {
    return lengths[entry];
  }

  /** Where an entry begins that is a text. */
  public int index(int entry) {
    return indexes[entry];
  }

  /** The value of an entry that is a number. */
  public long number(int entry) {
    return numbers[entry];
  }

  private void makeRoom() {
    if (indexes.length < count) {
      int room = Math.max(64, Integer.highestOneBit(count) << 1);
      indexes = new int[room];
      lengths = new int[room];
      numbers = new long[room];
    }
  }

  /**
   * Reads entries.
   *
   * @param last index of the terminator
   * @return index behind them; negative if one is unusual
   */
  private int some(byte[] a, int from, int last, int first, int stop) {
    int at = from;
    for (int i = first; i < stop; i++) {
      if (at + 1 >= last) {
        return -1;
      }
      byte code = a[at];
      int back;
      int encoded;
      if (code >= 0) {
        lengths[i] = NUMBER;
        numbers[i] = code;
        encoded = 1;
      } else if (code < INT_13) {
        int length = code & 0x3F;
        indexes[i] = at + 1;
        lengths[i] = length;
        encoded = length + 1;
      } else if (code < BYTES_12) {
        long value = (code << 8 | a[at + 1] & 0xFF) << 19 >> 19;
        if ((value & ~0x7F) == 0) {
          return -1;
        }
        lengths[i] = NUMBER;
        numbers[i] = value;
        encoded = 2;
      } else if (code < BYTES_32) {
        int length = (code & 0xF) << 8 | a[at + 1] & 0xFF;
        if (length < 0x40) {
          return -1;
        }
        indexes[i] = at + 2;
        lengths[i] = length;
        encoded = length + 2;
      } else {
        encoded = wide(a, at, last, i);
      }
      back = at + encoded;
      if (encoded < 0x80) {
        if (back >= last || a[back] != encoded) {
          return -1;
        }
        at = back + 1;
      } else {
        if (back + 1 >= last
            || a[back] != encoded >>> 7
            || a[back + 1] != (byte) (encoded | 0x80)) {
          return -1;
        }
        at = back + 2;
      }
    }
    return at;
  }

  /** Reads a number of 2, 3, 4 or 8 bytes; its encoded length, far too much if it is unusual. */
  private int wide(byte[] a, int at, int last, int entry) {
    byte code = a[at];
    int width = code == INT_64 ? 8 : code - BYTES_32 + 1;
    if (code <= BYTES_32 || code > INT_64 || last - at <= width) {
      return MANY;
    }
    long value =
        switch (width) {
          case 2 -> LittleEndian.int16(a, at + 1);
          case 3 -> LittleEndian.int24(a, at + 1);
          case 4 -> LittleEndian.int32(a, at + 1);
          default -> LittleEndian.int64(a, at + 1);
        };
    int narrower = width == 2 ? 13 : width == 8 ? 32 : (width - 1) * 8;
    if (value << (64 - narrower) >> (64 - narrower) == value) {
      return MANY;
    }
    lengths[entry] = NUMBER;
    numbers[entry] = value;
    return width + 1;
  }
}
