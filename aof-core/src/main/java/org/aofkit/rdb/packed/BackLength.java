package org.aofkit.rdb.packed;

import java.io.IOException;

/**
 * The length behind an entry of a listpack.
 *
 * <p>Servers compute how many bytes it should have, and then read it from the right without looking
 * at how many bytes they read. So a back-length of one byte whose high bit is set is taken if the
 * last byte of the entry's payload happens to complete it (measured with Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2); that is odd, but reads well in both directions.
 */
final class BackLength {
  /** The longest back-length, in bytes. */
  static final int LONGEST = 5;

  private BackLength() {}

  /** How many bytes the back-length of an entry has. */
  static int bytes(long encoded) {
    if (encoded <= 0x7F) {
      return 1;
    }
    if (encoded < 0x3FFF) {
      return 2;
    }
    if (encoded < 0x1FFFFF) {
      return 3;
    }
    return encoded < 0xFFFFFFF ? 4 : 5;
  }

  /**
   * Verifies a back-length.
   *
   * @param in holds the end of the entry with its back-length
   * @param held how many bytes there are of it
   * @param encoded the length of the entry without its back-length
   * @param expected how many bytes the back-length should have
   */
  static void verify(PackedInput in, int held, long encoded, int expected, PackedContainer walker)
      throws IOException, PackedDamage {
    byte[] a = in.array;
    int p = in.next + held;
    int first = Math.max(in.first(), p - LONGEST);
    long value = 0;
    int bytes = 0;
    byte last;
    do {
      p--;
      last = a[p];
      value |= (last & 0x7FL) << (7 * bytes);
      bytes++;
    } while (last < 0 && p > first);
    long at = in.position() + held - expected;
    if (last < 0 || value != encoded) {
      throw PackedDamage.inside(
          at, "expected the back-length " + encoded + ", found " + (last < 0 ? "none" : value));
    }
    if (bytes != expected) {
      walker.odd(at, "a back-length of " + bytes + " bytes instead of " + expected);
    }
  }
}
