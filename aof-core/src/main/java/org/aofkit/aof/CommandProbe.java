package org.aofkit.aof;

import java.io.IOException;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.resp.RespQuirk;
import org.aofkit.resp.RespScanner;

/**
 * Asks whether commands can be read from a place. A frame counts as a command only if some known
 * server knows its name and takes its number of arguments, so that arbitrary bytes are not
 * believed.
 */
public final class CommandProbe {
  private final CommandTable table;
  private final RespScanner scanner;

  /** Borrows the scanner, which is moved by every question. */
  public CommandProbe(CommandTable table, RespScanner scanner) {
    this.table = table;
    this.scanner = scanner;
  }

  /**
   * A run of frames.
   *
   * @param commands whole, known commands read
   * @param end where the first frame that could not be read begins
   * @param stop how the scanner ended there; {@link RespScanner#MALFORMED} also for a command no
   *     server knows
   * @param work bytes looked at or jumped over
   */
  public record Run(long commands, long end, int stop, long work) {
    /** Whether it reached the end of the file, be it inside a last, torn frame. */
    public boolean reachesEnd() {
      return stop != RespScanner.MALFORMED;
    }
  }

  /** Reads at most {@code maxCommands} commands from {@code offset}. */
  public Run run(long offset, long maxCommands) throws IOException {
    scanner.seek(offset, Long.MAX_VALUE);
    long commands = 0;
    int frame = RespScanner.COMMAND;
    while (commands < maxCommands) {
      frame = scanner.next();
      if (frame == RespScanner.COMMAND) {
        if (!known()) {
          return result(offset, commands, RespScanner.MALFORMED);
        }
        commands++;
      } else if (frame != RespScanner.ANNOTATION) {
        return result(offset, commands, frame);
      }
    }
    return new Run(commands, scanner.frameEnd(), frame, scanner.frameEnd() - offset);
  }

  private Run result(long offset, long commands, int stop) {
    long reached = Math.max(scanner.frameStart(), scanner.errorOffset());
    return new Run(commands, scanner.frameStart(), stop, reached - offset);
  }

  /** In {@link #strictEnd}: no such command stands there. */
  public static final long NONE = -1;

  /** In {@link #strictEnd}: the file ends there, or inside the frame that begins there. */
  public static final long END_OF_FILE = -2;

  /**
   * Reads one command, with everything as servers write it.
   *
   * @return where it ends, whole annotation lines in front of it included; or {@link #NONE} or
   *     {@link #END_OF_FILE}
   */
  public long strictEnd(long offset) throws IOException {
    if (scanner.frameEnd() != offset) {
      scanner.seek(offset, Long.MAX_VALUE);
    }
    int frame = scanner.next();
    while (frame == RespScanner.ANNOTATION) {
      frame = scanner.next();
    }
    if (frame == RespScanner.COMMAND) {
      boolean strict = (scanner.quirks() & RespQuirk.REFUSED_BY_CHECK_TOOLS) == 0;
      return strict && known() ? scanner.frameEnd() : NONE;
    }
    return frame == RespScanner.MALFORMED ? NONE : END_OF_FILE;
  }

  /**
   * Whether the command at an offset may lack words: it is none that a server takes, or some server
   * takes it with so many words more.
   */
  public boolean mayLack(long offset, int words) throws IOException {
    scanner.seek(offset, Long.MAX_VALUE);
    return scanner.next() != RespScanner.COMMAND || !known(0) || known(words);
  }

  /** Whether the command found last is a SELECT. */
  public boolean isSelect() {
    int id = CommandNames.lookup(table, scanner);
    return id >= 0 && table.kind(id) == CommandKind.SELECT;
  }

  /**
   * Looks for an EXEC without a MULTI in front of it from {@code offset} on. Reads at most {@code
   * maxCommands} commands, and none behind the first that can't be read.
   *
   * @return {@link RespScanner#COMMAND} where there is one; where there is neither an EXEC nor a
   *     MULTI, how the scanner ended; {@link RespScanner#MALFORMED} else
   */
  public int execWithoutMulti(long offset, long maxCommands) throws IOException {
    scanner.seek(offset, Long.MAX_VALUE);
    long commands = 0;
    while (commands < maxCommands) {
      int frame = scanner.next();
      if (frame == RespScanner.COMMAND) {
        int id = CommandNames.lookup(table, scanner);
        CommandKind kind = id < 0 ? CommandKind.ORDINARY : table.kind(id);
        if (id < 0 || kind == CommandKind.MULTI || kind == CommandKind.EXEC) {
          return kind == CommandKind.EXEC ? RespScanner.COMMAND : RespScanner.MALFORMED;
        }
        commands++;
      } else if (frame != RespScanner.ANNOTATION) {
        return frame;
      }
    }
    return RespScanner.MALFORMED;
  }

  /** Where the frame begins that was found last, whole or not. */
  public long reached() {
    return scanner.frameStart();
  }

  /** How many words the command found last says it has. */
  public int words() {
    return scanner.argumentCount();
  }

  /**
   * Whether at least one known command stands at {@code offset} and {@code frames} follow, or fewer
   * up to the end.
   */
  boolean follows(long offset, int frames) throws IOException {
    Run run = run(offset, frames);
    return run.commands() > 0 && (run.commands() == frames || run.reachesEnd());
  }

  private boolean known() {
    return known(0);
  }

  /** Whether some server takes the command found last with so many words more. */
  private boolean known(int more) {
    int id = CommandNames.lookup(table, scanner);
    int argc = scanner.argumentCount();
    if (id >= 0 && table.isContainer(id) && argc > 1) {
      id = CommandNames.lookupSub(table, id, scanner);
    }
    return id >= 0 && table.acceptedBy(id, argc + more) != 0;
  }
}
