package org.aofkit.io;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a {@link ByteSource} in memory. Closing it gives the memory back at once, unless a
 * {@linkplain #view view} of it was retained; then the last release of such a view does.
 *
 * <p>Not for use by several threads at a time, except that {@link #bytes()} may be read by several
 * as long as the window stays open.
 */
public final class Window implements AutoCloseable {
  private final String name;
  private final long offset;
  private final int length;
  private final ByteBuffer bytes;
  private final OffHeap memory;
  private final @Nullable BufferPool pool;
  private final boolean mapped;

  /**
   * What views are slices of. Made for the first one only: a scan takes no views, and Netty's
   * classes cost some 50 ms of start-up.
   */
  private @Nullable WindowByteBuf counted;

  private boolean closed;

  private Window(
      String name,
      long offset,
      int length,
      OffHeap memory,
      @Nullable BufferPool pool,
      boolean mapped) {
    this.name = name;
    this.offset = offset;
    this.length = length;
    this.bytes = memory.bytes().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.memory = memory;
    this.pool = pool;
    this.mapped = mapped;
    bytes.limit(length).position(0);
  }

  /** Wraps a mapping. */
  static Window mapped(String name, long offset, int length, OffHeap memory) {
    return new Window(name, offset, length, memory, null, true);
  }

  /**
   * Fills memory from a source and wraps it; gives it back at once if reading fails.
   *
   * @param pool where the memory is from; null to free it in the end
   */
  static Window fill(
      ByteSource source, long offset, int length, OffHeap memory, @Nullable BufferPool pool)
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
      return new Window(source.name(), offset, length, memory, pool, false);
    } finally {
      if (!filled) {
        free(memory, pool);
      }
    }
  }

  private static void free(OffHeap memory, @Nullable BufferPool pool) {
    if (pool == null) {
      memory.free();
    } else {
      pool.giveBack(memory);
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
   * @throws UncheckedIOException with a {@link FileShrankException} if what was seen of the window
   *     before was not really there
   * @throws IllegalStateException if the window is closed
   */
  public ByteBuf view(long offset, int length) {
    if (closed) {
      throw new IllegalStateException("the window is closed");
    }
    long index = Objects.checkFromIndexSize(offset - this.offset, length, this.length);
    return counted().slice((int) index, length);
  }

  private WindowByteBuf counted() {
    WindowByteBuf found = counted;
    if (found == null) {
      if (mapped) {
        settle();
      }
      found = new WindowByteBuf(name, offset, bytes, () -> free(memory, pool), mapped);
      counted = found;
    }
    return found;
  }

  /** What is due must not come out while classes are being initialized. */
  private void settle() {
    try {
      MappedFaults.settle();
    } catch (InternalError e) {
      throw new UncheckedIOException(FileShrankException.of(name, offset, e));
    }
  }

  /** Gives the window up. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (counted != null) {
        counted.release();
      } else {
        free(memory, pool);
      }
    }
  }
}
