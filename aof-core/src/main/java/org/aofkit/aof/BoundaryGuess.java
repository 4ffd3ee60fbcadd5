package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.resp.RespScanner;

/**
 * Finds a place from which commands can be read without having read what is in front of it. It is a
 * guess: the bytes of a value can look just so. Whoever uses it must verify it.
 */
final class BoundaryGuess {
  private static final int STEP = 64 << 10;

  /** So many frames have to follow each other before a place is believed. */
  private static final int FRAMES = 3;

  private final ByteSource source;
  private final CommandProbe probe;
  private final ByteBuffer block = ByteBuffer.allocate(STEP);

  BoundaryGuess(ByteSource source, CommandTable table, RespScanner scanner) {
    this.source = source;
    this.probe = new CommandProbe(table, scanner);
  }

  /** The first believable boundary in {@code [from, limit)}, or -1. */
  long find(long from, long limit) throws IOException {
    long position = Math.max(0, from - 2);
    while (position < limit) {
      block.clear();
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
    }
    return -1;
  }
}
