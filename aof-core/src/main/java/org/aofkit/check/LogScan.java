package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.CommandProbe;
import org.aofkit.aof.LogState;
import org.aofkit.aof.SegmentedScan;
import org.aofkit.aof.Stop;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.IoMode;
import org.aofkit.resp.RespScanner;

/**
 * Reads the commands of one file to its end, over what can't be read, and says where that is.
 *
 * <p>A server stops at the first spot. This scan goes on behind it, so that a second damage is
 * found at the same look.
 */
final class LogScan {
  private static final int PROBE_WINDOW = 64 << 10;

  /**
   * Windows that are read, not mapped, are the process's own memory, several for each thread: what
   * is a good size for a mapping would fill a small heap's share of it.
   */
  private static final int READ_WINDOW = 2 << 20;

  /** Beyond so many spots the rest of a file is not looked at any more, and counts as bad. */
  private static final int MAX_SPOTS = 100_000;

  private final ByteSource source;
  private final SegmentedScan scan;
  private final LogState state;
  private final long start;
  private final CommandProbe probe;
  private final IslandSearch islands;
  private final NulRuns nuls;
  private final UnfinishedMasks masks;
  private final List<Spot> spots = new ArrayList<>();

  private LogScan(
      ByteSource source,
      CommandTable table,
      SegmentedScan scan,
      RespScanner prober,
      LogState state,
      long start) {
    this.source = source;
    this.scan = scan;
    this.state = state;
    this.start = start;
    this.probe = new CommandProbe(table, prober);
    this.islands = new IslandSearch(source, probe);
    this.nuls = new NulRuns(source);
    this.masks = new UnfinishedMasks(source);
  }

  /**
   * What was found.
   *
   * @param spots in file order
   * @param state the state at the end; behind a spot that swallowed commands its database is a
   *     guess
   * @param loadedBeforeFirstSpot mask of the servers that get past every command in front of the
   *     first spot
   * @param validUpTo end of the last whole command or closed transaction in front of the first
   *     spot, whole annotation lines behind it included
   */
  record Result(List<Spot> spots, LogState state, int loadedBeforeFirstSpot, long validUpTo) {}

  /**
   * Scans a file of commands.
   *
   * @param start where commands begin: 0, or the end of an RDB image
   */
  static Result of(
      ByteSource source,
      CommandTable table,
      CheckOptions options,
      long start,
      Complaints complaints)
      throws IOException {
    try (SegmentedScan scan =
            new SegmentedScan(
                source,
                table,
                window(options),
                options.threads(),
                options.progress(),
                options.cancelled());
        RespScanner prober =
            new RespScanner(source, Math.min(PROBE_WINDOW, options.windowSize()))) {
      LogState state = new LogState(start, options.databases(), complaints);
      LogScan log = new LogScan(source, table, scan, prober, state, start);
      Result result = log.run();
      log.lookInsideOddCommands(prober, complaints);
      return result;
    } catch (InternalError e) {
      // A page that is gone; up to Java 21 that may be noticed anywhere.
      throw FileShrankException.of(source, start, e);
    }
  }

  /**
   * Looks for intact commands inside of commands with an odd header or line end. A damaged length
   * can happen to end where reading goes on; servers, which do not look at line ends, then lose in
   * silence what it has swallowed.
   */
  private void lookInsideOddCommands(RespScanner prober, Complaints complaints) throws IOException {
    for (Complaints.Complaint complaint : complaints.kept()) {
      if (complaint.code() == FindingCode.AOF_LAX_FORMAT) {
        prober.seek(complaint.offset(), Long.MAX_VALUE);
        if (prober.next() == RespScanner.COMMAND) {
          long end = prober.frameEnd();
          boolean mask = masks.endsHere(prober);
          if (islands.find(complaint.offset() + 1, end) >= 0) {
            complaints.swallowed(complaint.offset());
          } else if (mask) {
            complaints.unfinishedMask(complaint, end - UnfinishedMasks.CLOSING);
          }
        }
      }
    }
  }

  private Result run() throws IOException {
    long position = start;
    long validUpTo = -1;
    int loadedBeforeFirstSpot = -1;
    while (position >= 0) {
      Stop stop = scan.run(position, state);
      if (loadedBeforeFirstSpot < 0) {
        loadedBeforeFirstSpot = state.loadedBy();
      }
      position = behind(stop);
      validUpTo = validUpTo < 0 ? reached(stop.offset()) : validUpTo;
      if (position >= 0 && spots.size() >= MAX_SPOTS) {
        spots.add(new Spot.BadBytes(position, source.size(), false, null, position));
        position = -1;
      }
    }
    return new Result(List.copyOf(spots), state, loadedBeforeFirstSpot, validUpTo);
  }

  private long reached(long stop) {
    long reached = state.inTransaction() ? state.transactionStart() : stop;
    return spots.isEmpty() ? reached : Math.min(reached, spots.get(0).from());
  }

  /** Notes the spot at a stop; answers where reading goes on, or -1. */
  private long behind(Stop stop) throws IOException {
    return switch (stop.how()) {
      case RespScanner.END -> -1;
      case RespScanner.CUT ->
          badEnd(stop.offset(), nuls.startOf(stop.offset(), source.size()), true);
      case RespScanner.CUT_ANNOTATION -> {
        spots.add(new Spot.CutAnnotation(stop.offset(), source.size()));
        yield -1;
      }
      default -> malformed(stop);
    };
  }

  private long malformed(Stop stop) throws IOException {
    long offset = stop.offset();
    byte first = byteAt(offset);
    if (first == 0) {
      return nulsAtBoundary(stop);
    }
    long tail = nuls.startOf(offset, source.size());
    // A command of which only the star is there is torn too, though its count is what can't be
    // read.
    if (tail <= (first == '*' ? Math.max(offset + 1, stop.errorOffset()) : stop.errorOffset())) {
      return badEnd(offset, tail, false);
    }
    if (first == '$' && state.endsWithAnnotation()) {
      long resumed = resume(offset + 1);
      spots.add(
          new Spot.GluedAnnotation(state.lastAnnotation(), resumed < 0 ? source.size() : resumed));
      return resumed;
    }
    return badBytes(stop, offset, offset + 1);
  }

  private long nulsAtBoundary(Stop stop) throws IOException {
    long offset = stop.offset();
    long end = nuls.endOf(offset);
    long swallowedFrom = swallowedFrom(offset);
    if (end == source.size()) {
      return nulsToTheEnd(offset, swallowedFrom, offset, false);
    }
    CommandProbe.Run run = probe.run(end, 1);
    if (run.commands() == 0 && run.reachesEnd()) {
      return nulsToTheEnd(offset, swallowedFrom, source.size(), true);
    }
    if (run.commands() == 0) {
      return badBytes(stop, swallowedFrom < 0 ? offset : swallowedFrom, end);
    }
    boolean atLogStart = state.commands() == 0 && spots.isEmpty();
    spots.add(new Spot.Hole(offset, end, swallowedFrom, atLogStart, state.inTransaction()));
    return end;
  }

  /**
   * Where the frame in front of NULs begins if it does not end as frames end, so that it may have
   * swallowed some of them; -1 where it does.
   */
  private long swallowedFrom(long offset) throws IOException {
    if (state.endsWithAnnotation()) {
      // A reader ends an annotation line that has no line end after 1023 bytes.
      return byteAt(offset - 1) == '\n' ? -1 : state.lastAnnotation();
    }
    return state.commands() == 0 || state.lastTerminatorIsCrLf() ? -1 : state.lastCommandStart();
  }

  /**
   * Notes NULs behind which nothing whole stands. A command in front that is whole but for an odd
   * line end without NULs stays.
   *
   * @param searchTo up to where intact commands may stand
   */
  private long nulsToTheEnd(long offset, long swallowedFrom, long searchTo, boolean tornBehind)
      throws IOException {
    boolean swallowed =
        swallowedFrom >= 0 && (state.endsWithAnnotation() || byteAt(offset - 1) == 0);
    if (swallowed && !state.endsWithAnnotation()) {
      state.withdrawExec();
    }
    long from = swallowed ? swallowedFrom : offset;
    long island = islands.find(from + 1, searchTo);
    boolean insideCommand = tornBehind || (swallowed && !state.endsWithAnnotation());
    spots.add(new Spot.BadEnd(from, source.size(), false, true, insideCommand, island));
    return -1;
  }

  /**
   * Notes a bad end whose NULs begin at {@code firstNul}; the size of the file where it does not
   * end in NULs.
   */
  private long badEnd(long offset, long firstNul, boolean cut) throws IOException {
    long size = source.size();
    long island = islands.find(offset + 1, firstNul);
    spots.add(new Spot.BadEnd(offset, size, cut, firstNul < size, firstNul > offset, island));
    return -1;
  }

  /**
   * Notes bytes that can't be read, from {@code offset} on, and looks for the next command from
   * {@code from} on.
   */
  private long badBytes(Stop stop, long offset, long from) throws IOException {
    long resumed = resume(from);
    long end = resumed < 0 ? source.size() : resumed;
    boolean inNuls = byteAt(stop.errorOffset()) == 0;
    spots.add(new Spot.BadBytes(offset, end, inNuls, stop.error(), stop.errorOffset()));
    return resumed;
  }

  private long resume(long from) throws IOException {
    return islands.find(from, source.size());
  }

  private byte byteAt(long offset) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    return source.read(offset, one) == 1 ? one.get(0) : (byte) -1;
  }

  private static int window(CheckOptions options) {
    return options.ioMode() == IoMode.READ
        ? Math.min(READ_WINDOW, options.windowSize())
        : options.windowSize();
  }
}
