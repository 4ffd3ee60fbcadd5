package org.aofkit.aof;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.resp.ArgumentWalk;
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
  /** Of what is read besides what the scanner looks at, and of all that is read and not mapped. */
  private static final int READ_WINDOW = 1 << 20;

  /** How many frames are passed between two looks at whether to go on. */
  private static final int PATIENCE = 1 << 12;

  private final List<SetFile> files;
  private final ReadOptions options;
  private final CommandTable table = CommandTable.standard();
  private final int reset = table.find("reset");
  private final CommandKeys keys = new CommandKeys(table);
  private int index = -1;
  private @Nullable ByteSource source;
  private @Nullable RespScanner scanner;
  private @Nullable ArgumentWalk walk;
  private @Nullable RdbImage image;
  private @Nullable Stop stop;
  private int patience = PATIENCE;
  private int command = -1;
  private ReadState state;
  private OptionalLong timestamp = OptionalLong.empty();

  private AofReader(List<SetFile> files, ReadOptions options) {
    this.files = List.copyOf(files);
    this.options = options;
    this.state = new ReadState(options.databases(), true);
  }

  /** A reader in front of the first command of a set. */
  public static AofReader open(AofSet set, IoMode mode) {
    return open(set.log(), ReadOptions.of(mode));
  }

  /** A reader in front of the first command of some files of a set, in this order. */
  public static AofReader open(List<SetFile> files, ReadOptions options) {
    return new AofReader(files, options);
  }

  /**
   * Goes on to the next command.
   *
   * @return false at the end of the last file, or where something is no command: see {@link
   *     #stop()}
   * @throws NoSuchFileException if a listed file is missing
   * @throws IOException if a file can't be read
   * @throws CancellationException once {@link ReadOptions#cancelled()} says so
   */
  public boolean next() throws IOException {
    while (stop == null) {
      if (scanner == null && !nextFile()) {
        return false;
      }
      if (--patience < 0) {
        patience = PATIENCE;
        goOn();
      }
      RespScanner here = current();
      int frame = here.next();
      switch (frame) {
        case RespScanner.COMMAND -> {
          enter(here);
          return true;
        }
        case RespScanner.ANNOTATION -> annotation(here);
        case RespScanner.END -> closeFile();
        default -> stopped(here, frame);
      }
    }
    return false;
  }

  /** A cut annotation is no obstacle to servers; they go on with the next file. */
  private void stopped(RespScanner here, int frame) throws IOException {
    if (frame == RespScanner.CUT_ANNOTATION && index + 1 < files.size()) {
      closeFile();
    } else {
      stop = new Stop(frame, here.frameStart(), here.errorOffset(), here.error());
    }
  }

  private void goOn() {
    if (options.cancelled().getAsBoolean()) {
      throw new CancellationException();
    }
  }

  private boolean nextFile() throws IOException {
    if (index + 1 >= files.size()) {
      return false;
    }
    goOn();
    index++;
    SetFile file = files.get(index);
    if (file.state() != SetFile.State.FILE) {
      throw new NoSuchFileException(file.path().toString());
    }
    int window =
        options.mode() == IoMode.MAP
            ? Math.min(READ_WINDOW, options.windowSize())
            : options.windowSize();
    ByteSource opened = FileSources.openForOthers(file.path(), options.mode(), window);
    source = opened;
    image = null;
    long from = index == 0 ? options.from().orElse(0) : 0;
    state = new ReadState(options.databases(), from == 0);
    long start = from == 0 && RdbStepper.looksLikeRdb(opened, 0) ? image(file, opened) : from;
    RespScanner fresh = new RespScanner(opened, window);
    fresh.seek(start, Long.MAX_VALUE);
    scanner = fresh;
    walk = new ArgumentWalk(opened, fresh, Math.min(READ_WINDOW, window));
    if (image != null && image.problem() != null) {
      stop = new Stop(RespScanner.MALFORMED, start, image.problem().offset(), null);
    }
    return stop == null;
  }

  private long image(SetFile file, ByteSource opened) throws IOException {
    RdbImage stepped = HeadImage.step(file, opened, options);
    image = stepped;
    return HeadImage.isDump(file, stepped) ? opened.size() : stepped.end();
  }

  private RespScanner current() {
    if (scanner == null) {
      throw new IllegalStateException("no command: next() has not answered true");
    }
    return scanner;
  }

  private void enter(RespScanner here) {
    command = CommandNames.lookup(table, here);
    state.enter(here, command < 0 ? CommandKind.ORDINARY : table.kind(command));
    if (command >= 0 && command == reset) {
      state.reset();
    }
  }

  private void annotation(RespScanner here) throws IOException {
    if (source != null) {
      timestamp = AnnotationTime.at(source, here.frameStart(), here.frameEnd(), timestamp);
    }
  }

  private void closeFile() throws IOException {
    if (walk != null) {
      walk.close();
      walk = null;
    }
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
    return files.get(index);
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
   * All words of the command one after the other, also those that {@link #argument} has not; in
   * front of the first one. Belongs to this reader, and lasts until the next call of {@link
   * #next()} or of this method.
   */
  public ArgumentWalk words() {
    if (walk == null) {
      throw new IllegalStateException("no command: next() has not answered true");
    }
    walk.start();
    return walk;
  }

  /** Which words of the command are keys. Lasts until the next call of {@link #next()}. */
  public CommandKeys keys() throws IOException {
    keys.look(current(), command, words());
    return keys;
  }

  /**
   * The database the command goes to, as far as its file tells; the one selected in the queue
   * inside of a transaction.
   */
  public int database() {
    return state.database();
  }

  /**
   * Whether {@link #database()} is known: not so where reading began inside of a file and met no
   * SELECT since.
   */
  public boolean isDatabaseKnown() {
    return state.isDatabaseKnown();
  }

  /** The outermost MULTI of the transaction the command is part of; -1 outside of one. */
  public long transactionStart() {
    return state.transactionStart();
  }

  /** Whether a MULTI waits for its EXEC behind the command. */
  public boolean isTransactionOpen() {
    return state.isTransactionOpen();
  }

  /** Whether the command is part of a transaction, its MULTI and EXEC included. */
  public boolean inTransaction() {
    return state.inTransaction();
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
