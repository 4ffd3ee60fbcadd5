package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * Several sources read as one, in their order: for instance the two halves of a command that lie
 * apart. Borrows them: closing does nothing.
 */
public final class ConcatSource implements ByteSource {
  private final String name;
  private final List<ByteSource> parts;
  private final long size;

  /**
   * @param name what messages call it
   * @param parts the sources, usually {@link SliceSource}s; few, since they are searched one by one
   * @throws ArithmeticException if their sizes do not add up to a {@code long}
   */
  public ConcatSource(String name, List<? extends ByteSource> parts) {
    this.name = name;
    this.parts = List.copyOf(parts);
    long sum = 0;
    for (ByteSource part : this.parts) {
      sum = Math.addExact(sum, part.size());
    }
    this.size = sum;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    if (offset >= size) {
      return -1;
    }
    int before = dst.position();
    long skip = offset;
    for (ByteSource part : parts) {
      if (skip >= part.size()) {
        skip -= part.size();
      } else if (dst.hasRemaining()) {
        part.read(skip, dst);
        skip = 0;
      }
    }
    return dst.position() - before;
  }

  @Override
  public void verify() throws IOException {
    for (ByteSource part : parts) {
      part.verify();
    }
  }

  @Override
  public void close() {}
}
