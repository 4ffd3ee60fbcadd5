package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aofkit.rdb.Crc64;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by the checksum which bytes came into an image, or which few are missing or overwritten
 * in it, near a place where it can't be read.
 *
 * <p>The checksum of what stands in front of an offset is known, and so is, taken back from the
 * checksum that is stored, what it must be there for all that follows to be right. Where both are
 * the same for two offsets, nothing but the bytes between them is wrong. Where they differ in the
 * lowest {@code k} bytes only, after the second was taken back over {@code k} more, these are the
 * bytes that stood there. Both are numbers of 64 bits, which are the same by chance once in {@code
 * 2^64} comparisons, or {@code 2^(64 - 8k)}: the number of offsets is bounded such that a chance
 * find has a probability of about 2^-24.
 */
final class ShiftSearch {
  /** How far in front of the place, and behind, the damage may begin and end. */
  static final int REACH = 1 << 15;

  /** So many bytes are found that were not there, at most. */
  private static final int MOST_BYTES = 4;

  /** The logarithm of the number of bits that offsets and unknown bytes may have together. */
  private static final int MOST_BITS = 40;

  private static final int BUFFER = 1 << 16;

  private final ByteWindow bytes;
  private final long start;
  private final long end;
  private final long from;
  private final byte[] window;

  /** The checksum of all in front of each offset of the window, and what it must be there. */
  private final long[] before;

  private final long[] needed;

  /**
   * Bytes of the image that are to be replaced.
   *
   * @param from the first of them
   * @param to behind the last one; where only bytes are missing, the same
   * @param right what stood there
   */
  record Shift(long from, long to, byte[] right) {}

  private ShiftSearch(ByteWindow bytes, long start, long end, long from, int length) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.from = from;
    this.window = new byte[length];
    this.before = new long[length + 1];
    this.needed = new long[length + 1];
  }

  /**
   * Looks around a place.
   *
   * @param start where the image begins
   * @param end where its checksum begins
   * @param bad where it can't be read
   * @return null if nothing explains the checksum
   */
  static @Nullable Shift find(
      ByteWindow bytes, long start, long end, long bad, BooleanSupplier cancelled)
      throws IOException {
    long from = Math.max(start, bad - REACH);
    long to = Math.min(end, bad + REACH);
    if (to <= from) {
      return null;
    }
    ShiftSearch search = new ShiftSearch(bytes, start, end, from, (int) (to - from));
    search.look(cancelled);
    if (search.before[0] == search.needed[0]) {
      return null;
    }
    Shift shift = search.taken();
    for (int count = 1; shift == null && count <= MOST_BYTES; count++) {
      shift = search.missing((int) (bad - from), count);
    }
    return shift;
  }

  private void look(BooleanSupplier cancelled) throws IOException {
    bytes.copy(from, window, 0, window.length);
    before[0] = checksum(start, from, cancelled);
    for (int i = 0; i < window.length; i++) {
      before[i + 1] = Crc64.update(before[i], window, i, 1);
    }
    long to = from + window.length;
    long stored = bytes.littleEndian(end, Long.BYTES);
    long state = stored ^ checksum(to, end, cancelled);
    int patience = BUFFER;
    for (long at = to; at < end; at++) {
      state = BurstSearch.back(state, 0);
      if (--patience == 0) {
        patience = BUFFER;
        stopIf(cancelled);
      }
    }
    needed[window.length] = state;
    for (int i = window.length - 1; i >= 0; i--) {
      needed[i] = BurstSearch.back(needed[i + 1], window[i]);
    }
  }

  private long checksum(long first, long behind, BooleanSupplier cancelled) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long crc = 0;
    for (long at = first; at < behind; ) {
      int step = (int) Math.min(buffer.length, behind - at);
      bytes.copy(at, buffer, 0, step);
      crc = Crc64.update(crc, buffer, 0, step);
      at += step;
      stopIf(cancelled);
    }
    return crc;
  }

  private static void stopIf(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
  }

  /** The shortest run of bytes that came in. */
  private @Nullable Shift taken() {
    int mask = Integer.highestOneBit(2 * before.length) * 2 - 1;
    int[] latest = new int[mask + 1];
    Shift shortest = null;
    for (int i = 0; i < before.length; i++) {
      for (int slot = slot(needed[i], mask); latest[slot] != 0; slot = slot + 1 & mask) {
        int first = latest[slot] - 1;
        if (before[first] == needed[i]) {
          boolean isShorter = shortest == null || i - first < shortest.to() - shortest.from();
          shortest = isShorter ? new Shift(from + first, from + i, new byte[0]) : shortest;
          break;
        }
      }
      int slot = slot(before[i], mask);
      while (latest[slot] != 0 && before[latest[slot] - 1] != before[i]) {
        slot = slot + 1 & mask;
      }
      latest[slot] = i + 1;
    }
    return shortest;
  }

  private static int slot(long state, int mask) {
    return (int) (state * 0x9E3779B97F4A7C15L >>> 32) & mask;
  }

  /** So many bytes that are missing, or that others stand in the place of. */
  private @Nullable Shift missing(int bad, int count) {
    int bits = 8 * count;
    int offsets = 1 << Math.min(24, MOST_BITS - bits - 1);
    int first = Math.max(0, bad - offsets / 2);
    int behind = Math.min(before.length, bad + offsets / 2);
    long rest = -1L << bits;
    for (int i = first; i < behind; i++) {
      for (int over = 0; over <= count && i + over < before.length; over += count) {
        long state = needed[i + over];
        for (int k = 0; k < count; k++) {
          state = BurstSearch.back(state, 0);
        }
        long word = state ^ before[i];
        if ((word & rest) == 0) {
          byte[] right = new byte[count];
          for (int k = 0; k < count; k++) {
            right[k] = (byte) (word >>> 8 * k);
          }
          return new Shift(from + i, from + i + over, right);
        }
      }
    }
    return null;
  }
}
