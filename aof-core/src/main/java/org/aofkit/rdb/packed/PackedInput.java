package org.aofkit.rdb.packed;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one packed string forwards, out of an array that holds all of it or out of a {@link Feed}.
 * One object serves any number of strings, one after the other; it is not for several threads.
 *
 * <p>The walkers do not read byte by byte: they take what lies in the array now, {@code array[next
 * .. end)}, and ask for more with {@link #hold}.
 */
public final class PackedInput {
  /** The usual size of the buffer for strings that come from a feed. */
  public static final int BUFFER_BYTES = 1 << 16;

  /** Every header and every length of a container fits into this many bytes. */
  static final int SMALLEST_BUFFER = 32;

  /** Passed bytes that stay in front of the next one: back-lengths are read from the right. */
  static final int KEPT = 5;

  private static final byte[] NOTHING = new byte[0];

  private final int bufferBytes;
  private byte[] buffer = NOTHING;
  private @Nullable Feed feed;
  private long size;

  /** Offset in the string of {@code array[0]}, which may be negative. */
  private long base;

  byte[] array = NOTHING;

  /** Index of the next byte. */
  int next;

  /** Index behind the last byte that is held. */
  int end;

  /** An input with the usual buffer, which is made when it is first needed. */
  public PackedInput() {
    this(BUFFER_BYTES);
  }

  /**
   * @param bufferBytes bytes of the buffer for strings that come from a feed; entries that do not
   *     fit are told by {@link PackedSink#large}
   */
  PackedInput(int bufferBytes) {
    if (bufferBytes < SMALLEST_BUFFER) {
      throw new IllegalArgumentException("a buffer of " + bufferBytes + " bytes is too small");
    }
    this.bufferBytes = bufferBytes;
  }

  /**
   * Reads a string that lies in an array. Nothing is copied; the array must not change while it is
   * walked.
   *
   * @return this
   */
  public PackedInput wrap(byte[] array, int index, int length) {
    Objects.checkFromIndexSize(index, length, array.length);
    this.array = array;
    next = index;
    end = index + length;
    base = -(long) index;
    size = length;
    feed = null;
    return this;
  }

  /**
   * Reads a string that comes piece by piece.
   *
   * @param feed gives its bytes
   * @param length how many there will be, 0 or more; if the feed ends early, the string is damaged
   * @return this
   */
  public PackedInput open(Feed feed, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("a length of " + length);
    }
    if (buffer.length == 0) {
      buffer = new byte[bufferBytes];
    }
    array = buffer;
    next = 0;
    end = 0;
    base = 0;
    size = length;
    this.feed = feed;
    return this;
  }

  /** Bytes of the string. */
  public long size() {
    return size;
  }

  /** Offset of the next byte from the beginning of the string. */
  public long position() {
    return base + next;
  }

  /** Offset, from the beginning of the string, of a byte that a sink was told of by its index. */
  public long offsetOf(int index) {
    return base + index;
  }

  /** Bytes that were not read yet. */
  public long remaining() {
    return size - position();
  }

  /** Whether the whole string lies in {@link #array}. */
  public boolean isContiguous() {
    return feed == null;
  }

  /**
   * The next byte.
   *
   * @return 0 to 255
   * @throws PackedDamage if the string ends here
   */
  public int readByte() throws IOException, PackedDamage {
    need(1);
    return array[next++] & 0xFF;
  }

  /**
   * The next bytes as an unsigned number, lowest first.
   *
   * @param bytes how many, 1 to 8
   * @throws PackedDamage if the string ends before
   */
  public long readLittleEndian(int bytes) throws IOException, PackedDamage {
    need(bytes);
    long value = littleEndian(array, next, bytes);
    next += bytes;
    return value;
  }

  /**
   * Passes bytes.
   *
   * @throws PackedDamage if the string ends before
   */
  public void skip(long bytes) throws IOException, PackedDamage {
    if (bytes > remaining()) {
      throw tooShort(bytes);
    }
    long left = bytes;
    while (left > end - next) {
      left -= end - next;
      next = end;
      if (!hold(1)) {
        throw tooShort(left);
      }
    }
    next += (int) left;
  }

  /** The number in the given bytes, lowest first, as unsigned. */
  static long littleEndian(byte[] array, int index, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | array[index + i] & 0xFF;
    }
    return value;
  }

  /**
   * Makes the next bytes lie in {@code array[next .. end)}.
   *
   * @param bytes how many, at most {@link #capacity}
   * @return whether there are so many
   */
  boolean hold(int bytes) throws IOException, PackedDamage {
    if (end - next >= bytes) {
      return true;
    }
    return feed != null && bytes <= remaining() && fill(bytes);
  }

  /** Index of the first byte of the string that is still in the array. */
  int first() {
    return (int) Math.max(0, -base);
  }

  /** Bytes that can lie in the array at once. */
  int capacity() {
    return feed == null ? Integer.MAX_VALUE : buffer.length - KEPT;
  }

  private void need(int bytes) throws IOException, PackedDamage {
    if (!hold(bytes)) {
      throw tooShort(bytes);
    }
  }

  private PackedDamage tooShort(long bytes) {
    return PackedDamage.inside(
        position(), "expected " + bytes + " more bytes, found " + remaining());
  }

  private boolean fill(int bytes) throws IOException, PackedDamage {
    Feed from = Objects.requireNonNull(feed);
    int gone = Math.max(0, next - KEPT);
    System.arraycopy(array, gone, array, 0, end - gone);
    base += gone;
    next -= gone;
    end -= gone;
    int most = (int) Math.min(array.length, size - base);
    while (end - next < bytes) {
      int count = from.read(array, end, most - end);
      if (count <= 0) {
        throw PackedDamage.outside(
            base + end, "expected a string of " + size + " bytes, found " + (base + end));
      }
      end += count;
    }
    return true;
  }
}
