package org.aofkit.rdb.packed;

import java.io.IOException;

/**
 * The length behind an entry of a listpack. All of this was measured with Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2.
 *
 * <p>Servers compute how many bytes it should have, and then read it from the right without looking
 * at how many bytes they read. So a back-length of one byte whose high bit is set is taken if the
 * last byte of the entry's payload happens to complete it; that is odd, but reads well in both
 * directions.
 *
 * <p>They do not agree on how many bytes it should have. Redis gives the longest entry of each size
 * one byte more than its length needs: an entry of 16383 bytes has a back-length of 3, not of 2,
 * one of 2097151 has 4, one of 268435455 has 5. Valkey 9 gives them no more than they need. Each
 * refuses what the other writes.
 */
final class BackLength {
  /** The longest back-length, in bytes. */
  static final int LONGEST = 5;

  private BackLength() {}

  /** How many bytes Redis gives to the back-length of an entry. */
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

  /** Whether Valkey 9 gives one byte less than Redis. */
  static boolean isDisputed(long encoded) {
    return encoded == 0x3FFF || encoded == 0x1FFFFF || encoded == 0xFFFFFFF;
  }

  /** Whether the first byte of a disputed back-length is one that Redis writes. */
  static boolean isOfRedis(byte first) {
    return (first & 0x7F) == 0;
  }

  /**
   * Verifies a back-length.
   *
   * @param in holds it, and what can belong to it in front of it
   * @param index of its first byte
   * @param expected how many bytes it should have
   * @param encoded the length of the entry without it
   * @param walker is told what is odd
   */
  static void verify(PackedInput in, int index, int expected, long encoded, PackedContainer walker)
      throws IOException, PackedDamage {
    byte[] a = in.array;
    int p = index + expected;
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
    long at = in.position() + index - in.next;
    if (last < 0 || value != encoded) {
      throw PackedDamage.inside(
          at, "expected the back-length " + encoded + ", found " + (last < 0 ? "none" : value));
    }
    if (bytes != expected) {
      walker.odd(at, "a back-length of " + bytes + " bytes instead of " + expected);
    }
  }
}
