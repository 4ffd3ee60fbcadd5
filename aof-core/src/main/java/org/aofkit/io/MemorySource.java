package org.aofkit.io;

import java.nio.ByteBuffer;

/** A source over bytes in memory. */
public final class MemorySource implements ByteSource {
  private final String name;
  private final byte[] content;

  /**
   * @param name what messages call it
   * @param content the bytes; not copied, and not to be changed afterwards
   */
  public MemorySource(String name, byte[] content) {
    this.name = name;
    this.content = content;
  }

  @Override
  public String name() {
    return name;
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
    int count = (int) Math.min(dst.remaining(), content.length - offset);
    dst.put(content, (int) offset, count);
    return count;
  }

  @Override
  public void close() {}
}
