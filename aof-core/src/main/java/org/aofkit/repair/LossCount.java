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
  private boolean isCutShort;

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
        select(walk.frame(), walk.command());
        if (walk.start() >= from) {
          commands++;
          transactions += walk.openBehind() && !walk.openBefore() ? 1 : 0;
          name(walk.frame(), walk.command());
        }
      }
    }
    boolean isTorn = image != null && from < image.end() && image.problem() != null;
    Lost whole =
        new Lost(
            places.file(index).size() - from,
            commands,
            transactions,
            imageKeys + keys.size() - namedBefore,
            isTorn || isLeast());
    long island = places.island(index);
    return island < from ? whole : whole.plus(inside(index, island));
  }

  /**
   * What a torn value that may have swallowed commands takes with it beyond its bytes. Keys are
   * counted for the database counted last.
   *
   * @param island where the commands begin
   */
  Lost inside(int index, long island) throws IOException {
    long commands = 0;
    long transactions = 0;
    long namedBefore = keys.size();
    try (LogWalk walk = places.walk(index, island)) {
      while (walk.next()) {
        if (walk.isCommand()) {
          select(walk.frame(), walk.command());
          name(walk.frame(), walk.command());
          commands++;
          transactions += walk.openBehind() && !walk.openBefore() ? 1 : 0;
        }
      }
    }
    return new Lost(0, commands, transactions, keys.size() - namedBefore, isLeast());
  }

  /** How many keys were named so far. */
  long keys() {
    return keys.size();
  }

  /** Whether more keys were named than were counted. */
  boolean isLeast() {
    return isCutShort || keys.isFull();
  }

  /** Says which database the commands counted next go to. */
  void database(int selected) {
    database = selected;
  }

  /** Takes a command into account if it is a SELECT. */
  void select(RespScanner frame, int command) throws IOException {
    boolean isSelect = command >= 0 && table.kind(command) == CommandKind.SELECT;
    if (!isSelect || frame.argumentCount() < 2) {
      return;
    }
    int length = frame.copyArgument(1, key);
    int number = 0;
    for (int i = 0; i < length; i++) {
      if (length > MAX_DIGITS || key[i] < '0' || key[i] > '9') {
        return;
      }
      number = 10 * number + key[i] - '0';
    }
    database = number;
  }

  /** Counts the keys that a command names. */
  void name(RespScanner frame, int command) throws IOException {
    if (command < 0 || (table.traits(command) & CommandTable.WRITE) == 0) {
      return;
    }
    CommandSpec spec = spec(command);
    if (spec.firstKey() <= 0) {
      return;
    }
    int words = frame.argumentCount();
    int last = spec.lastKey() < 0 ? words + spec.lastKey() : spec.lastKey();
    int kept = Math.min(last, frame.argumentsKept() - 1);
    isCutShort |= kept < Math.min(last, words - 1);
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
