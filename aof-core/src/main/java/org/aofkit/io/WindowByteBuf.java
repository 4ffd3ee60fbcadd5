package org.aofkit.io;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a {@link Window} as a read-only, reference-counted {@link ByteBuf}; the last
 * release gives the memory back. No bare pointer or {@link ByteBuffer} over the memory ever leaves
 * it (what Netty allows to be copies are copies), so access after the release throws and never
 * reaches memory that is gone.
 */
final class WindowByteBuf extends AbstractReferenceCountedByteBuf {
  private static final int COPY_STEP = 1 << 16;

  private final String source;
  private final long offset;
  private final int length;
  private final Runnable free;
  private final boolean mapped;

  /** Big-endian, as a {@link ByteBuf} is. Null once the memory is given back. */
  private @Nullable ByteBuffer bytes;

  WindowByteBuf(String source, long offset, ByteBuffer bytes, Runnable free, boolean mapped) {
    super(bytes.limit());
    this.source = source;
    this.offset = offset;
    this.length = bytes.limit();
    this.bytes = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.free = free;
    this.mapped = mapped;
    // Once before there is anything to bring out: it must not come out in a class initializer.
    settle();
    writerIndex(length);
  }

  /** Also guards where Netty's own checks are switched off by property. */
  private ByteBuffer live() {
    ByteBuffer live = bytes;
    if (live == null) {
      throw new IllegalReferenceCountException("the window of this view has been released");
    }
    return live;
  }

  private void settle() {
    if (mapped) {
      MappedFaults.settle();
    }
  }

  private UncheckedIOException gone(int index, InternalError error) {
    return new UncheckedIOException(FileShrankException.of(source, offset + index, error));
  }

  @Override
  protected void deallocate() {
    bytes = null;
    free.run();
  }

  @Override
  protected byte _getByte(int index) {
    try {
      byte value = live().get(index);
      settle();
      return value;
    } catch (InternalError e) {
      throw gone(index, e);
    }
  }

  @Override
  protected short _getShort(int index) {
    try {
      short value = live().getShort(index);
      settle();
      return value;
    } catch (InternalError e) {
      throw gone(index, e);
    }
  }

  @Override
  protected short _getShortLE(int index) {
    return Short.reverseBytes(_getShort(index));
  }

  @Override
  protected int _getUnsignedMedium(int index) {
    return (_getByte(index) & 0xff) << 16 | _getShort(index + 1) & 0xffff;
  }

  @Override
  protected int _getUnsignedMediumLE(int index) {
    return _getByte(index) & 0xff | (_getShortLE(index + 1) & 0xffff) << 8;
  }

  @Override
  protected int _getInt(int index) {
    try {
      int value = live().getInt(index);
      settle();
      return value;
    } catch (InternalError e) {
      throw gone(index, e);
    }
  }

  @Override
  protected int _getIntLE(int index) {
    return Integer.reverseBytes(_getInt(index));
  }

  @Override
  protected long _getLong(int index) {
    try {
      long value = live().getLong(index);
      settle();
      return value;
    } catch (InternalError e) {
      throw gone(index, e);
    }
  }

  @Override
  protected long _getLongLE(int index) {
    return Long.reverseBytes(_getLong(index));
  }

  @Override
  public ByteBuf getBytes(int index, byte[] dst, int dstIndex, int count) {
    checkDstIndex(index, count, dstIndex, dst.length);
    try {
      live().get(index, dst, dstIndex, count);
      settle();
    } catch (InternalError e) {
      throw gone(index, e);
    }
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, ByteBuffer dst) {
    checkIndex(index, dst.remaining());
    try {
      dst.put(live().duplicate().limit(index + dst.remaining()).position(index));
      settle();
    } catch (InternalError e) {
      throw gone(index, e);
    }
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, ByteBuf dst, int dstIndex, int count) {
    checkDstIndex(index, count, dstIndex, dst.capacity());
    try {
      dst.setBytes(dstIndex, live().duplicate().limit(index + count).position(index));
      settle();
    } catch (InternalError e) {
      throw gone(index, e);
    }
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, OutputStream out, int count) throws IOException {
    checkIndex(index, count);
    byte[] step = new byte[Math.min(count, COPY_STEP)];
    for (int done = 0; done < count; ) {
      int now = Math.min(step.length, count - done);
      getBytes(index + done, step, 0, now);
      out.write(step, 0, now);
      done += now;
    }
    return this;
  }

  @Override
  public int getBytes(int index, GatheringByteChannel out, int count) throws IOException {
    checkIndex(index, count);
    return out.write(live().duplicate().limit(index + count).position(index));
  }

  @Override
  public int getBytes(int index, FileChannel out, long position, int count) throws IOException {
    checkIndex(index, count);
    return out.write(live().duplicate().limit(index + count).position(index), position);
  }

  @Override
  public ByteBuf copy(int index, int count) {
    checkIndex(index, count);
    byte[] copy = new byte[count];
    getBytes(index, copy, 0, count);
    return Unpooled.wrappedBuffer(copy);
  }

  @Override
  public int nioBufferCount() {
    return 1;
  }

  /** A copy: see the class comment. */
  @Override
  public ByteBuffer nioBuffer(int index, int count) {
    return copy(index, count).nioBuffer();
  }

  @Override
  public ByteBuffer internalNioBuffer(int index, int count) {
    return nioBuffer(index, count);
  }

  @Override
  public ByteBuffer[] nioBuffers(int index, int count) {
    return new ByteBuffer[] {nioBuffer(index, count)};
  }

  @Override
  public int capacity() {
    return length;
  }

  @Override
  public ByteBuf capacity(int newCapacity) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public ByteBufAllocator alloc() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  @Deprecated
  public ByteOrder order() {
    return ByteOrder.BIG_ENDIAN;
  }

  @Override
  public @Nullable ByteBuf unwrap() {
    return null;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public boolean isDirect() {
    return true;
  }

  @Override
  public boolean hasArray() {
    return false;
  }

  @Override
  public byte[] array() {
    throw new UnsupportedOperationException("not on the heap");
  }

  @Override
  public int arrayOffset() {
    throw new UnsupportedOperationException("not on the heap");
  }

  @Override
  public boolean hasMemoryAddress() {
    return false;
  }

  @Override
  public long memoryAddress() {
    throw new UnsupportedOperationException("the address is not told");
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public boolean isWritable(int size) {
    return false;
  }

  @Override
  protected void _setByte(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setShort(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setShortLE(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setMedium(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setMediumLE(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setInt(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setIntLE(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setLong(int index, long value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setLongLE(int index, long value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public ByteBuf setBytes(int index, ByteBuf src, int srcIndex, int count) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public ByteBuf setBytes(int index, byte[] src, int srcIndex, int count) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public ByteBuf setBytes(int index, ByteBuffer src) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public int setBytes(int index, InputStream in, int count) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public int setBytes(int index, ScatteringByteChannel in, int count) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public int setBytes(int index, FileChannel in, long position, int count) {
    throw new ReadOnlyBufferException();
  }
}
