package org.aofkit.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of 64 bits over the content of strings. The text of a number and the number give the same,
 * so that a string has one hash in whatever form it is stored. The seed is chosen anew for each
 * reading, so that no file can be made to collide; nothing that is told depends on it.
 */
final class RdbHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long A = 0x9E3779B97F4A7C15L;
  private static final long B = 0xC2B2AE3D27D4EB4FL;
  private static final long C = 0xD6E8FEB86659FD93L;
  private static final int BLOCK = 16;

  private final long seed;
  private final byte[] tail = new byte[BLOCK];
  private long state;
  private long total;
  private int held;

  RdbHash(long seed) {
    this.seed = seed;
  }

  /** The hash of a number's decimal text. */
  long number(long value) {
    return mix(mix(value ^ A, seed ^ B), C);
  }

  /** The hash of two numbers in a row. */
  long pair(long first, long second) {
    return mix(mix(first ^ A, seed ^ C) ^ second, B);
  }

  /** The hash of a string that lies in an array. */
  long text(byte[] array, int index, int length) {
    if (length <= RdbDigits.LONGEST
        && length > 0
        && array[index] <= '9'
        && RdbDigits.isCanonical(array, index, length)) {
      return number(RdbDigits.parse(array, index, length));
    }
    long mixed = seed;
    int at = index;
    int left = length;
    while (left >= BLOCK) {
      mixed = mix((long) LONGS.get(array, at) ^ A, (long) LONGS.get(array, at + 8) ^ mixed);
      at += BLOCK;
      left -= BLOCK;
    }
    return finish(mixed, array, at, left, length);
  }

  /** Begins with a string that comes piece by piece; longer than any number. */
  void begin() {
    state = seed;
    total = 0;
    held = 0;
  }

  /** Takes the next bytes. */
  void accept(byte[] array, int index, int length) {
    total += length;
    int at = index;
    int end = index + length;
    while (at < end) {
      if (held == 0 && end - at >= BLOCK) {
        state = mix((long) LONGS.get(array, at) ^ A, (long) LONGS.get(array, at + 8) ^ state);
        at += BLOCK;
      } else {
        int step = Math.min(BLOCK - held, end - at);
        System.arraycopy(array, at, tail, held, step);
        at += step;
        held += step;
        if (held == BLOCK) {
          state = mix((long) LONGS.get(tail, 0) ^ A, (long) LONGS.get(tail, 8) ^ state);
          held = 0;
        }
      }
    }
  }

  /** The hash of all that was taken; what {@link #text} gives for the whole. */
  long finish() {
    return finish(state, tail, 0, held, total);
  }

  private static long finish(long mixed, byte[] array, int at, int left, long length) {
    long low = 0;
    long high = 0;
    if (left > Long.BYTES) {
      low = (long) LONGS.get(array, at);
      high = rest(array, at + Long.BYTES, left - Long.BYTES);
    } else if (left > 0) {
      low = rest(array, at, left);
    }
    return mix(mix(low ^ A, high ^ mixed), length ^ B);
  }

  /** Up to eight bytes; what lies behind them in the array is read with them and cut off. */
  private static long rest(byte[] array, int at, int count) {
    if (at <= array.length - Long.BYTES) {
      return (long) LONGS.get(array, at) & -1L >>> (Long.SIZE - 8 * count);
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (array[at + i] & 0xFFL) << (8 * i);
    }
    return value;
  }

  /** Both halves of a product of 128 bits, folded. */
  private static long mix(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }
}
