package org.aofkit.repair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.resp.RespScanner;

/**
 * Goes over the frames of one file, over its damaged ranges, and knows where a transaction is open.
 * Ends where it meets something that is neither a frame nor a damage the check has found.
 */
final class LogWalk implements AutoCloseable {
  /** Windows that are read are the process's own memory. */
  private static final int READ_WINDOW = 2 << 20;

  private static final int ASK_EVERY = 1 << 16;

  private final CommandTable table = CommandTable.standard();
  private final CheckOptions check;
  private final List<LogPlaces.Range> damaged;
  private final ByteSource source;
  private final RespScanner scanner;
  private int nextDamage;
  private long position;
  private int untilAsked = ASK_EVERY;
  private int frame;
  private int command = -1;
  private boolean openBefore;
  private boolean openBehind;

  LogWalk(Path file, CheckOptions check, long from, List<LogPlaces.Range> damaged)
      throws IOException {
    this.check = check;
    this.damaged = damaged;
    this.source = FileSources.open(file, check.ioMode());
    int window =
        check.ioMode() == IoMode.MAP
            ? check.windowSize()
            : Math.min(READ_WINDOW, check.windowSize());
    this.scanner = new RespScanner(source, window);
    this.position = from;
    scanner.seek(from, Long.MAX_VALUE);
  }

  /**
   * Goes on to the next frame.
   *
   * @return false at the end of the file, and where nothing can be read
   * @throws CancellationException if the caller wants no more
   */
  boolean next() throws IOException {
    if (--untilAsked == 0) {
      untilAsked = ASK_EVERY;
      if (check.cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
    }
    try {
      return scan();
    } catch (InternalError e) {
      // A page that is gone; up to Java 21 that may be noticed anywhere.
      throw FileShrankException.of(source, position, e);
    }
  }

  private boolean scan() throws IOException {
    openBefore = openBehind;
    skipDamage(position);
    frame = scanner.next();
    while (frame != RespScanner.COMMAND && frame != RespScanner.ANNOTATION) {
      boolean unreadable = frame == RespScanner.MALFORMED || frame == RespScanner.CUT;
      if (!unreadable || !skipDamage(Math.max(scanner.frameStart(), scanner.errorOffset()))) {
        return false;
      }
      frame = scanner.next();
    }
    position = scanner.frameEnd();
    command = -1;
    if (frame == RespScanner.COMMAND) {
      command = lookup(table, scanner);
      CommandKind kind = command < 0 ? CommandKind.ORDINARY : table.kind(command);
      openBehind = kind == CommandKind.MULTI || openBefore && kind != CommandKind.EXEC;
    }
    return true;
  }

  /** Goes behind the damage that covers an offset, if there is one. */
  private boolean skipDamage(long offset) {
    long to = position;
    while (nextDamage < damaged.size() && damaged.get(nextDamage).start() <= offset) {
      to = Math.max(to, damaged.get(nextDamage).end());
      nextDamage++;
    }
    if (to <= position || to > source.size()) {
      return false;
    }
    position = to;
    scanner.seek(to, Long.MAX_VALUE);
    return true;
  }

  /**
   * The id of the command found last, or that of its subcommand; -1 for one that no server knows.
   */
  static int lookup(CommandTable table, RespScanner scanner) {
    long length = scanner.argumentLength(0);
    int id =
        length > RespScanner.HEAD_LENGTH
            ? -1
            : table.lookup(scanner.headBytes(), scanner.headIndex(0), (int) length);
    if (id < 0 || !table.isContainer(id) || scanner.argumentCount() < 2) {
      return id;
    }
    long sub = scanner.argumentLength(1);
    return sub > RespScanner.HEAD_LENGTH
        ? -1
        : table.lookupSub(id, scanner.headBytes(), scanner.headIndex(1), (int) sub);
  }

  /** Whether the frame is a command, and no annotation. */
  boolean isCommand() {
    return frame == RespScanner.COMMAND;
  }

  /** First byte of the frame. */
  long start() {
    return scanner.frameStart();
  }

  /** First byte behind the frame. */
  long end() {
    return position;
  }

  /** The command's id, or that of its subcommand; -1 for one that no server knows. */
  int command() {
    return command;
  }

  /** Whether a transaction is open in front of the frame. */
  boolean openBefore() {
    return openBefore;
  }

  /** Whether a transaction is open behind the frame. */
  boolean openBehind() {
    return openBehind;
  }

  /** The frame, for looks at its arguments. */
  RespScanner frame() {
    return scanner;
  }

  /** The bytes of the frame, at most so many. */
  byte[] bytes(int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, position - scanner.frameStart()));
    int read = source.read(scanner.frameStart(), bytes);
    return Arrays.copyOf(bytes.array(), Math.max(0, read));
  }

  @Override
  public void close() throws IOException {
    scanner.close();
    source.close();
  }
}
