package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/**
 * Finds a place from which commands can be read without having read what is in front of it. It is a
 * guess: the bytes of a value can look just so. Whoever uses it must verify it.
 */
final class BoundaryGuess {
  /** Most boundaries are found in the first few bytes; only large values need more. */
  private static final int FIRST_STEP = 2 << 10;

  private static final int MAX_STEP = 64 << 10;

  /** So many frames have to follow each other before a place is believed. */
  private static final int FRAMES = 3;

  private final ByteSource source;
  private final CommandProbe probe;
  private final ByteBuffer block = ByteBuffer.allocate(MAX_STEP);

  /** Borrows the source and the probe. */
  BoundaryGuess(ByteSource source, CommandProbe probe) {
    this.source = source;
    this.probe = probe;
  }

  /** The first believable boundary in {@code [from, limit)}, or -1. */
  long find(long from, long limit) throws IOException {
    long position = Math.max(0, from - 2);
    int step = FIRST_STEP;
    while (position < limit) {
      block.clear().limit(step);
      int read = source.read(position, block);
      if (read < 3) {
        return -1;
      }
      byte[] bytes = block.array();
      for (int i = 0; i + 2 < read; i++) {
        if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '*') {
          long candidate = position + i + 2;
          if (candidate >= limit) {
            return -1;
          }
          if (candidate >= from && probe.follows(candidate, FRAMES)) {
            return candidate;
          }
        }
      }
      position += read - 2;
      step = Math.min(2 * step, MAX_STEP);
    }
    return -1;
  }
}
