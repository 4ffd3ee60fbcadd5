package org.aofkit.repair;

import java.io.IOException;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.rdb.RdbImage;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes with the end of a file: commands, transactions, and the keys that they name. A
 * key is counted with the first edit that takes a command of it; of very many keys and of commands
 * with very many words not all are told apart, so that the number is a lower bound.
 */
final class LossCount {
  private static final int MAX_KEY_BYTES = 256;
  private static final int MAX_DIGITS = 9;

  private final LogPlaces places;
  private final CommandTable table = CommandTable.standard();
  private final @Nullable CommandSpec[] specs = new CommandSpec[table.size()];
  private final KeySet keys = new KeySet();
  private final byte[] key = new byte[MAX_KEY_BYTES];
  private int database;

  LossCount(LogPlaces places) {
    this.places = places;
  }

  /**
   * What is lost with the bytes from an offset to the end of a file.
   *
   * @param from a boundary between commands; 0 for the whole file, an RDB image included
   */
  Lost behind(int index, long from) throws IOException {
    if (!places.isThere(index)) {
      return Lost.NOTHING;
    }
    RdbImage image = places.image(index);
    long imageKeys = image != null && from < image.end() ? image.keys() : 0;
    long commands = 0;
    long transactions = 0;
    long namedBefore = keys.size();
    database = 0;
    boolean readable = image == null || image.problem() == null;
    try (LogWalk walk = places.walk(index, places.start(index))) {
      while (readable && walk.next()) {
        if (!walk.isCommand()) {
          continue;
        }
        select(walk);
        if (walk.start() >= from) {
          commands++;
          transactions += walk.openBehind() && !walk.openBefore() ? 1 : 0;
          name(walk);
        }
      }
    }
    return new Lost(
        places.file(index).size() - from,
        commands,
        transactions,
        imageKeys + keys.size() - namedBefore);
  }

  private void select(LogWalk walk) throws IOException {
    boolean isSelect = walk.command() >= 0 && table.kind(walk.command()) == CommandKind.SELECT;
    if (!isSelect || walk.frame().argumentCount() < 2) {
      return;
    }
    int length = walk.frame().copyArgument(1, key);
    int number = 0;
    for (int i = 0; i < length; i++) {
      if (length > MAX_DIGITS || key[i] < '0' || key[i] > '9') {
        return;
      }
      number = 10 * number + key[i] - '0';
    }
    database = number;
  }

  private void name(LogWalk walk) throws IOException {
    if (walk.command() < 0 || (table.traits(walk.command()) & CommandTable.WRITE) == 0) {
      return;
    }
    CommandSpec spec = spec(walk.command());
    if (spec.firstKey() <= 0) {
      return;
    }
    RespScanner frame = walk.frame();
    int words = frame.argumentCount();
    int last = spec.lastKey() < 0 ? words + spec.lastKey() : spec.lastKey();
    int kept = Math.min(last, frame.argumentsKept() - 1);
    for (int i = spec.firstKey(); i <= kept; i += Math.max(1, spec.keyStep())) {
      int length = frame.copyArgument(i, key);
      keys.add(database, key, length, frame.argumentLength(i));
    }
  }

  private CommandSpec spec(int command) {
    CommandSpec known = specs[command];
    if (known == null) {
      known = table.spec(command);
      specs[command] = known;
    }
    return known;
  }
}
