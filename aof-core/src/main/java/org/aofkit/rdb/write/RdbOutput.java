package org.aofkit.rdb.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.Crc64;

/** The bytes of an image on their way out, through one bounded buffer, with their checksum. */
final class RdbOutput {
  private static final int BUFFER = 1 << 16;

  /** Java copies what it writes, which is to stay in the nearer caches. */
  private static final int MOST_AT_ONCE = 1 << 18;

  private final WritableByteChannel channel;
  private final boolean checksum;
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;
  private long flushed;
  private long crc;

  /**
   * @param channel borrowed; must block
   */
  RdbOutput(WritableByteChannel channel, boolean checksum) {
    this.channel = channel;
    this.checksum = checksum;
  }

  /** How many bytes were written so far. */
  long position() {
    return flushed + buffered;
  }

  void put(int value) throws IOException {
    if (buffered == BUFFER) {
      flush();
    }
    buffer[buffered++] = (byte) value;
  }

  void put(byte[] array, int index, int length) throws IOException {
    if (length > BUFFER - buffered) {
      flush();
      if (length >= BUFFER) {
        send(array, index, length);
        return;
      }
    }
    System.arraycopy(array, index, buffer, buffered, length);
    buffered += length;
  }

  /** Copies a range of a source. */
  void put(ByteSource source, long offset, long length) throws IOException {
    long at = offset;
    long end = offset + length;
    while (at < end) {
      if (buffered == BUFFER) {
        flush();
      }
      int most = (int) Math.min(BUFFER - buffered, end - at);
      int n = source.read(at, ByteBuffer.wrap(buffer, buffered, most));
      if (n < 0) {
        throw new IndexOutOfBoundsException(source.name() + " ends at " + at + ", not at " + end);
      }
      buffered += n;
      at += n;
    }
  }

  void putLittleEndian(long value, int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      put((int) (value >>> (8 * i)));
    }
  }

  void putBigEndian(long value, int bytes) throws IOException {
    for (int i = bytes - 1; i >= 0; i--) {
      put((int) (value >>> (8 * i)));
    }
  }

  /** A length in its shortest form. It is unsigned. */
  void putLength(long length) throws IOException {
    if (length >>> 6 == 0) {
      put((int) length);
    } else if (length >>> 14 == 0) {
      put(0x40 | (int) (length >>> 8));
      put((int) length);
    } else if (length >>> 32 == 0) {
      put(0x80);
      putBigEndian(length, Integer.BYTES);
    } else {
      put(0x81);
      putBigEndian(length, Long.BYTES);
    }
  }

  void putDouble(double value) throws IOException {
    putLittleEndian(Double.doubleToRawLongBits(value), Long.BYTES);
  }

  /**
   * The checksum of all bytes so far, or zeros; then sends what is buffered.
   *
   * @param change what the checksum will change by, since bytes will be written over
   */
  void end(long change) throws IOException {
    flush();
    putLittleEndian(checksum ? crc ^ change : 0, Long.BYTES);
    flush();
  }

  /** Sends what is buffered. */
  void flush() throws IOException {
    int length = buffered;
    buffered = 0;
    send(buffer, 0, length);
  }

  /** Puts bytes whose own checksum is known. */
  void put(byte[] array, int index, int length, long itsChecksum) throws IOException {
    flush();
    crc = Crc64.combine(crc, itsChecksum, length);
    write(array, index, length);
  }

  private void send(byte[] array, int index, int length) throws IOException {
    if (checksum) {
      crc = Crc64.update(crc, array, index, length);
    }
    write(array, index, length);
  }

  private void write(byte[] array, int index, int length) throws IOException {
    flushed += length;
    for (int at = index; at < index + length; at += MOST_AT_ONCE) {
      int n = Math.min(MOST_AT_ONCE, index + length - at);
      ByteBuffer bytes = ByteBuffer.wrap(array, at, n);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
