package org.aofkit.rdb;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.aofkit.io.ByteSource;

/**
 * Reads a stretch of a source forwards through one buffer of fixed size, knows where it is, and
 * keeps the CRC-64 of all it has passed. The source is borrowed. A read that would go behind the
 * end raises a problem of kind {@link RdbProblem.Kind#CUT}; nothing is allocated by a number from
 * the file.
 */
final class RdbInput {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int COPIED_BYTEWISE = 8;

  /** An eighth of the buffer is little. */
  private static final int FEW = 8;

  private final ByteSource source;
  private final long limit;
  private final boolean isSummed;
  private final byte[] buffer;
  private final ByteBuffer wrapped;
  private final byte[] scratch = new byte[Long.BYTES];

  private long bufferStart;
  private int index;
  private int filled;
  private int checksumFrom;
  private long checksum;

  RdbInput(ByteSource source, long start, int bufferSize) {
    this(source, start, bufferSize, true);
  }

  /**
   * @param isSummed whether the checksum is kept
   */
  RdbInput(ByteSource source, long start, int bufferSize, boolean isSummed) {
    this.isSummed = isSummed;
    this.source = source;
    this.limit = source.size();
    this.buffer = new byte[bufferSize];
    this.wrapped = ByteBuffer.wrap(buffer);
    this.bufferStart = start;
  }

  /** The source that is read. */
  ByteSource source() {
    return source;
  }

  /** The offset in the source of the next byte. */
  long position() {
    return bufferStart + index;
  }

  /** How many bytes there are up to the end of the source. */
  long remaining() {
    return limit - position();
  }

  /**
   * Makes the next bytes lie in {@link #array} from {@link #index} on, until something is read.
   *
   * @param count not negative; so many must be left
   * @return false if they are more than the buffer holds
   */
  boolean hold(long count) throws IOException {
    if (filled - index >= count) {
      return true;
    }
    if (count > buffer.length) {
      return false;
    }
    fill();
    return true;
  }

  /** Copies the next bytes, which lie in {@link #array}, without passing them. */
  void copyTo(byte[] target, int count) {
    if (count <= COPIED_BYTEWISE) {
      for (int i = 0; i < count; i++) {
        target[i] = buffer[index + i];
      }
    } else {
      System.arraycopy(buffer, index, target, 0, count);
    }
  }

  /** Holds what {@link #hold} says, and up to {@link #end} whatever was read with it. */
  byte[] array() {
    return buffer;
  }

  /** Where the next byte is in {@link #array}, if it was read already. */
  int index() {
    return index;
  }

  /** How far {@link #array} is filled. */
  int end() {
    return filled;
  }

  /**
   * Passes a raw string of up to 16383 bytes if all of it was read already; else does nothing.
   *
   * @return its length; -1 if nothing was done
   */
  int skipShort() {
    int length = openShort();
    index += Math.max(0, length);
    return length;
  }

  /**
   * Passes the length of a raw string of up to 16383 bytes if all of the string was read already;
   * else does nothing.
   *
   * @return the length; -1 if nothing was done
   */
  int openShort() {
    int at = index;
    if (filled - at < 2) {
      return -1;
    }
    int length = buffer[at++];
    if (length >= 0x40) {
      length = (length & 0x3F) << 8 | buffer[at++] & 0xFF;
    }
    if (length < 0 || filled - at < length) {
      return -1;
    }
    index = at;
    return length;
  }

  /** Passes so many bytes, which were read already. */
  void passHeld(int count) {
    index += count;
  }

  /**
   * Reads on if little is left in {@link #array} of what was read.
   *
   * @return whether there is more now
   */
  boolean more() throws IOException {
    boolean isLittle = filled - index <= buffer.length / FEW && index > 0;
    if (!isLittle || bufferStart + filled == limit) {
      return false;
    }
    fill();
    return true;
  }

  /** Goes on at another place; only without a checksum. */
  void seek(long position) {
    if (position >= bufferStart && position <= bufferStart + filled) {
      index = (int) (position - bufferStart);
    } else {
      bufferStart = position;
      index = 0;
      filled = 0;
    }
  }

  /** The CRC-64 of all bytes from the start to {@link #position()}. */
  long checksum() {
    updateChecksum();
    return checksum;
  }

  /** The next byte, 0 to 255. */
  int readByte() throws IOException, RdbStop {
    if (index == filled) {
      require(1);
      fill();
    }
    return buffer[index++] & 0xFF;
  }

  /** Eight bytes, the lowest first. */
  long readLong() throws IOException, RdbStop {
    if (filled - index >= Long.BYTES) {
      long value = (long) LONGS.get(buffer, index);
      index += Long.BYTES;
      return value;
    }
    readFully(scratch, 0, Long.BYTES);
    return (long) LONGS.get(scratch, 0);
  }

  /** So many bytes (1 to 8), the lowest first, without a sign. */
  long readLittleEndian(int bytes) throws IOException, RdbStop {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) readByte() << (8 * i);
    }
    return value;
  }

  /** So many bytes (1 to 8), the highest first, without a sign. */
  long readBigEndian(int bytes) throws IOException, RdbStop {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | readByte();
    }
    return value;
  }

  /** Fills a part of an array. */
  void readFully(byte[] target, int offset, int length) throws IOException, RdbStop {
    require(length);
    int done = 0;
    while (done < length) {
      if (index == filled) {
        fill();
      }
      int step = Math.min(length - done, filled - index);
      System.arraycopy(buffer, index, target, offset + done, step);
      index += step;
      done += step;
    }
  }

  /**
   * Passes so many bytes.
   *
   * @param count taken as a number without sign, as it comes from a file
   */
  void skip(long count) throws IOException, RdbStop {
    if (count >= 0 && count <= filled - index) {
      index += (int) count;
      return;
    }
    require(count);
    long left = count;
    while (left > 0) {
      if (index == filled) {
        fill();
      }
      int step = (int) Math.min(left, filled - index);
      index += step;
      left -= step;
    }
  }

  /**
   * A length:
   *
   * <pre>
   *   00llllll                      6 bits
   *   01llllll llllllll             14 bits, high part first
   *   10000000 + 4 bytes            32 bits, big-endian
   *   10000001 + 8 bytes            64 bits, big-endian
   *   11llllll                      a special string; where a length is wanted, its low 6 bits
   * </pre>
   *
   * The last line was measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2, as was that all bits set
   * in 64 bits are refused.
   *
   * @return the length, without sign; never all bits set
   */
  long readLength() throws IOException, RdbStop {
    long at = position();
    long length = readNumber();
    if (length == -1) {
      throw RdbStop.badFormat(at, "expected a length, found all of 64 bits set");
    }
    return length;
  }

  /**
   * A number in the form of a length where any value is allowed, for example part of a stream id.
   */
  long readNumber() throws IOException, RdbStop {
    long at = position();
    return readNumber(at, readByte());
  }

  /**
   * Reads so many numbers, each as {@link #readNumber()} does, into the first places of an array.
   */
  void readNumbers(long[] target, int count) throws IOException, RdbStop {
    for (int i = 0; i < count; i++) {
      target[i] = readNumber();
    }
  }

  /** A number whose first byte, at {@code at}, has been read already. */
  long readNumber(long at, int first) throws IOException, RdbStop {
    switch (first >>> 6) {
      case 0:
      case 3:
        return first & 0x3F;
      case 1:
        return (first & 0x3F) << 8 | readByte();
      default:
        if (first == 0x80) {
          return readBigEndian(Integer.BYTES);
        }
        if (first == 0x81) {
          return readBigEndian(Long.BYTES);
        }
        throw RdbStop.badFormat(
            at, "expected a length, found the byte 0x" + Integer.toHexString(first));
    }
  }

  /** Raises a cut unless so many bytes (without sign) are left. */
  void require(long count) throws RdbStop {
    if (Long.compareUnsigned(count, remaining()) > 0) {
      throw new RdbStop(
          RdbProblem.Kind.CUT,
          position(),
          "expected " + Long.toUnsignedString(count) + " more bytes, found " + remaining());
    }
  }

  private void fill() throws IOException {
    updateChecksum();
    int kept = filled - index;
    System.arraycopy(buffer, index, buffer, 0, kept);
    bufferStart += index;
    index = 0;
    filled = kept;
    checksumFrom = 0;
    int wanted = (int) Math.min(buffer.length, limit - bufferStart);
    wrapped.clear().limit(wanted).position(kept);
    while (filled < wanted) {
      int count = source.read(bufferStart + filled, wrapped);
      if (count <= 0) {
        throw new EOFException(
            source.name() + " @ " + (bufferStart + filled) + ": expected to read up to " + limit);
      }
      filled += count;
    }
  }

  private void updateChecksum() {
    if (!isSummed) {
      return;
    }
    checksum = Crc64.update(checksum, buffer, checksumFrom, index - checksumFrom);
    checksumFrom = index;
  }
}
