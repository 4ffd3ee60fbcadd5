package org.aofkit.rdb.packed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses into LZF, as strings of RDB images have it.
 *
 * <pre>
 *   000lllll                    l+1 literal bytes follow
 *   llldddddd dddddddd          (l = 1 to 6) l+2 bytes from d+1 bytes back in the output
 *   111ddddd llllllll dddddddd  l+9 bytes from d+1 bytes back
 * </pre>
 *
 * <p>Matches are 3 to 264 bytes long and at most 8192 bytes back. Keeps a table of 64 KiB; not safe
 * for use by several threads.
 */
public final class LzfCompressor {
  /*
   * Greedy, with one candidate: the last place where three bytes with the same hash were. The table
   * is never cleared between inputs: what it holds are positions counted on over all inputs, so that
   * entries of earlier inputs are too far back to be taken.
   */
  private static final int MAX_LITERALS = 32;
  private static final int MAX_DISTANCE = 1 << 13;
  private static final int MIN_MATCH = 3;
  private static final int MAX_MATCH = 264;
  private static final int LONG_MATCH = 9;
  private static final int HASH_BITS = 14;
  private static final int FEW = 512;
  private static final int FEW_HASH_BITS = 11;

  /**
   * How many places at the end of a match are entered. With all of them LzfCompressionBenchmark
   * takes up to 1.6 times as long, and results are no shorter.
   */
  private static final int ENTERED_OF_MATCH = 2;

  /** Samples are this long; of fewer bytes than the next number there are none. */
  private static final int SAMPLE = 256;

  /** Of fewer bytes {@link #mayShrink} says nothing. */
  public static final int LEAST_SAMPLED = 1024;

  private static final int SAMPLES = 3;

  /** Of so many bytes there are more samples. */
  private static final int MANY_SAMPLED = 1 << 15;

  private static final int MANY_SAMPLES = 24;
  private static final int THREE_BYTES = 0xFF_FFFF;
  private static final int MULTIPLIER = 0x9E37_79B1;

  /** In bytes that look random, the further no match was found, the larger the steps get. */
  private static final int STEP_SHIFT = 7;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int[] table = new int[1 << HASH_BITS];

  /** The position of the next input's first byte; no position of it is in reach of an older one. */
  private int base = MAX_DISTANCE + 1;

  private byte[] out = new byte[0];
  private int written;
  private int limit;

  /** A compressor that has seen nothing yet. */
  public LzfCompressor() {}

  /**
   * Looks at samples of some bytes for anything that comes twice. Of bytes without it, such as
   * those that are compressed or encrypted already, a compression saves next to nothing, and takes
   * as long as one that does.
   *
   * @return false if no four bytes in any of the samples are the same as earlier ones; true of few
   *     bytes
   */
  public boolean mayShrink(byte[] in, int index, int length) {
    if (length < LEAST_SAMPLED) {
      return true;
    }
    int samples = length < MANY_SAMPLED ? SAMPLES : MANY_SAMPLES;
    int step = (length - SAMPLE) / (samples - 1);
    prepare(length);
    boolean found = false;
    for (int i = 0; i < samples && !found; i++) {
      found = hasRepeat(in, index, index + i * step);
    }
    base += length + MAX_DISTANCE + 1;
    return found;
  }

  private boolean hasRepeat(byte[] in, int index, int from) {
    int shift = base - index;
    int end = from + SAMPLE - Integer.BYTES;
    for (int at = from; at <= end; at++) {
      int word = (int) INTS.get(in, at);
      int slot = slot(word & THREE_BYTES);
      int candidate = table[slot] - shift;
      table[slot] = at + shift;
      if (candidate >= at - MAX_DISTANCE && (int) INTS.get(in, candidate) == word) {
        return true;
      }
    }
    return false;
  }

  /** Lets positions of so many bytes be told from those before. */
  private void prepare(int length) {
    if (base > Integer.MAX_VALUE - length - 2 * MAX_DISTANCE - 2) {
      Arrays.fill(table, 0);
      base = MAX_DISTANCE + 1;
    }
  }

  /**
   * Compresses bytes.
   *
   * @param target takes the result from {@code targetIndex} on
   * @param most how many bytes it may have at most
   * @return how many bytes it has; -1 if it would be more than {@code most}, and then the bytes of
   *     the target there are undefined
   */
  public int compress(byte[] in, int index, int length, byte[] target, int targetIndex, int most) {
    out = target;
    written = targetIndex;
    limit = targetIndex + most;
    boolean fits = run(in, index, index + length);
    base += length + MAX_DISTANCE + 1;
    out = new byte[0];
    return fits ? written - targetIndex : -1;
  }

  private boolean run(byte[] in, int from, int end) {
    prepare(end - from);
    int shift = base - from;
    int drop = Integer.SIZE - hashBits(end - from);
    int literals = from;
    int at = from;
    // Four bytes are read at a time, of which three count.
    int lastStart = end - Integer.BYTES;
    while (at <= lastStart) {
      int word = (int) INTS.get(in, at) & THREE_BYTES;
      int slot = word * MULTIPLIER >>> drop;
      int candidate = table[slot] - shift;
      table[slot] = at + shift;
      if (candidate < at - MAX_DISTANCE || ((int) INTS.get(in, candidate) & THREE_BYTES) != word) {
        at += 1 + (at - literals >> STEP_SHIFT);
        continue;
      }
      int length = matchLength(in, candidate, at, Math.min(end - at, MAX_MATCH));
      if (!putLiterals(in, literals, at) || !putMatch(length, at - candidate)) {
        return false;
      }
      int next = at + length;
      enter(in, Math.max(at + 1, next - ENTERED_OF_MATCH), next, lastStart, shift, drop);
      at = next;
      literals = at;
    }
    return putLiterals(in, literals, end);
  }

  /** Enters places inside of a match, where a later match may begin. */
  private void enter(byte[] in, int from, int to, int lastStart, int shift, int drop) {
    int end = Math.min(to, lastStart + 1);
    for (int at = from; at < end; at++) {
      table[((int) INTS.get(in, at) & THREE_BYTES) * MULTIPLIER >>> drop] = at + shift;
    }
  }

  private static int slot(int word) {
    return word * MULTIPLIER >>> 32 - HASH_BITS;
  }

  /** Of few bytes few slots are used, which stay in the nearest cache. */
  private static int hashBits(int length) {
    return length <= FEW ? FEW_HASH_BITS : HASH_BITS;
  }

  private static int matchLength(byte[] in, int candidate, int at, int most) {
    int length = MIN_MATCH;
    while (length + Long.BYTES <= most) {
      long difference =
          (long) LONGS.get(in, candidate + length) ^ (long) LONGS.get(in, at + length);
      if (difference != 0) {
        return length + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      length += Long.BYTES;
    }
    while (length < most && in[candidate + length] == in[at + length]) {
      length++;
    }
    return length;
  }

  private boolean putLiterals(byte[] in, int from, int to) {
    int runs = (to - from + MAX_LITERALS - 1) / MAX_LITERALS;
    if (limit - written < to - from + runs) {
      return false;
    }
    for (int at = from; at < to; at += MAX_LITERALS) {
      int length = Math.min(MAX_LITERALS, to - at);
      out[written++] = (byte) (length - 1);
      System.arraycopy(in, at, out, written, length);
      written += length;
    }
    return true;
  }

  private boolean putMatch(int length, int distance) {
    if (limit - written < 3) {
      return false;
    }
    int back = distance - 1;
    if (length < LONG_MATCH) {
      out[written++] = (byte) (length - 2 << 5 | back >>> 8);
    } else {
      out[written++] = (byte) (7 << 5 | back >>> 8);
      out[written++] = (byte) (length - LONG_MATCH);
    }
    out[written++] = (byte) back;
    return true;
  }
}
