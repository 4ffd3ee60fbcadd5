package org.aofkit.resp;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;
import org.aofkit.io.Window;
import org.jspecify.annotations.Nullable;

/** The window that moves over a source, and single bytes through it. */
final class WindowCursor implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0).asReadOnlyBuffer();

  final ByteSource source;
  final long size;
  private final int windowSize;
  private @Nullable Window window;

  /** The window's bytes, little-endian; index 0 is {@link #base}. */
  ByteBuffer bytes = NOTHING;

  /** Offset of the window in the source. */
  long base;

  /** Bytes in the window. */
  int length;

  WindowCursor(ByteSource source, int windowSize) {
    this.source = source;
    this.size = source.size();
    this.windowSize = windowSize;
  }

  /** The byte at a position inside the source, 0 to 255; moves the window there if need be. */
  int byteAt(long position) throws IOException {
    long index = position - base;
    if (index < 0 || index >= length) {
      moveTo(position);
      index = 0;
    }
    return bytes.get((int) index) & 0xff;
  }

  /** Lets the window begin at a position inside the source. */
  void moveTo(long position) throws IOException {
    if (window != null) {
      // Only then are the conclusions drawn from it safe.
      source.verify();
      close();
    }
    window = source.window(position, (int) Math.min(windowSize, size - position));
    bytes = window.bytes();
    base = position;
    length = window.length();
  }

  /** The window, if the range lies in it. */
  @Nullable Window windowOver(long offset, long count) {
    return offset >= base && offset + count <= base + length ? window : null;
  }

  @Override
  public void close() {
    bytes = NOTHING;
    length = 0;
    if (window != null) {
      window.close();
      window = null;
    }
  }
}
