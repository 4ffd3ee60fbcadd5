package org.aofkit.aof;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.command.MissingArguments;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.resp.KnownHeads;
import org.aofkit.resp.RespQuirk;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Scans one piece of a file into a {@link Segment}. One thread at a time; the source is borrowed.
 */
final class SegmentScanner implements AutoCloseable {
  /**
   * Events of things that are wrong are kept up to this many a segment; beyond it one of each way
   * to be wrong is enough, so that no number of small things can hide a large one; of each
   * transaction, since whether it is executed matters.
   */
  private static final int MAX_COMPLAINTS = 1000;

  /**
   * Commands passed over at a call. A loop of a few calls that run for milliseconds each is
   * compiled late, and each call begins in slow code again; a method called often is compiled once.
   */
  private static final int BATCH = 64;

  private static final int EXEC_LENGTH = 4;

  /** The traits that make an ordinary command: only the database matters. */
  private static final int PLAIN_MASK =
      CommandTable.SPECIAL | CommandTable.CONTAINER | CommandTable.TOUCHES_DATABASE;

  private static final int ALL_SERVERS = Server.allBits();

  private final ByteSource source;
  private final CommandTable table;
  private final RespScanner scanner;
  private final BoundaryGuess guess;
  private final CommandDetails details;
  private final BooleanSupplier cancelled;
  private final PlainCommands plain = new PlainCommands();
  private final KnownHeads plainHeads = new KnownHeads();
  private final Set<Long> complaintsBeyond = new HashSet<>();
  private final byte[] name = new byte[RespScanner.HEAD_LENGTH];
  private int complaints;
  private boolean touched;
  private boolean inTransaction;
  private boolean annotationNoted;

  /** Where the last command without a real CR LF at its end ends; -1 without one. */
  private long badTerminatorEnd;

  SegmentScanner(ByteSource source, CommandTable table, int windowSize, BooleanSupplier cancelled) {
    this.source = source;
    this.table = table;
    this.scanner = new RespScanner(source, windowSize);
    this.guess = new BoundaryGuess(source, new CommandProbe(table, scanner));
    this.details = new CommandDetails(source, scanner);
    this.cancelled = cancelled;
  }

  /**
   * Scans every frame that starts in {@code [boundary, limit)}, where the boundary is guessed.
   *
   * @param from where to look for a boundary from
   * @return null where none was found
   */
  @Nullable Segment scanFromGuess(long from, long limit) throws IOException {
    long boundary = guess.find(from, limit);
    return boundary < 0 ? null : scan(boundary, limit);
  }

  /**
   * Scans every frame that starts in {@code [from, limit)}.
   *
   * @param from a command boundary
   * @param limit no frame is begun at or behind it
   */
  Segment scan(long from, long limit) throws IOException {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
    Segment segment = new Segment();
    segment.begin(from);
    complaints = 0;
    complaintsBeyond.clear();
    touched = false;
    inTransaction = false;
    annotationNoted = false;
    badTerminatorEnd = -1;
    scanner.seek(from, limit);
    int frame;
    try {
      frame = frames(segment);
    } catch (InternalError e) {
      // Up to Java 21 the fault of a page that is gone may come out here, behind the scanner's own
      // reads.
      throw FileShrankException.of(source, scanner.frameStart(), e);
    }
    segment.end = scanner.frameStart();
    if (!segment.endsWithAnnotation && segment.commands > 0) {
      segment.lastCommandEnd = segment.end;
    }
    segment.lastTerminatorIsCrLf =
        segment.commands == 0 || badTerminatorEnd != segment.lastCommandEnd;
    segment.stop = frame;
    if (frame != RespScanner.END) {
      segment.errorOffset = scanner.errorOffset();
      segment.error = scanner.error();
    }
    return segment;
  }

  /** Every frame up to the first that is none; what that is. */
  private int frames(Segment segment) throws IOException {
    int frame = RespScanner.COMMAND;
    while (frame == RespScanner.COMMAND) {
      if (!touched || !plainBatch(segment)) {
        frame = frame(segment);
      }
    }
    return frame;
  }

  /**
   * Passes over commands of which nothing is to be noted.
   *
   * @return whether the next one may be such a command too
   */
  private boolean plainBatch(Segment segment) throws IOException {
    int passed = 0;
    while (passed < BATCH && scanner.nextKnown(plainHeads)) {
      passed++;
    }
    if (passed > 0) {
      passed(segment, passed);
    }
    return passed == BATCH;
  }

  /**
   * Scans one frame.
   *
   * @return {@link RespScanner#COMMAND} if there may be more, else what ended the piece
   */
  private int frame(Segment segment) throws IOException {
    int frame = scanner.next();
    if (frame == RespScanner.COMMAND) {
      command(segment);
    } else if (frame == RespScanner.ANNOTATION) {
      annotation(segment);
      return RespScanner.COMMAND;
    }
    return frame;
  }

  private void passed(Segment segment, int commands) {
    segment.commands += commands;
    segment.lastCommandStart = scanner.frameStart();
    segment.endsWithAnnotation = false;
  }

  private void annotation(Segment segment) {
    if (!annotationNoted) {
      annotationNoted = true;
      segment.events.add(EventKind.ANNOTATION, scanner.frameStart(), 0, segment.commands);
    }
    if (!segment.endsWithAnnotation && segment.commands > 0) {
      segment.lastCommandEnd = scanner.frameStart();
    }
    segment.annotations++;
    segment.lastAnnotation = scanner.frameStart();
    segment.endsWithAnnotation = true;
  }

  private void command(Segment segment) throws IOException {
    if (isPlain(segment)) {
      scanner.addTo(plainHeads);
    }
    if ((scanner.quirks() & RespQuirk.REFUSED_BY_CHECK_TOOLS) != 0) {
      lax(segment);
    }
    passed(segment, 1);
  }

  /** Whether nothing is to be noted of it once the first was seen; notes what there is. */
  private boolean isPlain(Segment segment) throws IOException {
    long length = scanner.argumentLength(0);
    if (length > PlainCommands.MAX_NAME || !touched) {
      return byTable(segment);
    }
    int argc = scanner.argumentCount();
    long name = shortName((int) length);
    if (plain.contains(name, (int) length, argc)) {
      return true;
    }
    if (!byTable(segment)) {
      return false;
    }
    plain.add(name, (int) length, argc);
    return true;
  }

  /** The name's bytes as a word; there are always 8 to be read, be they the name's or not. */
  private long shortName(int length) {
    long word = scanner.headBytes().getLong(scanner.headIndex(0));
    return length == 0 ? 0 : word & -1L >>> (Long.BYTES - length << 3);
  }

  /** Looks the command up; whether nothing else is to be noted of it once the first was seen. */
  private boolean byTable(Segment segment) throws IOException {
    int id = CommandNames.lookup(table, scanner);
    int argc = scanner.argumentCount();
    if (id < 0
        || (table.traits(id) & PLAIN_MASK) != CommandTable.TOUCHES_DATABASE
        || table.acceptedBy(id, argc) != ALL_SERVERS) {
      unusual(segment, id, argc);
      return false;
    }
    if (!touched) {
      touch(segment);
    }
    return true;
  }

  private void lax(Segment segment) {
    complain(segment, EventKind.LAX, scanner.quirks());
    if (!scanner.terminatorIsCrLf()) {
      badTerminatorEnd = scanner.frameEnd();
    }
  }

  private void touch(Segment segment) {
    touched = true;
    segment.events.add(EventKind.FIRST_TOUCH, scanner.frameStart(), 0, segment.commands);
  }

  private void unusual(Segment segment, int command, int argc) throws IOException {
    int id = command;
    int knownBy = 0;
    int acceptedBy = 0;
    if (id >= 0) {
      knownBy = table.knownBy(id);
      acceptedBy = table.acceptedBy(id, argc);
      if (table.isContainer(id) && argc > 1) {
        id = CommandNames.lookupSub(table, id, scanner);
        knownBy = id < 0 ? 0 : table.knownBy(id);
        acceptedBy = id < 0 ? 0 : table.acceptedBy(id, argc);
      }
    }
    segment.loadedBy &= knownBy;
    if (acceptedBy == 0 && isDamaged(id)) {
      annotationNoted = false;
      segment.events.add(
          EventKind.DAMAGED,
          scanner.frameStart(),
          wasExec(argc) ? 0 : Math.min(argc, EventLog.MAX_VALUE),
          segment.commands);
    }
    if (knownBy != ALL_SERVERS) {
      complain(segment, EventKind.UNKNOWN, knownBy);
    }
    if (acceptedBy != knownBy) {
      segment.loadedBy &= acceptedBy | ~Casualties.LOOK_AT_ARITY;
      int survivors = MissingArguments.survivors(table.spec(id), argc);
      complain(
          segment, EventKind.ARITY, acceptedBy | (acceptedBy | survivors) << EventLog.SERVER_BITS);
    }
    if (id >= 0) {
      byKind(segment, id, argc);
    }
  }

  /** Of one word and four letters servers log no other command. */
  private boolean wasExec(int argc) {
    return argc == 1 && scanner.argumentLength(0) == EXEC_LENGTH;
  }

  /**
   * Whether a command that no known server takes is a damaged one. A module's has a point in its
   * name; what begins and ends transactions, or selects, is judged as servers take it.
   */
  private boolean isDamaged(int id) throws IOException {
    if (id >= 0) {
      CommandKind kind = table.kind(id);
      return kind != CommandKind.SELECT
          && kind != CommandKind.MULTI
          && kind != CommandKind.EXEC
          && kind != CommandKind.DISCARD;
    }
    int length = scanner.copyArgument(0, name);
    for (int i = 0; i < length; i++) {
      if (name[i] == '.') {
        return false;
      }
    }
    return true;
  }

  private void byKind(Segment segment, int id, int argc) throws IOException {
    long offset = scanner.frameStart();
    CommandKind kind = table.kind(id);
    switch (kind) {
      case SELECT ->
          segment.events.add(
              EventKind.SELECT,
              offset,
              argc < 2 ? -1 : DatabaseNumber.parse(scanner, 1),
              segment.commands);
      case MULTI -> {
        inTransaction = true;
        annotationNoted = false;
        complaintsBeyond.clear();
        segment.events.add(EventKind.MULTI, offset, gapBefore(segment, offset), segment.commands);
      }
      case EXEC -> {
        // What is in front of one without a MULTI may have to go: what is behind touches anew.
        touched &= inTransaction;
        inTransaction = false;
        complaintsBeyond.clear();
        segment.events.add(EventKind.EXEC, offset, 0, segment.commands);
      }
      case DISCARD -> segment.events.add(EventKind.DISCARD, offset, 0, segment.commands);
      case RESET -> segment.events.add(EventKind.RESET, offset, 0, segment.commands);
      case ORDINARY -> {}
      default -> {
        int value = details.value(kind);
        if (value != CommandDetails.NOTHING) {
          complain(segment, CommandDetails.eventOf(kind), value);
        }
      }
    }
    if (!touched && table.touchesSelectedDatabase(id)) {
      touch(segment);
    }
  }

  private static int gapBefore(Segment segment, long offset) {
    if (segment.commands == 0) {
      return -1;
    }
    long gap = segment.endsWithAnnotation ? offset - segment.lastCommandEnd : 0;
    return (int) Math.min(gap, EventLog.MAX_VALUE);
  }

  private void complain(Segment segment, EventKind kind, int value) {
    boolean kept = complaints < MAX_COMPLAINTS;
    if (kept
        || complaintsBeyond.add((long) kind.ordinal() << Integer.SIZE | value & 0xFFFF_FFFFL)) {
      complaints++;
      segment.events.add(kind, scanner.frameStart(), value, segment.commands);
    }
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
