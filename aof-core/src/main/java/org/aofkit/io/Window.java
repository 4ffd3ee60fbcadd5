package org.aofkit.io;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A stretch of a {@link ByteSource} in memory. Closing it gives the memory back at once, unless a
 * {@linkplain #view view} of it was retained; then the last release of such a view does.
 *
 * <p>Not for use by several threads at a time, except that {@link #bytes()} may be read by several
 * as long as the window stays open.
 */
public final class Window implements AutoCloseable {
  private final long offset;
  private final int length;
  private final ByteBuffer bytes;
  private final WindowByteBuf memory;
  private boolean closed;

  private Window(long offset, ByteBuffer bytes, WindowByteBuf memory) {
    this.offset = offset;
    this.length = bytes.limit();
    this.bytes = bytes;
    this.memory = memory;
  }

  /** Wraps a mapping. */
  static Window mapped(String name, long offset, int length, OffHeap memory) {
    return over(name, offset, length, memory.bytes(), memory::free, true);
  }

  private static Window over(
      String name, long offset, int length, ByteBuffer content, Runnable free, boolean mapped) {
    ByteBuffer bytes = content.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    bytes.limit(length).position(0);
    return new Window(offset, bytes, new WindowByteBuf(name, offset, bytes, free, mapped));
  }

  /** Fills memory from a source and wraps it; gives it back at once if reading fails. */
  static Window fill(ByteSource source, long offset, int length, OffHeap memory, Runnable free)
      throws IOException {
    boolean filled = false;
    try {
      ByteBuffer room = memory.bytes().duplicate();
      room.clear().limit(length);
      while (room.hasRemaining()) {
        long at = offset + room.position();
        if (source.read(at, room) <= 0) {
          throw new FileShrankException(source.name(), at, null);
        }
      }
      filled = true;
      return over(source.name(), offset, length, memory.bytes(), free, false);
    } finally {
      if (!filled) {
        free.run();
      }
    }
  }

  static void checkInside(ByteSource source, long offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.size());
  }

  /** Where in its source the window begins. */
  public long offset() {
    return offset;
  }

  /** Bytes of the window. */
  public int length() {
    return length;
  }

  /**
   * The bytes: read-only, little-endian, index 0 is {@link #offset()}, the limit is {@link
   * #length()}. This is bare memory for the innermost loops: it must not be touched any more once
   * the window is closed, since on Java 17 to 21 nothing would then stop the virtual machine from
   * crashing. Whoever may be late takes a {@link #view}.
   *
   * @throws IllegalStateException if the window is closed
   */
  public ByteBuffer bytes() {
    if (closed) {
      throw new IllegalStateException("the window is closed");
    }
    return bytes;
  }

  /**
   * A view of a range, without a copy. The view is borrowed: it lives as long as this window does,
   * or, if retained, until its release. A view used later throws {@link
   * io.netty.util.IllegalReferenceCountException}. It is read-only, and big-endian as any {@link
   * ByteBuf}.
   *
   * @param offset first byte, as an offset of the source
   * @param length bytes
   * @throws IndexOutOfBoundsException if the range does not lie inside the window
   * @throws IllegalStateException if the window is closed
   */
  public ByteBuf view(long offset, int length) {
    if (closed) {
      throw new IllegalStateException("the window is closed");
    }
    long index = Objects.checkFromIndexSize(offset - this.offset, length, this.length);
    return memory.slice((int) index, length);
  }

  /** Gives the window up. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      memory.release();
    }
  }
}
