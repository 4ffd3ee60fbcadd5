package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.aof.CommandProbe;
import org.aofkit.io.ByteSource;

/**
 * Looks for intact commands in bytes that could not be read from their beginning.
 *
 * <p>A value can hold text that looks like commands, so one command alone is believed only if the
 * end of the file or a run of NULs comes right behind it; otherwise two have to follow each other.
 * To believe too much is the safe side: what is believed is not cut off.
 *
 * <p>Bytes can be arranged so that every candidate takes long to reject. The work of a search is
 * therefore bounded by a multiple of the bytes it covers; a search that runs out of it answers with
 * the candidate it stopped at.
 */
final class IslandSearch {
  private static final int BLOCK = 64 << 10;

  /** Most searches end soon. */
  private static final int FIRST_BLOCK = 4 << 10;

  private static final int COMMANDS = 2;
  private static final long WORK_PER_BYTE = 64;

  private final ByteSource source;
  private final CommandProbe probe;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private final ByteBuffer one = ByteBuffer.allocate(1);

  IslandSearch(ByteSource source, CommandProbe probe) {
    this.source = source;
    this.probe = probe;
  }

  /** The first believable command that starts in {@code [from, to)}, or -1. */
  long find(long from, long to) throws IOException {
    long budget = WORK_PER_BYTE * (to - from) + BLOCK;
    byte previous = from == 0 ? (byte) '\n' : byteAt(from - 1);
    long position = from;
    int length = FIRST_BLOCK;
    while (position < to) {
      block.clear().limit((int) Math.min(length, to - position));
      length = Math.min(2 * length, BLOCK);
      int read = source.read(position, block);
      if (read <= 0) {
        return -1;
      }
      for (int i = 0; i < read; i++) {
        byte b = block.array()[i];
        if (b == '*' && (previous == '\n' || previous == 0)) {
          long candidate = position + i;
          CommandProbe.Run run = probe.run(candidate, COMMANDS);
          budget -= run.work();
          if (budget < 0 || believable(run)) {
            return candidate;
          }
        }
        previous = b;
      }
      position += read;
    }
    return -1;
  }

  private boolean believable(CommandProbe.Run run) throws IOException {
    return run.commands() >= COMMANDS
        || (run.commands() > 0 && (run.reachesEnd() || byteAt(run.end()) == 0));
  }

  private byte byteAt(long offset) throws IOException {
    one.clear();
    return source.read(offset, one) == 1 ? one.get(0) : (byte) -1;
  }
}
