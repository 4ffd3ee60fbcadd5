package org.aofkit.check;

import java.io.IOException;
import java.util.List;
import org.aofkit.aof.CommandProbe;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.ConcatSource;
import org.aofkit.io.SliceSource;
import org.aofkit.resp.RespScanner;

/**
 * Finds out whether a torn command at the end of one file goes on at the head of the next one, as
 * it does where a server could not take a short write back and opened the next file in between.
 *
 * <p>The two files are joined only where there is one way to do it: the later file does not itself
 * begin with a command; the announced lengths end the joined command at a real CR LF; commands
 * follow directly behind it (or the end of the file); and no other command in the rest could be the
 * one to go on from.
 */
final class SplitSearch {
  private static final int WINDOW = 64 << 10;

  private SplitSearch() {}

  /**
   * How many bytes at the head of {@code later} belong to the command that begins at {@code offset}
   * in {@code earlier}; -1 where the two can't be joined.
   */
  static long restLength(ByteSource earlier, long offset, ByteSource later, CommandTable table)
      throws IOException {
    if (run(later, 0, table).commands() > 0) {
      return -1;
    }
    long head = earlier.size() - offset;
    long rest;
    try (ByteSource joined =
            new ConcatSource(
                earlier.name(),
                List.of(
                    new SliceSource(earlier, offset, head),
                    new SliceSource(later, 0, later.size())));
        RespScanner scanner = new RespScanner(joined, WINDOW)) {
      CommandProbe.Run command = new CommandProbe(table, scanner).run(0, 1);
      rest = command.end() - head;
      if (command.commands() != 1 || rest <= 0 || !scanner.terminatorIsCrLf()) {
        return -1;
      }
    }
    if (rest < later.size() && run(later, rest, table).commands() == 0) {
      return -1;
    }
    try (RespScanner scanner = new RespScanner(later, WINDOW)) {
      IslandSearch others = new IslandSearch(later, new CommandProbe(table, scanner));
      return others.find(1, rest) < 0 ? rest : -1;
    }
  }

  private static CommandProbe.Run run(ByteSource source, long offset, CommandTable table)
      throws IOException {
    try (RespScanner scanner = new RespScanner(source, WINDOW)) {
      return new CommandProbe(table, scanner).run(offset, 1);
    }
  }
}
