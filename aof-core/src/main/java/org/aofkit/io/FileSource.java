package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file, by positional reads and, if told so, mapped windows. */
final class FileSource implements ByteSource {
  /**
   * A read into the heap goes through a buffer of the platform as long as the read: keep it short.
   */
  private static final int MAX_HEAP_READ = 1 << 20;

  private final String name;
  private final FileChannel channel;
  private final long size;
  private final IoMode mode;
  private final int leastMapped;
  private final BufferPool pool = new BufferPool();
  private final @Nullable DirectReads direct;

  /**
   * @param leastMapped bytes of the shortest window that is mapped; shorter ones are read
   * @param direct for long reads, closed with this
   */
  FileSource(
      String name,
      FileChannel channel,
      long size,
      IoMode mode,
      int leastMapped,
      @Nullable FileChannel direct) {
    this.direct = direct == null ? null : new DirectReads(direct);
    this.name = name;
    this.channel = channel;
    this.size = size;
    this.mode = mode;
    this.leastMapped = leastMapped;
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
    int start = dst.position();
    int limit = dst.limit();
    int end = start + (int) Math.min(dst.remaining(), size - offset);
    try {
      while (dst.position() < end) {
        int step = end - dst.position();
        dst.limit(dst.position() + (dst.isDirect() ? step : Math.min(step, MAX_HEAP_READ)));
        long at = offset + dst.position() - start;
        if (direct != null && direct.read(at, dst)) {
          continue;
        }
        if (channel.read(dst, at) <= 0) {
          throw new FileShrankException(name, at, null);
        }
      }
    } finally {
      dst.limit(limit);
    }
    return end - start;
  }

  @Override
  public Window window(long offset, int length) throws IOException {
    Window.checkInside(this, offset, length);
    if (mode == IoMode.MAP && length > 0 && length >= leastMapped) {
      // Mapping behind the end of a file is an IOException that does not say so: look first.
      verify();
      try {
        return Window.mapped(name, offset, length, OffHeap.map(channel, offset, length));
      } catch (UnsupportedOperationException e) {
        return readWindow(offset, length);
      } catch (IOException e) {
        // It may have shrunk since the look.
        verify();
        throw e;
      }
    }
    return readWindow(offset, length);
  }

  private Window readWindow(long offset, int length) throws IOException {
    OffHeap memory = pool.take(length);
    return Window.fill(this, offset, length, memory, pool);
  }

  @Override
  public void verify() throws IOException {
    if (mode == IoMode.MAP) {
      MappedFaults.settle();
    }
    long now = channel.size();
    if (now < size) {
      throw new FileShrankException(name, now, null);
    }
  }

  @Override
  public void close() throws IOException {
    pool.close();
    if (direct != null) {
      direct.close();
    }
    channel.close();
  }
}
