package org.aofkit.check;

import java.io.IOException;
import java.util.List;
import org.aofkit.aof.CommandProbe;
import org.aofkit.aof.FileType;
import org.aofkit.aof.LogState;
import org.aofkit.aof.SegmentedScan;
import org.aofkit.aof.SetFile;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.ConcatSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.SliceSource;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a torn command at the end of one file goes on at the head of the next one, as
 * it does where a server could not take a short write back and opened the next file in between.
 *
 * <p>The two files are joined only where there is one way to do it: the later file does not itself
 * begin with a command; the announced lengths end the joined command at a real CR LF; commands
 * follow directly behind it (or the end of the file); and no other command in either part could be
 * the one to go on from, as there is where a damaged length has swallowed commands. A MULTI is not
 * joined: its transaction would lie in two files, and servers end it with the first.
 */
final class SplitSearch {
  private static final int WINDOW = 64 << 10;

  private final ByteSource earlier;
  private final long offset;
  private final ByteSource later;
  private final CommandTable table;
  private final int databases;

  /**
   * How the two go together.
   *
   * @param restLength how many bytes at the head of the later file belong to the command
   * @param selects the database the command selects; -1 if it is no SELECT, or one that fails
   * @param doubtful whether that rest looks like commands itself, so that nobody can tell whether
   *     it belongs to the command or the end of the file is lost; it is not joined then
   */
  record Join(long restLength, int selects, boolean doubtful) {}

  /**
   * A search over borrowed sources.
   *
   * @param offset where the torn command begins in {@code earlier}
   * @param databases how many databases the server has
   */
  SplitSearch(
      ByteSource earlier, long offset, ByteSource later, CommandTable table, int databases) {
    this.earlier = earlier;
    this.offset = offset;
    this.later = later;
    this.table = table;
    this.databases = databases;
  }

  /**
   * The command that goes on in the next file; null where none does.
   *
   * @param source the bytes of {@code file}
   * @param log what reading them gave
   * @param findings told what may go on there and may as well not
   */
  static FileLook.@Nullable Split of(
      SetFile file,
      ByteSource source,
      LogScan.Result log,
      SetFile next,
      CheckOptions options,
      Findings findings)
      throws IOException {
    Spot last = log.spots().isEmpty() ? null : log.spots().get(log.spots().size() - 1);
    boolean torn = last instanceof Spot.BadEnd end && end.cut() && !end.nuls();
    if (!torn
        || log.state().inTransaction()
        || file.type() != FileType.INCR
        || next.type() != FileType.INCR
        || next.state() != SetFile.State.FILE
        || next.size() == 0) {
      return null;
    }
    long offset = last.offset();
    try (ByteSource later = FileSources.open(next.path(), options.ioMode())) {
      CommandTable table = CommandTable.standard();
      Join join = new SplitSearch(source, offset, later, table, options.databases()).join();
      if (join != null && join.doubtful()) {
        findings.add(
            HiddenHeads.doubtful(
                next.name().toString(),
                0,
                join.restLength(),
                "the torn command at the end of "
                    + file.name()
                    + " announces just so many bytes more: these may be text of its value"));
      }
      return join == null || join.doubtful()
          ? null
          : new FileLook.Split(
              file.path(),
              file.name().toString(),
              offset,
              source.size() - offset,
              join.restLength(),
              join.selects(),
              log.state().databaseDoubtful());
    }
  }

  /** How to join them; null where that can't be done, or in more than one way. */
  @Nullable Join join() throws IOException {
    boolean commands = run(0).commands() > 0;
    long head = earlier.size() - offset;
    try (ByteSource joined =
        new ConcatSource(
            earlier.name(),
            List.of(
                new SliceSource(earlier, offset, head), new SliceSource(later, 0, later.size())))) {
      long rest = wholeCommand(joined) - head;
      if (rest <= 0 || !goesOnAt(rest)) {
        return null;
      }
      if (commands) {
        return new Join(rest, -1, true);
      }
      if (otherBoundary(joined, head + rest)) {
        return null;
      }
      LogState state = effect(joined, head + rest);
      return state.inTransaction()
          ? null
          : new Join(rest, state.selected() ? state.database() : -1, false);
    }
  }

  /** Where the known command at the head of the joined bytes ends in a real CR LF; else -1. */
  private long wholeCommand(ByteSource joined) throws IOException {
    try (RespScanner scanner = new RespScanner(joined, WINDOW)) {
      CommandProbe.Run command = new CommandProbe(table, scanner).run(0, 1);
      return command.commands() == 1 && scanner.terminatorIsCrLf() ? command.end() : -1;
    }
  }

  private boolean goesOnAt(long rest) throws IOException {
    CommandProbe.Run behind = run(rest);
    return behind.commands() > 0 || behind.stop() == RespScanner.END;
  }

  private boolean otherBoundary(ByteSource joined, long end) throws IOException {
    try (RespScanner scanner = new RespScanner(joined, WINDOW)) {
      return new IslandSearch(joined, new CommandProbe(table, scanner)).find(1, end) >= 0;
    }
  }

  /** What the joined command alone does. */
  private LogState effect(ByteSource joined, long length) throws IOException {
    LogState state = new LogState(0, databases, new Complaints(Server.REDIS_7_0, databases));
    try (SegmentedScan scan =
        new SegmentedScan(
            new SliceSource(joined, 0, length), table, WINDOW, 1, done -> {}, () -> false)) {
      scan.run(0, state);
    }
    return state;
  }

  private CommandProbe.Run run(long from) throws IOException {
    try (RespScanner scanner = new RespScanner(later, WINDOW)) {
      return new CommandProbe(table, scanner).run(from, 1);
    }
  }
}
