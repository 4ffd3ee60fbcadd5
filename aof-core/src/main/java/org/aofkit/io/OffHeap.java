package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Memory outside the heap that is given back when we say so and not when a collector gets to it.
 */
final class OffHeap {
  private final ByteBuffer bytes;
  private final Runnable release;
  private boolean freed;

  OffHeap(ByteBuffer bytes, Runnable release) {
    this.bytes = bytes;
    this.release = release;
  }

  /** Writable memory, zeroed. */
  static OffHeap allocate(int length) {
    return Unmapping.INSTANCE.allocate(length);
  }

  /**
   * A read-only mapping of a range of a file.
   *
   * @throws UnsupportedOperationException if the file system cannot map, or not so that the mapping
   *     can be given back
   */
  static OffHeap map(FileChannel channel, long offset, int length) throws IOException {
    return Unmapping.INSTANCE.map(channel, offset, length);
  }

  /** The memory, from index 0 to the capacity. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Gives the memory back; a second call does nothing. Nobody may touch it any more. */
  synchronized void free() {
    if (!freed) {
      freed = true;
      release.run();
    }
  }
}
