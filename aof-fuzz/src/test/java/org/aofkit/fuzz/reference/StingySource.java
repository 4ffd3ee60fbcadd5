package org.aofkit.fuzz.reference;

import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/**
 * Bytes in memory that come a few at a time, as over a network.
 *
 * @param content the bytes
 * @param most how many bytes one read gives, 1 or more
 */
record StingySource(byte[] content, int most) implements ByteSource {
  @Override
  public String name() {
    return "stingy";
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int read(long offset, ByteBuffer dst) {
    if (offset >= content.length) {
      return -1;
    }
    int room = Math.min(dst.remaining(), most);
    int count = (int) Math.min(room, content.length - offset);
    dst.put(content, (int) offset, count);
    return count;
  }

  @Override
  public void close() {}
}
