package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes a long file from its beginning on, past the page cache, while the caller makes what
 * follows: a cache that holds the whole of a new file pushes out what others need, and counts as
 * memory of a container. Where there is no direct I/O, or it fails, the file is written as usual.
 *
 * <p>Whoever moves back ends that: all that was put here is in the file then, and what follows is
 * written as usual. So it is behind {@link #close}. Nothing is made durable; {@link
 * FileChannel#force} of the file does that. Not safe for use by several threads.
 */
public final class DirectFile implements SeekableByteChannel {
  private static final int BLOCK = 1 << 22;

  private final FileChannel file;
  private final Path path;
  private final int block;
  private final long size;
  private @Nullable ExecutorService writer;
  private @Nullable FileChannel direct;
  private ByteBuffer filling = ByteBuffer.allocate(0);
  private ByteBuffer spare = filling;
  private @Nullable Future<?> written;

  /** Where the first byte of what is being filled belongs. */
  private long start;

  private boolean isUsual;
  private boolean isOpen = true;

  /**
   * Writes an empty file, or over the beginning of one.
   *
   * @param file open for writing, at its beginning; borrowed
   * @param path where it is, to be opened once more
   */
  public DirectFile(FileChannel file, Path path) throws IOException {
    this(file, path, BLOCK);
  }

  /**
   * The same.
   *
   * @param block bytes that are written at a time, a multiple of {@link DirectIo#ALIGNMENT}
   */
  DirectFile(FileChannel file, Path path, int block) throws IOException {
    this.file = file;
    this.path = path;
    this.block = block;
    this.size = file.size();
    this.isUsual = file.position() != 0;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    if (isUsual) {
      return file.write(from);
    }
    int length = from.remaining();
    while (from.hasRemaining()) {
      if (!filling.hasRemaining()) {
        next();
      }
      int n = Math.min(from.remaining(), filling.remaining());
      ByteBuffer piece = from.slice().limit(n);
      filling.put(piece);
      from.position(from.position() + n);
    }
    return length;
  }

  /** Has the block written that is full, and goes on with another one. */
  private void next() throws IOException {
    if (writer == null) {
      writer = Executors.newSingleThreadExecutor(DirectFile::daemon);
      filling = DirectIo.allocate(block);
      spare = DirectIo.allocate(block);
      return;
    }
    await();
    ByteBuffer full = filling.flip();
    long at = start;
    if (at == 0) {
      direct = DirectIo.open(path, StandardOpenOption.WRITE);
    }
    written =
        writer.submit(
            () -> {
              put(full, at);
              return null;
            });
    start += full.limit();
    filling = spare.clear();
    spare = full;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "aofkit-write");
    thread.setDaemon(true);
    return thread;
  }

  private void put(ByteBuffer full, long at) throws IOException {
    FileChannel channel = direct;
    try {
      while (channel != null && full.position() % DirectIo.ALIGNMENT == 0 && full.hasRemaining()) {
        channel.write(full, at + full.position());
      }
    } catch (IOException e) {
      // Some file systems open a file so and don't write it. What is really wrong is met again.
      closeDirect();
    }
    rest(full, at);
  }

  /** Writes what is left of a buffer the usual way. */
  private void rest(ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes, at + bytes.position());
    }
  }

  private void closeDirect() throws IOException {
    FileChannel channel = direct;
    direct = null;
    if (channel != null) {
      channel.close();
    }
  }

  private void await() throws IOException {
    Future<?> last = written;
    written = null;
    if (last == null) {
      return;
    }
    try {
      last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Lets all be in the file. */
  private void settle() throws IOException {
    if (isUsual) {
      return;
    }
    long end = position();
    isUsual = true;
    try {
      await();
      rest(filling.flip(), start);
    } finally {
      if (writer != null) {
        writer.shutdown();
      }
      closeDirect();
    }
    file.position(end);
  }

  @Override
  public long position() throws IOException {
    return isUsual ? file.position() : start + filling.position();
  }

  @Override
  public DirectFile position(long position) throws IOException {
    if (position != position()) {
      settle();
      file.position(position);
    }
    return this;
  }

  @Override
  public long size() throws IOException {
    return isUsual ? file.size() : Math.max(size, position());
  }

  @Override
  public DirectFile truncate(long length) throws IOException {
    settle();
    file.truncate(length);
    return this;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    settle();
    return file.read(to);
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  /** Lets all be in the file, which stays open. */
  @Override
  public void close() throws IOException {
    isOpen = false;
    settle();
  }
}
