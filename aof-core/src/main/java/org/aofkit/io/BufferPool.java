package org.aofkit.io;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few read buffers for reuse: a window read into memory that is still in the cache costs
 * half of one read into fresh memory. For several threads.
 */
final class BufferPool {
  /** As many as threads usually scan one file. */
  private static final int MAX_SPARE = 4;

  /** Larger ones held single values; they would only sit here. */
  private static final int MAX_LENGTH = 16 << 20;

  private final Deque<OffHeap> spare = new ArrayDeque<>();
  private boolean closed;

  /** A buffer of {@code length} bytes or more; what it holds is left over from earlier use. */
  OffHeap take(int length) {
    OffHeap found = poll();
    if (found != null) {
      if (found.bytes().capacity() >= length) {
        return found;
      }
      found.free();
    }
    return OffHeap.allocate(length);
  }

  private synchronized @Nullable OffHeap poll() {
    return spare.pollLast();
  }

  synchronized void giveBack(OffHeap memory) {
    if (closed || spare.size() == MAX_SPARE || memory.bytes().capacity() > MAX_LENGTH) {
      memory.free();
    } else {
      spare.addLast(memory);
    }
  }

  synchronized void close() {
    closed = true;
    for (OffHeap memory : spare) {
      memory.free();
    }
    spare.clear();
  }
}
