package org.aofkit.rdb.salvage;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aofkit.rdb.Crc64;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bytes that are wrong by the checksum, if they are few and stand together.
 *
 * <p>A CRC is linear: what a wrong word does to it depends on the word and on how many bytes
 * follow, not on the image. So the difference between the checksum that is stored and that of the
 * bytes is taken back byte by byte, as if the image became shorter; where what is left is a word of
 * a few bits, those bits at that place explain the difference. By chance that happens once in
 * {@code 2^(64 - bits)} places, so the number of bits is bounded by the length of the image such
 * that a chance find has a probability of at most 2^-24.
 */
final class BurstSearch {
  private static final int CERTAINTY = 24;
  private static final int MOST_BITS = 24;
  private static final int PATIENCE = 1 << 20;

  private static final long[] STEP = steps();
  private static final byte[] FIRST = firsts(STEP);

  private BurstSearch() {}

  /**
   * Bytes to be changed.
   *
   * @param offset from the beginning of the image; may lie in its checksum
   * @param difference what to combine with the bytes there by exclusive or, the lowest byte first
   * @param length how many bytes, 1 to 3
   */
  record Burst(long offset, long difference, int length) {}

  /**
   * Looks for the only place that explains a checksum.
   *
   * @param length bytes of the image in front of its checksum
   * @param difference the stored checksum combined with that of the bytes by exclusive or, not 0
   * @return null if no place explains it, or more than one
   */
  static @Nullable Burst find(long length, long difference, BooleanSupplier cancelled) {
    int bits = bits(length);
    if (bits < 8) {
      return null;
    }
    Burst found = inChecksum(length, difference);
    long mask = -1L << bits;
    long word = difference;
    int patience = PATIENCE;
    for (long at = length - 1; at >= 0; at--) {
      word = back(word, 0);
      if ((word & mask) == 0 && (word & 0xFF) != 0) {
        int bytes = (word & 0xFF0000) != 0 ? 3 : (word & 0xFF00) != 0 ? 2 : 1;
        if (found != null) {
          return null;
        }
        found = new Burst(at, word, bytes);
      }
      if (--patience == 0) {
        patience = PATIENCE;
        if (cancelled.getAsBoolean()) {
          throw new CancellationException();
        }
      }
    }
    return found;
  }

  /** What a checksum was in front of a byte. */
  static long back(long checksum, int last) {
    int lowest = FIRST[(int) (checksum >>> 56)] & 0xFF;
    return (checksum ^ STEP[lowest]) << 8 | (lowest ^ last) & 0xFF;
  }

  /** How long a burst may be for its place to be certain. */
  private static int bits(long length) {
    int places = Long.SIZE - Long.numberOfLeadingZeros(length);
    return Math.min(MOST_BITS, Long.SIZE - CERTAINTY - places);
  }

  /** One wrong byte in the stored checksum. */
  private static @Nullable Burst inChecksum(long length, long difference) {
    int from = Long.numberOfTrailingZeros(difference) / 8;
    long rest = difference >>> (8 * from);
    return rest < 256 && rest > 0 ? new Burst(length + from, rest, 1) : null;
  }

  private static long[] steps() {
    long[] steps = new long[256];
    for (int value = 0; value < steps.length; value++) {
      steps[value] = Crc64.update(0, new byte[] {(byte) value}, 0, 1);
    }
    return steps;
  }

  /** By their highest bytes, which are all different, the steps can be told apart. */
  private static byte[] firsts(long[] steps) {
    byte[] firsts = new byte[steps.length];
    for (int value = 0; value < steps.length; value++) {
      firsts[(int) (steps[value] >>> 56)] = (byte) value;
    }
    return firsts;
  }
}
