package org.aofkit.rdb;

import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/** Bytes in memory. */
final class BytesSource implements ByteSource {
  private final byte[] bytes;

  BytesSource(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return "bytes";
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long offset, ByteBuffer dst) {
    if (offset >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(dst.remaining(), bytes.length - offset);
    dst.put(bytes, (int) offset, count);
    return count;
  }

  @Override
  public void close() {}
}
