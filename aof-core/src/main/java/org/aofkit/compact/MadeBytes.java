package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.aofkit.rdb.Crc64;

/**
 * Bytes that were made, in arrays that are used again: large arrays that live just long enough to
 * become old make a garbage collector work hardest.
 */
final class MadeBytes {
  private static final int LEAST = 1 << 16;

  private byte[] array = new byte[0];
  private int size;
  private long checksum;

  /** Stands between what makes bytes and the one of several that takes them now. */
  static final class Switch implements WritableByteChannel {
    private MadeBytes to = new MadeBytes();

    /** Lets another one take what follows. */
    void to(MadeBytes other) {
      to = other;
    }

    @Override
    public int write(ByteBuffer bytes) {
      return to.add(bytes);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  private int add(ByteBuffer bytes) {
    int length = bytes.remaining();
    int end = Math.addExact(size, length);
    if (end > array.length) {
      array = Arrays.copyOf(array, Math.max(end, Math.max(LEAST, 2 * array.length)));
    }
    bytes.get(array, size, length);
    size = end;
    return length;
  }

  /** Forgets all. */
  void reset() {
    size = 0;
  }

  /** The array, of which the first {@link #size()} bytes count. */
  byte[] array() {
    return array;
  }

  /** How many bytes there are. */
  int size() {
    return size;
  }

  /** Notes the checksum of the bytes, so that whoever puts them together need not look at them. */
  void sum() {
    checksum = Crc64.update(0, array, 0, size);
  }

  /** The checksum that was noted. */
  long checksum() {
    return checksum;
  }
}
