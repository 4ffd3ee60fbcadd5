package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Counts bytes and forgets them. */
final class CountingChannel implements WritableByteChannel {
  private long count;

  long count() {
    return count;
  }

  @Override
  public int write(ByteBuffer from) {
    int n = from.remaining();
    from.position(from.limit());
    count += n;
    return n;
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
