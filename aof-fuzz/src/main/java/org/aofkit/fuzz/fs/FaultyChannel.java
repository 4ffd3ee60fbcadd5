package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Asks the plan before each operation, then has the real channel do it, in whole or in part. */
final class FaultyChannel extends FileChannel {
  private static final int COPY_BUFFER = 64 * 1024;

  private final FaultyFileSystem fileSystem;
  private final Path path;
  private final FileChannel delegate;
  private final boolean directory;
  private final boolean writes;
  private final boolean appends;
  private final long node;

  /**
   * @param node its number in the {@link History}
   */
  FaultyChannel(
      FaultyFileSystem fileSystem,
      Path path,
      FileChannel delegate,
      Set<? extends OpenOption> options,
      long node) {
    this.fileSystem = fileSystem;
    this.path = path;
    this.delegate = delegate;
    this.directory = Files.isDirectory(path);
    this.appends = options.contains(StandardOpenOption.APPEND);
    this.writes = appends || options.contains(StandardOpenOption.WRITE);
    this.node = node;
  }

  private interface Write {
    int write(ByteBuffer bytes) throws IOException;
  }

  private int write(ByteBuffer source, long at, Write write) throws IOException {
    int length = source.remaining();
    long size = delegate.size();
    FileOperation operation =
        new FileOperation(OperationKind.WRITE, path.toString(), length, at + length > size);
    FaultPlan.Grant grant = fileSystem.before(operation);
    long granted = grant.isLeast() ? Math.max(1, grant.of(at, length)) : grant.of(at, length);
    FileOperation rest =
        new FileOperation(OperationKind.WRITE, path.toString(), granted, at + granted > size);
    int n = (int) (granted == 0 ? 0 : fileSystem.quota().take(rest, size, at));
    ByteBuffer part = source.duplicate().limit(source.position() + n);
    byte[] bytes = new byte[fileSystem.history() == null ? 0 : n];
    part.duplicate().get(bytes);
    while (part.hasRemaining()) {
      write.write(part);
    }
    source.position(part.position());
    History history = fileSystem.history();
    if (history != null) {
      history.written(node, path, at, bytes);
    }
    if (grant.end() != null) {
      throw FaultPlan.torn(operation, grant.end());
    }
    return n;
  }

  private FaultPlan.Grant before(OperationKind kind, long bytes) throws IOException {
    return fileSystem.before(new FileOperation(kind, path.toString(), bytes, false));
  }

  private interface Read {
    int read(ByteBuffer bytes) throws IOException;
  }

  /** A short read gives one byte at least: none would be the end of the file. */
  private int read(ByteBuffer into, long at, Read read) throws IOException {
    FaultPlan.Grant grant = before(OperationKind.READ, into.remaining());
    long granted = Math.max(1, grant.of(at, into.remaining()));
    if (granted >= into.remaining()) {
      return read.read(into);
    }
    ByteBuffer part = into.duplicate().limit(into.position() + (int) granted);
    int n = read.read(part);
    into.position(part.position());
    return n;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return read(dst, delegate.position(), delegate::read);
  }

  /** One read a buffer: each may be the one that fails or is short. */
  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    long all = 0;
    for (int i = offset; i < offset + length; i++) {
      int wanted = dsts[i].remaining();
      int n = wanted == 0 ? 0 : read(dsts[i]);
      if (n < 0) {
        return all == 0 ? n : all;
      }
      all += n;
      if (n < wanted) {
        return all;
      }
    }
    return all;
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    return read(dst, position, bytes -> delegate.read(bytes, position));
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return write(src, appends ? delegate.size() : delegate.position(), delegate::write);
  }

  /** One write a buffer: each may be the one that fails or is short. */
  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        written += write(srcs[i]);
        if (srcs[i].hasRemaining()) {
          return written;
        }
      }
    }
    return written;
  }

  @Override
  public int write(ByteBuffer src, long position) throws IOException {
    long start = src.position();
    return write(
        src, position, bytes -> delegate.write(bytes, position + bytes.position() - start));
  }

  @Override
  public long position() throws IOException {
    return delegate.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    delegate.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    before(OperationKind.STAT, 0);
    return delegate.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    before(OperationKind.TRUNCATE, 0);
    long freed = Math.max(0, delegate.size() - size);
    delegate.truncate(size);
    fileSystem.quota().give(freed, 0);
    History history = fileSystem.history();
    if (history != null) {
      history.cut(node, path, size);
    }
    return this;
  }

  /** Only recorded: no test outlives the machine, and thousands of real ones take minutes. */
  @Override
  public void force(boolean metaData) throws IOException {
    before(directory ? OperationKind.DIRECTORY_FORCE : OperationKind.FORCE, 0);
    boolean isDone = !fileSystem.liesNow();
    History history = fileSystem.history();
    if (history != null && isDone) {
      history.synced(node, metaData);
    }
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BUFFER, count));
    int n = read(buffer, position);
    buffer.flip();
    return n <= 0 ? 0 : target.write(buffer);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BUFFER, count));
    int n = source.read(buffer);
    buffer.flip();
    return n <= 0 ? 0 : write(buffer, position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    before(OperationKind.MAP, size);
    return delegate.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    before(OperationKind.LOCK, 0);
    return delegate.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    before(OperationKind.LOCK, 0);
    return delegate.tryLock(position, size, shared);
  }

  /** Closes it in any case, as systems do: what fails is what was still to be written. */
  @Override
  protected void implCloseChannel() throws IOException {
    try {
      if (writes && !fileSystem.plan().hasKilled()) {
        before(OperationKind.CLOSE, 0);
      }
    } finally {
      delegate.close();
    }
  }
}
