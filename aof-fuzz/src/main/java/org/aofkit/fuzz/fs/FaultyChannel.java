package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the plan before each operation, then has the real channel do it, in whole or in half. */
final class FaultyChannel extends FileChannel {
  private static final int COPY_BUFFER = 64 * 1024;

  private final FaultyFileSystem fileSystem;
  private final Path path;
  private final FileChannel delegate;
  private final boolean directory;
  private final boolean appends;

  FaultyChannel(FaultyFileSystem fileSystem, Path path, FileChannel delegate, boolean appends) {
    this.fileSystem = fileSystem;
    this.path = path;
    this.delegate = delegate;
    this.directory = Files.isDirectory(path);
    this.appends = appends;
  }

  private interface Write {
    int write(ByteBuffer bytes) throws IOException;
  }

  private int write(ByteBuffer source, long at, Write write) throws IOException {
    int length = source.remaining();
    FileOperation operation =
        new FileOperation(
            OperationKind.WRITE, path.toString(), length, at + length > delegate.size());
    FaultPlan.Grant grant = fileSystem.before(operation);
    if (grant == FaultPlan.Grant.ALL) {
      return write.write(source);
    }
    ByteBuffer half = source.duplicate().limit(source.position() + length / 2);
    while (half.hasRemaining()) {
      write.write(half);
    }
    if (grant == FaultPlan.Grant.HALF_THEN_KILL) {
      throw new KilledError(operation.toString());
    }
    throw FaultPlan.noSpace(operation);
  }

  private void before(OperationKind kind, long bytes) throws IOException {
    fileSystem.before(new FileOperation(kind, path.toString(), bytes, false));
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    before(OperationKind.READ, dst.remaining());
    return delegate.read(dst);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    before(OperationKind.READ, 0);
    return delegate.read(dsts, offset, length);
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    before(OperationKind.READ, dst.remaining());
    return delegate.read(dst, position);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return write(src, appends ? delegate.size() : delegate.position(), delegate::write);
  }

  /** One write a buffer: each may be the one that fails. */
  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        written += write(srcs[i]);
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
    delegate.truncate(size);
    return this;
  }

  /** Only recorded: no test outlives the machine, and thousands of real ones take minutes. */
  @Override
  public void force(boolean metaData) throws IOException {
    before(directory ? OperationKind.DIRECTORY_FORCE : OperationKind.FORCE, 0);
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

  @Override
  protected void implCloseChannel() throws IOException {
    delegate.close();
  }
}
