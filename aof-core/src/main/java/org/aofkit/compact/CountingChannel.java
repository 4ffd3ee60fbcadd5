package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Says how long a file would be, and forgets what is in it; nothing can be read. */
final class CountingChannel implements SeekableByteChannel {
  private long position;
  private long size;

  @Override
  public int write(ByteBuffer from) {
    int n = from.remaining();
    from.position(from.limit());
    position += n;
    size = Math.max(size, position);
    return n;
  }

  @Override
  public int read(ByteBuffer to) {
    throw new UnsupportedOperationException("nothing is kept");
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    size = Math.min(size, newSize);
    position = Math.min(position, size);
    return this;
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
