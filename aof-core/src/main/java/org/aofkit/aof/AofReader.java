package org.aofkit.aof;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reads the commands of a set of files in load order, one after the other, with the state a loader
 * would have: database, transaction, time. RDB images are stepped over; {@link #image()} tells what
 * was in them.
 *
 * <p>A reader ends at the first thing that is no command, as a server does, and says in {@link
 * #stop()} what it was. What to make of it is the checker's business. Nothing is copied: arguments
 * are views into the file. Not for use by several threads.
 */
public final class AofReader implements AutoCloseable {
  private static final int WINDOW = 16 << 20;
  private static final String TIMESTAMP = "#TS:";
  private static final int MAX_TIMESTAMP_LINE = 32;

  private final AofSet set;
  private final IoMode mode;
  private final CommandTable table = CommandTable.standard();
  private int index = -1;
  private @Nullable ByteSource source;
  private @Nullable RespScanner scanner;
  private @Nullable RdbImage image;
  private @Nullable Stop stop;
  private int command = -1;
  private int database;
  private int databaseAfter;
  private int queuedDatabase;
  private boolean inTransaction;
  private boolean transactionEnds;
  private OptionalLong timestamp = OptionalLong.empty();

  private AofReader(AofSet set, IoMode mode) {
    this.set = set;
    this.mode = mode;
  }

  /** A reader in front of the first command of a set. */
  public static AofReader open(AofSet set, IoMode mode) {
    return new AofReader(set, mode);
  }

  /**
   * Goes on to the next command.
   *
   * @return false at the end of the last file, or where something is no command: see {@link
   *     #stop()}
   * @throws NoSuchFileException if a listed file is missing
   * @throws IOException if a file can't be read
   */
  public boolean next() throws IOException {
    while (stop == null) {
      if (scanner == null && !nextFile()) {
        return false;
      }
      RespScanner here = current();
      settle();
      int frame = here.next();
      switch (frame) {
        case RespScanner.COMMAND -> {
          enter(here);
          return true;
        }
        case RespScanner.ANNOTATION -> annotation(here);
        case RespScanner.END -> closeFile();
        default -> stop = new Stop(frame, here.frameStart(), here.errorOffset(), here.error());
      }
    }
    return false;
  }

  private boolean nextFile() throws IOException {
    if (index + 1 >= set.log().size()) {
      return false;
    }
    index++;
    SetFile file = set.log().get(index);
    if (file.state() != SetFile.State.FILE) {
      throw new NoSuchFileException(file.path().toString());
    }
    ByteSource opened = FileSources.open(file.path(), mode);
    source = opened;
    database = 0;
    databaseAfter = 0;
    inTransaction = false;
    transactionEnds = false;
    long start = 0;
    image = null;
    if (RdbStepper.looksLikeRdb(opened, 0)) {
      RdbImage stepped = RdbStepper.step(opened, 0, RdbOptions.forAof());
      image = stepped;
      start = stepped.end();
    }
    RespScanner fresh = new RespScanner(opened, WINDOW);
    fresh.seek(start, Long.MAX_VALUE);
    scanner = fresh;
    if (image != null && image.problem() != null) {
      stop = new Stop(RespScanner.MALFORMED, start, image.problem().offset(), null);
    }
    return stop == null;
  }

  private RespScanner current() {
    if (scanner == null) {
      throw new IllegalStateException("no command: next() has not answered true");
    }
    return scanner;
  }

  /** Lets the command that was read last take its effect on what follows. */
  private void settle() {
    database = databaseAfter;
    if (transactionEnds) {
      inTransaction = false;
      transactionEnds = false;
    }
  }

  private void enter(RespScanner here) {
    command = CommandNames.lookup(table, here);
    CommandKind kind = command < 0 ? CommandKind.ORDINARY : table.kind(command);
    switch (kind) {
      case SELECT -> select(here);
      case MULTI -> {
        if (!inTransaction) {
          inTransaction = true;
          queuedDatabase = database;
        }
      }
      case EXEC -> {
        if (inTransaction) {
          transactionEnds = true;
          databaseAfter = queuedDatabase;
          database = queuedDatabase;
        }
      }
      default -> {}
    }
  }

  private void select(RespScanner here) {
    int wanted = here.argumentCount() < 2 ? -1 : DatabaseNumber.parse(here, 1);
    if (wanted < 0) {
      return;
    }
    databaseAfter = wanted;
    queuedDatabase = wanted;
  }

  private void annotation(RespScanner here) throws IOException {
    long length = here.frameEnd() - here.frameStart();
    if (length > MAX_TIMESTAMP_LINE || source == null) {
      return;
    }
    ByteBuffer line = ByteBuffer.allocate((int) length);
    source.read(here.frameStart(), line);
    String text = new String(line.array(), StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith(TIMESTAMP)) {
      timestamp = seconds(text);
    }
  }

  private OptionalLong seconds(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.substring(TIMESTAMP.length())));
    } catch (NumberFormatException e) {
      // Servers do not look into annotations: one that is no time leaves the last known time in
      // force.
      return timestamp;
    }
  }

  private void closeFile() throws IOException {
    if (scanner != null) {
      scanner.close();
      scanner = null;
    }
    if (source != null) {
      source.close();
      source = null;
    }
  }

  /** The file the command is in. */
  public SetFile file() {
    return set.log().get(index);
  }

  /** The RDB image at the head of the file the command is in; null without one. */
  public @Nullable RdbImage image() {
    return image;
  }

  /**
   * Where and why reading ended early; null while it goes on, and after the last command of an
   * undamaged set.
   */
  public @Nullable Stop stop() {
    return stop;
  }

  /** The command's id in {@link CommandTable#standard()}; -1 for one that no known server has. */
  public int command() {
    return command;
  }

  /** First byte of the command in its file. */
  public long offset() {
    return current().frameStart();
  }

  /** First byte behind the command in its file. */
  public long end() {
    return current().frameEnd();
  }

  /** How many words the command has, its name included. */
  public int argumentCount() {
    return current().argumentCount();
  }

  /**
   * A word of the command, 0 for its name. A view without a copy, borrowed: it is valid until the
   * next call of {@link #next()} unless it is retained.
   *
   * @throws IndexOutOfBoundsException beyond the words a scanner keeps
   */
  public ByteBuf argument(int i) throws IOException {
    return current().argument(i);
  }

  /**
   * The database the command goes to, as far as its file tells; the one selected in the queue
   * inside of a transaction.
   */
  public int database() {
    return inTransaction ? queuedDatabase : database;
  }

  /** Whether the command is part of a transaction, its MULTI and EXEC included. */
  public boolean inTransaction() {
    return inTransaction;
  }

  /**
   * The time of the last annotation in front of the command, in Unix seconds; empty without one.
   */
  public OptionalLong timestamp() {
    return timestamp;
  }

  @Override
  public void close() throws IOException {
    closeFile();
  }
}
