package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One input after the other, in memory. Windows are taken from a pool that stays, since giving
 * memory back to the system costs more than the scan of a small input: on JDK 25 it makes all
 * threads of the virtual machine stop. For one thread; to be closed in the end.
 */
public final class RecycledSource implements ByteSource {
  private final BufferPool pool = new BufferPool();
  private byte[] content = new byte[0];

  /** A source of no bytes. */
  public RecycledSource() {}

  /**
   * Goes on to the next input. Windows of the one before must be closed.
   *
   * @param next its bytes; not copied
   * @return this
   */
  public RecycledSource of(byte[] next) {
    content = next;
    return this;
  }

  @Override
  public String name() {
    return "input";
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
  public Window window(long offset, int length) throws IOException {
    Window.checkInside(this, offset, length);
    return Window.fill(this, offset, length, pool.take(length), pool);
  }

  @Override
  public void close() {
    pool.close();
  }
}
