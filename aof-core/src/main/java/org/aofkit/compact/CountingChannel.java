package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Counts bytes as a file would hold them, and forgets them. */
final class CountingChannel implements SeekableByteChannel {
  private long position;
  private long size;

  /** Bytes of the file. */
  long count() {
    return size;
  }

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
    throw new NonReadableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long other) {
    position = other;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long most) {
    size = Math.min(size, most);
    position = Math.min(position, most);
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
