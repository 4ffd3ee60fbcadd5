package org.aofkit.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Long reads past the page cache, by whole blocks. Several threads may read. */
final class DirectReads implements Closeable {
  /** Shorter ones are left to the page cache, which has what is beside them, too. */
  private static final int LEAST = 1 << 16;

  private static final int MOST = 1 << 20;

  private final FileChannel channel;
  private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
  private volatile boolean isBroken;

  /** Reads by a channel, which is closed with this. */
  DirectReads(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads some bytes, if there are many to be read.
   *
   * @param dst its position moves behind the last of them
   * @return false if nothing was read, for whatever reason: it is to be tried the usual way
   */
  boolean read(long offset, ByteBuffer dst) {
    if (dst.remaining() < LEAST || isBroken) {
      return false;
    }
    ByteBuffer buffer = buffers.poll();
    if (buffer == null) {
      buffer = DirectIo.allocate(MOST);
    }
    int before = (int) (offset % DirectIo.ALIGNMENT);
    long wanted = Math.min(MOST, (long) before + dst.remaining());
    int whole = (int) (wanted + DirectIo.ALIGNMENT - 1) & -DirectIo.ALIGNMENT;
    buffer.clear().limit(whole);
    int read;
    try {
      read = channel.read(buffer, offset - before);
    } catch (IOException e) {
      // Some file systems open a file so and don't read it. What is really wrong is met again.
      isBroken = true;
      return false;
    }
    int n = Math.min(read - before, dst.remaining());
    if (n > 0) {
      dst.put(buffer.flip().position(before).limit(before + n));
    }
    buffers.add(buffer);
    return n > 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
