package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A range of another source as a source of its own. Borrows the other: closing does nothing. */
public final class SliceSource implements ByteSource {
  private final ByteSource source;
  private final long offset;
  private final long length;

  /**
   * @param source where the bytes are
   * @param offset first byte of the range
   * @param length bytes of the range
   * @throws IndexOutOfBoundsException if the range does not lie inside the source
   */
  public SliceSource(ByteSource source, long offset, long length) {
    this.source = source;
    this.offset = Objects.checkFromIndexSize(offset, length, source.size());
    this.length = length;
  }

  /** The name of the source the range is of. */
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    if (offset >= length) {
      return -1;
    }
    int limit = dst.limit();
    dst.limit(dst.position() + (int) Math.min(dst.remaining(), length - offset));
    try {
      return source.read(this.offset + offset, dst);
    } finally {
      dst.limit(limit);
    }
  }

  @Override
  public void verify() throws IOException {
    source.verify();
  }

  @Override
  public void close() {}
}
