package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
   * A server writes this many bytes, or a multiple of them, or none: lost blocks begin at such a
   * border.
   */
  static final int SECTOR = 512;

  /**
   * So many commands behind NULs are looked through for the EXEC of a MULTI that lay under them.
   * More would cost a second look at the file for each of many holes.
   */
  private static final int LOST_MULTI_COMMANDS = 4096;

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
  private final HeadDoubt head;
  private final boolean execBehind;
  private final CommandProbe probe;
  private final IslandSearch islands;
  private final Resync resync;
  private final NulRuns nuls;
  private final List<Spot> spots = new ArrayList<>();
  private long nulTail = -1;
  private long tornExec = -1;

  private LogScan(
      ByteSource source,
      CommandTable table,
      SegmentedScan scan,
      RespScanner prober,
      LogState state,
      long start,
      HeadDoubt head,
      boolean execBehind) {
    this.source = source;
    this.scan = scan;
    this.state = state;
    this.start = start;
    this.head = head;
    this.execBehind = execBehind;
    this.probe = new CommandProbe(table, prober);
    this.islands = new IslandSearch(source, probe);
    this.resync = new Resync(source, probe);
    this.nuls = new NulRuns(source);
  }

  /**
   * What was found.
   *
   * @param spots in file order
   * @param state the state at the end; behind a spot that swallowed commands its database is a
   *     guess
   * @param front what servers have read in front of the first spot
   * @param gaps what was lost, in file order, those of spots of the kind {@link Spot.Lost} included
   * @param head what the files before leave in doubt; where there is something, the first gap is no
   *     more than that
   * @param borders what of transactions goes beyond the head and the end of the file
   * @param halfAt the outermost MULTI that a server finds open at the end of the file though an
   *     EXEC was lost behind it; empty where there is none
   * @param validUpTo end of the last whole command or closed transaction in front of the first
   *     spot, whole annotation lines behind it included
   */
  record Result(
      List<Spot> spots,
      LogState state,
      List<Gap> gaps,
      HeadDoubt head,
      Borders borders,
      OptionalLong halfAt,
      ServerFront front,
      long validUpTo) {
    /** Whether the first gap is no loss, but what the files before leave in doubt. */
    boolean headDoubtful() {
      return !head.isNone();
    }
  }

  /**
   * Scans a file of commands.
   *
   * @param start where commands begin: 0, or the end of an RDB image
   * @param head what the files before have lost that would hold at the head
   * @param execBehind whether the files behind begin with the rest of a transaction
   */
  static Result of(
      ByteSource source,
      CommandTable table,
      CheckOptions options,
      long start,
      HeadDoubt head,
      boolean execBehind,
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
      LogScan log = new LogScan(source, table, scan, prober, state, start, head, execBehind);
      Result result = log.run(prober);
      new OddCommands(source, prober, log.islands).look(result.spots(), complaints);
      return result;
    } catch (InternalError e) {
      // A page that is gone; up to Java 21 that may be noticed anywhere.
      throw FileShrankException.of(source, start, e);
    }
  }

  private Result run(RespScanner prober) throws IOException {
    long position = start;
    long validUpTo = -1;
    ServerFront front = ServerFront.of(state);
    OptionalLong halfAt = OptionalLong.empty();
    if (!head.isNone()) {
      state.losses().head(start, head.database(), head.multi());
    }
    while (position >= 0) {
      Stop stop = scan.run(position, state);
      if (spots.isEmpty()) {
        front = ServerFront.of(state);
      }
      long reached = state.inTransaction() ? state.transactionStart() : stop.offset();
      if (spots.isEmpty() && !state.inTransaction() && state.serverTransaction() >= 0) {
        reached = state.serverTransaction();
        halfAt = OptionalLong.of(reached);
      }
      if (state.inTransaction() && (state.multiRepeated() || state.annotationInTransaction())) {
        if (spots.isEmpty()) {
          halfAt = OptionalLong.of(state.transactionStart());
        }
        lostExecs();
      }
      position = behind(stop);
      validUpTo = validUpTo < 0 ? Math.min(reached, firstLoss()) : validUpTo;
      if (position >= 0 && spots.size() + state.losses().count() >= MAX_SPOTS) {
        state.lost(position, source.size(), false);
        spots.add(lost(position, source.size(), GapCause.TOO_MANY, true, stop));
        position = -1;
      }
    }
    Borders borders = Borders.of(state, spots, tornExec, execBehind, source.size());
    return new Result(
        List.copyOf(spots),
        state,
        Gap.all(state.losses().all(source.size()), prober, source.size()),
        head,
        borders,
        halfAt,
        front,
        validUpTo);
  }

  /**
   * The open transaction has lost its EXEC, and ordinary traffic stands behind. What is what is
   * only seen from its MULTI on with that in mind.
   */
  private void lostExecs() throws IOException {
    long from = state.transactionStart();
    state.rewind();
    scan.run(from, state);
    state.endRewind();
  }

  private long firstLoss() {
    long first = spots.isEmpty() ? Long.MAX_VALUE : spots.get(0).offset();
    return state.inTransaction() ? Math.min(first, state.transactionStart()) : first;
  }

  /** Notes the spot at a stop; answers where reading goes on, or -1. */
  private long behind(Stop stop) throws IOException {
    return switch (stop.how()) {
      case RespScanner.END -> -1;
      case RespScanner.CUT -> badEnd(stop, nulTail(stop.offset()));
      case RespScanner.CUT_ANNOTATION -> {
        spots.add(new Spot.CutAnnotation(stop.offset(), source.size()));
        yield -1;
      }
      default -> malformed(stop);
    };
  }

  /** Where the NULs begin that the file ends in, not before {@code from}; its size without any. */
  private long nulTail(long from) throws IOException {
    if (nulTail < 0) {
      nulTail = nuls.startOf(start, source.size());
    }
    return Math.max(from, nulTail);
  }

  private long malformed(Stop stop) throws IOException {
    long offset = stop.offset();
    byte first = byteAt(offset);
    if (first == 0) {
      return nulsAtBoundary(stop);
    }
    long tail = nulTail(offset);
    // A command of which only the star is there is torn too, though its count is what can't be
    // read.
    if (tail <= (first == '*' ? Math.max(offset + 1, stop.errorOffset()) : stop.errorOffset())) {
      return badEnd(stop, tail);
    }
    if (first == '$' && state.endsWithAnnotation()) {
      long resumed = resync.from(offset);
      return lose(state.lastAnnotation(), resumed, GapCause.GLUED_ANNOTATION, stop);
    }
    boolean nul = byteAt(stop.errorOffset()) == 0;
    GapCause cause = nul ? GapCause.NUL_BLOCK : GapCause.BAD_BYTES;
    long frame = damagedFrame(offset, first);
    return lose(frame, resync.behindFrame(frame), cause, stop);
  }

  /**
   * Which frame is damaged where reading stopped: the command in front, if its last value does not
   * end as its header says, if further arguments follow it, or if a length in it looks damaged.
   */
  private long damagedFrame(long offset, byte first) throws IOException {
    boolean behindCommand =
        first != '*'
            && state.commands() > 0
            && !state.endsWithAnnotation()
            && state.lastCommandEnd() == offset;
    long command = state.lastCommandStart();
    boolean inFront =
        behindCommand
            && (!state.lastTerminatorIsCrLf()
                || first == '$' && resync.belongsTo(command, offset)
                || resync.hasDamagedLength(command));
    return inFront ? state.lastCommandStart() : offset;
  }

  /**
   * Notes a loss.
   *
   * @param resumed where reading goes on; -1 for nowhere
   * @return the same
   */
  private long lose(long offset, long resumed, GapCause cause, Stop stop) throws IOException {
    long end = resumed < 0 ? source.size() : resumed;
    state.lost(offset, end, resync.isDamagedExec(offset, end));
    spots.add(lost(offset, end, cause, resumed < 0, stop));
    return resumed;
  }

  private Spot.Lost lost(long offset, long end, GapCause cause, boolean certain, Stop stop) {
    boolean cut = stop.how() == RespScanner.CUT;
    return new Spot.Lost(offset, end, cause, certain, cut, stop.error(), stop.errorOffset());
  }

  private long nulsAtBoundary(Stop stop) throws IOException {
    long offset = stop.offset();
    long end = nuls.endOf(offset);
    long swallowedFrom = swallowedFrom(offset);
    if (end == source.size()) {
      return nulsToTheEnd(stop, swallowedFrom, offset, false);
    }
    CommandProbe.Run run = probe.run(end, 1);
    if (run.commands() == 0 && run.reachesEnd() && islands.find(end + 1, source.size()) < 0) {
      return nulsToTheEnd(stop, swallowedFrom, source.size(), true);
    }
    long from = swallowedFrom < 0 ? offset : swallowedFrom;
    if (run.commands() == 0) {
      return lose(from, resync.behindFrame(end), GapCause.NUL_BLOCK, stop);
    }
    // Servers write an annotation together with the command behind it.
    boolean overSelect =
        state.commands() == 0 && state.endsWithAnnotation() && spots.isEmpty() && !probe.isSelect();
    // Servers write a transaction in one go: its EXEC is near.
    boolean ahead = !state.inTransaction() && isExecWithoutMultiAhead(end);
    boolean overMulti = ahead && !state.losses().mayEndLoss();
    boolean inTransaction = state.inTransaction() || ahead && state.losses().mayEndLoss();
    boolean plain = swallowedFrom < 0 && !inTransaction && !overSelect && !overMulti;
    if (plain && (offset == 0 || offset % SECTOR != 0)) {
      spots.add(new Spot.Hole(offset, end, state.commands() == 0 && spots.isEmpty()));
      return end;
    }
    GapCause cause =
        swallowedFrom >= 0
            ? GapCause.NULS_SWALLOWED
            : inTransaction
                ? GapCause.NULS_IN_TRANSACTION
                : overSelect
                    ? GapCause.NULS_OVER_SELECT
                    : overMulti ? GapCause.NULS_OVER_MULTI : GapCause.NULS_AT_BLOCK;
    state.lost(from, end, false);
    if (cause == GapCause.NULS_IN_TRANSACTION) {
      state.losses().begunBefore();
    }
    spots.add(lost(from, end, cause, true, stop));
    return end;
  }

  private boolean isExecWithoutMultiAhead(long from) throws IOException {
    return switch (probe.execWithoutMulti(from, LOST_MULTI_COMMANDS)) {
      case RespScanner.COMMAND -> true;
      case RespScanner.END -> execBehind;
      case RespScanner.CUT -> resync.isTornExec(probe.reached());
      default -> false;
    };
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
  private long nulsToTheEnd(Stop stop, long swallowedFrom, long searchTo, boolean tornBehind)
      throws IOException {
    long offset = stop.offset();
    boolean swallowed =
        swallowedFrom >= 0 && (state.endsWithAnnotation() || byteAt(offset - 1) == 0);
    long from = swallowed ? swallowedFrom : offset;
    long island = islands.find(from + 1, searchTo);
    if (island >= 0) {
      long resumed = resync.behindFrame(from);
      if (resumed >= 0) {
        return lose(from, resumed, GapCause.NULS_SWALLOWED, stop);
      }
    }
    if (swallowed && !state.endsWithAnnotation()) {
      state.withdrawExec();
    }
    boolean insideCommand = tornBehind || (swallowed && !state.endsWithAnnotation());
    spots.add(new Spot.BadEnd(from, source.size(), false, true, insideCommand, island));
    return -1;
  }

  /**
   * Notes a bad end, or a loss if intact commands stand in it.
   *
   * @param firstNul where the NULs begin that the file ends in; its size where it ends in none
   */
  private long badEnd(Stop stop, long firstNul) throws IOException {
    long offset = stop.offset();
    long size = source.size();
    boolean cut = stop.how() == RespScanner.CUT;
    long island = islands.find(offset + 1, firstNul);
    long resumed = island < 0 ? -1 : resync.behindFrame(offset);
    if (resumed >= 0) {
      return lose(offset, resumed, GapCause.SWALLOWED, stop);
    }
    spots.add(new Spot.BadEnd(offset, size, cut, firstNul < size, firstNul > offset, island));
    tornExec = cut && resync.isTornExec(offset) ? offset : -1;
    return -1;
  }

  private byte byteAt(long offset) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    return source.read(offset, one) == 1 ? one.get(0) : (byte) -1;
  }

  private static int window(CheckOptions options) {
    return options.ioMode() == IoMode.MAP
        ? options.windowSize()
        : Math.min(READ_WINDOW, options.windowSize());
  }
}
