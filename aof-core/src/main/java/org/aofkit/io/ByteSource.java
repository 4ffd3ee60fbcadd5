package org.aofkit.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that can be read at any position: a file, a part of one, or whatever a user of the library
 * puts behind it. Positions and sizes are in bytes.
 *
 * <p>A source is judged up to the {@link #size()} it had when it was opened, however it grows
 * later. Several threads may read from one source at a time. Whoever opens a source closes it, and
 * closes or releases the windows taken from it before.
 */
public interface ByteSource extends Closeable {

  /** What messages call this source; for a file its name. */
  String name();

  /** Bytes there were when the source was opened; does not change. */
  long size();

  /**
   * Reads from {@code offset} on until {@code dst} is full or {@link #size()} is reached.
   *
   * @param offset where to begin, 0 or more
   * @param dst takes the bytes; its position moves behind the last of them
   * @return how many bytes were read, 0 only if {@code dst} has no room; -1 if {@code offset} is at
   *     or behind {@link #size()}
   * @throws FileShrankException if there are fewer bytes now than when the source was opened
   * @throws IOException if reading fails
   */
  int read(long offset, ByteBuffer dst) throws IOException;

  /**
   * A stretch of this source in memory, outside the heap. This implementation reads it into a
   * buffer of its own; mapped sources override it.
   *
   * @param offset where the window begins, 0 or more
   * @param length bytes of the window; it must end at or before {@link #size()}
   * @return the window, to be closed by the caller
   * @throws IndexOutOfBoundsException if the window does not lie inside the source
   * @throws FileShrankException if there are fewer bytes now than when the source was opened
   * @throws IOException if reading fails
   */
  default Window window(long offset, int length) throws IOException {
    Window.checkInside(this, offset, length);
    OffHeap memory = OffHeap.allocate(length);
    return Window.fill(this, offset, length, memory, null);
  }

  /**
   * Makes sure that what was seen through windows was really there. Reading behind the end of a
   * file that shrank under its mapping can yield bytes that never were in it, so whoever has drawn
   * a conclusion from windows asks this before telling it, and before closing them. This
   * implementation does nothing.
   *
   * @throws FileShrankException if there are fewer bytes now than when the source was opened
   * @throws IOException if the size cannot be told
   * @throws InternalError if the virtual machine noticed a missing page; see {@link
   *     FileShrankException#of(ByteSource, long, InternalError)}
   */
  default void verify() throws IOException {}

  /** Releases what the source holds. Windows still open stay usable. Closing again does nothing. */
  @Override
  void close() throws IOException;
}
