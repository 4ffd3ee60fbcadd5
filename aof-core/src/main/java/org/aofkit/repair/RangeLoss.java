package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.GapCause;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.FileSources;
import org.aofkit.resp.RespScanner;

/** Counts and lists the intact commands that go with damaged ones. */
final class RangeLoss {
  private static final int WINDOW = 1 << 20;
  private static final int MAX_LISTED = 100;
  private static final int MAX_WORD = 48;
  private static final int ASK_EVERY = 1 << 16;

  private final CommandTable table = CommandTable.standard();
  private final CheckOptions check;
  private final LossCount keys;
  private final List<String> lines = new ArrayList<>();
  private long listed;

  RangeLoss(CheckOptions check, LossCount keys) {
    this.check = check;
    this.keys = keys;
  }

  /** The commands that go, in words; a bounded number of them. */
  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    if (listed > lines.size()) {
      all.add((listed - lines.size()) + " more commands are given up and not listed");
    }
    return all;
  }

  /** Opens a file to count in it. */
  Counting of(Path file, String name) throws IOException {
    return new Counting(file, name);
  }

  /** Counts in one file, front to back. */
  final class Counting implements AutoCloseable {
    private final String name;
    private final ByteSource source;
    private final RespScanner scanner;
    private final byte[] word = new byte[MAX_WORD];
    private long commands;
    private long transactions;
    private boolean open;
    private int untilAsked = ASK_EVERY;

    private Counting(Path file, String name) throws IOException {
      this.name = name;
      this.source = FileSources.open(file, check.ioMode());
      this.scanner = new RespScanner(source, Math.min(WINDOW, check.windowSize()));
    }

    /** What goes with a range. */
    Lost lost(DropPlan.Drop drop) throws IOException {
      commands = 0;
      transactions = 0;
      // The part in the file before counts as the transaction.
      open = drop.gaps().get(0).cause() == GapCause.SPLIT_TRANSACTION;
      long before = keys.keys();
      keys.database(drop.gaps().get(0).context().databaseBefore().orElse(0));
      long position = drop.start();
      try {
        for (Damage.Gap gap : drop.gaps()) {
          count(position, gap.cause().isWholeTransaction() ? gap.end() : gap.offset());
          position = gap.end();
        }
        count(position, drop.end());
      } catch (InternalError e) {
        // A page that is gone; up to Java 21 that may be noticed anywhere.
        throw FileShrankException.of(source, position, e);
      }
      return new Lost(drop.length(), commands, transactions, keys.keys() - before, keys.isLeast());
    }

    private void count(long from, long to) throws IOException {
      scanner.seek(from, to);
      int frame = scanner.next();
      while (frame == RespScanner.COMMAND || frame == RespScanner.ANNOTATION) {
        if (frame == RespScanner.COMMAND) {
          command();
        }
        frame = scanner.next();
      }
    }

    private void command() throws IOException {
      if (--untilAsked == 0) {
        untilAsked = ASK_EVERY;
        if (check.cancelled().getAsBoolean()) {
          throw new CancellationException();
        }
      }
      int id = LogWalk.lookup(table, scanner);
      CommandKind kind = id < 0 ? CommandKind.ORDINARY : table.kind(id);
      commands++;
      if (kind == CommandKind.MULTI || kind == CommandKind.EXEC) {
        transactions += open ? 0 : 1;
        open = kind == CommandKind.MULTI;
      }
      keys.select(scanner, id);
      keys.name(scanner, id);
      listed++;
      if (lines.size() < MAX_LISTED) {
        lines.add(line());
      }
    }

    private String line() throws IOException {
      StringBuilder text = new StringBuilder();
      text.append("Given up: ").append(name).append(", byte ").append(scanner.frameStart());
      text.append(": ").append(word(0));
      if (scanner.argumentCount() > 1) {
        text.append(' ').append(word(1));
      }
      return text.toString();
    }

    private String word(int argument) throws IOException {
      int length = scanner.copyArgument(argument, word);
      String text = FileName.escape(Arrays.copyOf(word, length));
      return scanner.argumentLength(argument) > length ? text + "…" : text;
    }

    @Override
    public void close() throws IOException {
      scanner.close();
      source.close();
    }
  }
}
