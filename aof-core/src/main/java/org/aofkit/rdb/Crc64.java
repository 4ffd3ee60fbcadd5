package org.aofkit.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The CRC-64 at the end of RDB images and DUMP payloads: polynomial {@code 0xAD93D23594C935A9}
 * (Jones), reflected in and out, initial value 0, nothing added at the end. The check value of the
 * ASCII text {@code 123456789} is {@code 0xE9C6D914C4B8D9CA}. Stateless and safe for use by several
 * threads.
 */
public final class Crc64 {
  /*
   * A CRC is a polynomial remainder. In the reflected form used here bit 63 of a long is the
   * coefficient of x^0.
   *
   * Eight bytes are taken at once with eight tables (TABLE[k] advances a byte by k further zero
   * bytes). One such step waits for the one before, so that the latency of the table look-ups is
   * the limit. Three parts of a block are therefore run side by side, each from 0, and joined:
   * crc(A ++ B) = crc(A) * x^(8 |B|) + crc(B). The multiplication by the fixed power for a part is
   * eight look-ups (SHIFT), which is nothing beside a part of 4 KiB.
   */
  private static final long POLYNOMIAL = 0x95AC9329AC4BC9B5L;
  private static final long ONE = 1L << 63;
  private static final int PART = 4096;
  private static final int BLOCK = 3 * PART;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long[][] TABLE = stepTables();
  private static final long[] T0 = TABLE[0];
  private static final long[] T1 = TABLE[1];
  private static final long[] T2 = TABLE[2];
  private static final long[] T3 = TABLE[3];
  private static final long[] T4 = TABLE[4];
  private static final long[] T5 = TABLE[5];
  private static final long[] T6 = TABLE[6];
  private static final long[] T7 = TABLE[7];
  private static final long[][] SHIFT = shiftTables(powerOfByteCount(PART));

  private Crc64() {}

  /**
   * The checksum of what {@code crc} stands for followed by these bytes.
   *
   * @param crc the checksum so far; 0 for none
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static long update(long crc, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int at = offset;
    int left = length;
    long result = crc;
    while (left >= BLOCK) {
      result = block(result, bytes, at);
      at += BLOCK;
      left -= BLOCK;
    }
    while (left >= Long.BYTES) {
      result = step(result, (long) LONGS.get(bytes, at));
      at += Long.BYTES;
      left -= Long.BYTES;
    }
    while (left > 0) {
      result = T0[(int) (result ^ bytes[at]) & 0xFF] ^ (result >>> 8);
      at++;
      left--;
    }
    return result;
  }

  /**
   * The checksum of two pieces in a row, from the checksum of each (both started from 0).
   *
   * @param lengthOfSecond the length of the second piece in bytes, not negative
   */
  public static long combine(long first, long second, long lengthOfSecond) {
    if (lengthOfSecond < 0) {
      throw new IllegalArgumentException("length must not be negative: " + lengthOfSecond);
    }
    return multiply(first, powerOfByteCount(lengthOfSecond)) ^ second;
  }

  private static long block(long crc, byte[] bytes, int offset) {
    long a = crc;
    long b = 0;
    long c = 0;
    for (int at = offset; at < offset + PART; at += Long.BYTES) {
      a = step(a, (long) LONGS.get(bytes, at));
      b = step(b, (long) LONGS.get(bytes, at + PART));
      c = step(c, (long) LONGS.get(bytes, at + 2 * PART));
    }
    return shift(shift(a) ^ b) ^ c;
  }

  private static long step(long crc, long word) {
    long mixed = crc ^ word;
    int low = (int) mixed;
    int high = (int) (mixed >>> 32);
    return T7[low & 0xFF]
        ^ T6[(low >>> 8) & 0xFF]
        ^ T5[(low >>> 16) & 0xFF]
        ^ T4[low >>> 24]
        ^ T3[high & 0xFF]
        ^ T2[(high >>> 8) & 0xFF]
        ^ T1[(high >>> 16) & 0xFF]
        ^ T0[high >>> 24];
  }

  /** Multiplies by the power of x that stands for {@link #PART} bytes. */
  private static long shift(long crc) {
    long result = 0;
    for (int k = 0; k < Long.BYTES; k++) {
      result ^= SHIFT[k][(int) (crc >>> (8 * k)) & 0xFF];
    }
    return result;
  }

  private static long multiply(long a, long b) {
    long product = 0;
    long factor = b;
    for (long rest = a; rest != 0; rest <<= 1) {
      if (rest < 0) {
        product ^= factor;
      }
      factor = timesX(factor);
    }
    return product;
  }

  private static long timesX(long a) {
    return (a & 1) != 0 ? (a >>> 1) ^ POLYNOMIAL : a >>> 1;
  }

  private static long powerOfByteCount(long bytes) {
    long result = ONE;
    long square = ONE >>> 8;
    for (long rest = bytes; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        result = multiply(result, square);
      }
      square = multiply(square, square);
    }
    return result;
  }

  private static long[][] stepTables() {
    long[][] tables = new long[Long.BYTES][256];
    for (int value = 0; value < 256; value++) {
      long crc = value;
      for (int bit = 0; bit < 8; bit++) {
        crc = timesX(crc);
      }
      tables[0][value] = crc;
    }
    for (int k = 1; k < Long.BYTES; k++) {
      for (int value = 0; value < 256; value++) {
        long before = tables[k - 1][value];
        tables[k][value] = tables[0][(int) before & 0xFF] ^ (before >>> 8);
      }
    }
    return tables;
  }

  private static long[][] shiftTables(long power) {
    long[][] tables = new long[Long.BYTES][256];
    for (int k = 0; k < Long.BYTES; k++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        tables[k][bit] = multiply((long) bit << (8 * k), power);
        for (int below = 1; below < bit; below++) {
          tables[k][bit | below] = tables[k][bit] ^ tables[k][below];
        }
      }
    }
    return tables;
  }
}
