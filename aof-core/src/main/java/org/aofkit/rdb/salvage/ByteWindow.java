package org.aofkit.rdb.salvage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/**
 * Bytes of a source by their offset, through one buffer of fixed size that moves with what is asked
 * for. Made for looking here and there, mostly forwards. The source is borrowed.
 */
final class ByteWindow {
  /** How much in front of an offset is read with it, for looks back. */
  private static final int BEFORE = 1 << 10;

  private final ByteSource source;
  private final long limit;
  private final byte[] buffer;
  private final ByteBuffer wrapped;
  private long start;
  private int filled;

  ByteWindow(ByteSource source, int size) {
    this.source = source;
    this.limit = source.size();
    this.buffer = new byte[Math.max(size, 4 * BEFORE)];
    this.wrapped = ByteBuffer.wrap(buffer);
  }

  /** The first offset behind the source. */
  long limit() {
    return limit;
  }

  /** The byte at an offset, 0 to 255; -1 outside of the source. */
  int at(long offset) throws IOException {
    long index = offset - start;
    if (index < 0 || index >= filled) {
      if (offset < 0 || offset >= limit) {
        return -1;
      }
      fill(offset);
      index = offset - start;
    }
    return buffer[(int) index] & 0xFF;
  }

  /** So many bytes as a number, the lowest first; they must lie inside of the source. */
  long littleEndian(long offset, int bytes) throws IOException {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | at(offset + i);
    }
    return value;
  }

  /** So many bytes as a number, the highest first; they must lie inside of the source. */
  long bigEndian(long offset, int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | at(offset + i);
    }
    return value;
  }

  /** Copies bytes that lie inside of the source. */
  void copy(long offset, byte[] target, int index, int length) throws IOException {
    int done = 0;
    while (done < length) {
      at(offset + done);
      int from = (int) (offset + done - start);
      int step = Math.min(length - done, filled - from);
      System.arraycopy(buffer, from, target, index + done, step);
      done += step;
    }
  }

  /** How many NULs stand from an offset on, counted up to a number. */
  int nuls(long offset, int most) throws IOException {
    int count = 0;
    while (count < most && at(offset + count) == 0) {
      count++;
    }
    return count;
  }

  /** The first offset from {@code offset} on that holds no NUL; the limit if there is none. */
  long behindNuls(long offset) throws IOException {
    long position = offset;
    while (position < limit && at(position) == 0) {
      position++;
    }
    return position;
  }

  private void fill(long offset) throws IOException {
    start = Math.max(0, offset - BEFORE);
    filled = 0;
    int wanted = (int) Math.min(buffer.length, limit - start);
    wrapped.clear().limit(wanted);
    while (filled < wanted) {
      int count = source.read(start + filled, wrapped);
      if (count <= 0) {
        filled = 0;
        throw new EOFException(
            source.name() + " @ " + (start + filled) + ": expected to read up to " + limit);
      }
      filled += count;
    }
  }
}
