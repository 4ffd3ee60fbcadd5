package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;
import org.aofkit.io.MemorySource;

/** Bytes in memory; counts how often and how much of them is read. */
final class CountingSource implements ByteSource {
  private final MemorySource memory;
  private long reads;
  private long bytes;

  CountingSource(byte[] content) {
    this.memory = new MemorySource("mutant", content);
  }

  long reads() {
    return reads;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public long size() {
    return memory.size();
  }

  @Override
  public String name() {
    return memory.name();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    int count = memory.read(position, target);
    reads++;
    bytes += Math.max(0, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    memory.close();
  }
}
