package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.resp.ArgumentWalk;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * Which words of a command are keys: those in fixed places, as the servers' own tables say, those
 * behind their number (ZUNIONSTORE, EVAL…), and the target of SORT and GEORADIUS behind STORE.
 *
 * <p>Of a command that no known server has, and of XREAD and XREADGROUP, which are never logged,
 * the keys are not known. Belongs to the command looked at last.
 */
public final class CommandKeys {
  private static final int LONGEST_OPTION = 9;
  private static final int MOST_DIGITS = 9;

  /** The word behind the name is the number of keys. */
  private static final Set<String> NUMBER_FIRST =
      Set.of("lmpop", "zmpop", "sintercard", "zdiff", "zinter", "zintercard", "zunion", "msetex");

  /** The word behind that one is. */
  private static final Set<String> NUMBER_SECOND =
      Set.of(
          "eval",
          "eval_ro",
          "evalsha",
          "evalsha_ro",
          "fcall",
          "fcall_ro",
          "blmpop",
          "bzmpop",
          "zdiffstore",
          "zinterstore",
          "zunionstore");

  private static final Set<String> WITH_STORE = Set.of("sort", "georadius", "georadiusbymember");
  private static final Set<String> UNKNOWN = Set.of("xread", "xreadgroup");

  private final CommandTable table;
  private final @Nullable CommandSpec[] specs;
  private @Nullable CommandSpec spec;
  private int words;
  private int first;
  private int last;
  private int step;
  private int numberedFirst;
  private int numberedLast;
  private int numberedStep;
  private int store;

  CommandKeys(CommandTable table) {
    this.table = table;
    this.specs = new @Nullable CommandSpec[table.size()];
  }

  /** Looks at the command a scanner stands at. */
  void look(RespScanner scanner, int command, ArgumentWalk walk) throws IOException {
    words = scanner.argumentCount();
    first = 0;
    numberedFirst = 0;
    store = 0;
    spec = command < 0 ? null : specOf(command);
    if (spec != null && spec.isContainer() && words > 1) {
      int sub = CommandNames.lookupSub(table, command, scanner);
      spec = sub < 0 ? null : specOf(sub);
    }
    if (spec == null || UNKNOWN.contains(spec.name())) {
      spec = null;
      return;
    }
    if (spec.firstKey() != 0) {
      first = spec.firstKey();
      last = spec.lastKey() < 0 ? words + spec.lastKey() : Math.min(spec.lastKey(), words - 1);
      step = Math.max(1, spec.keyStep());
    }
    if (spec.movableKeys()) {
      movable(spec.name(), scanner, walk);
    }
  }

  private CommandSpec specOf(int id) {
    CommandSpec known = specs[id];
    if (known == null) {
      known = table.spec(id);
      specs[id] = known;
    }
    return known;
  }

  private void movable(String name, RespScanner scanner, ArgumentWalk walk) throws IOException {
    int number = NUMBER_FIRST.contains(name) ? 1 : NUMBER_SECOND.contains(name) ? 2 : 0;
    if (number > 0 && number < words) {
      numberedStep = name.equals("msetex") ? 2 : 1;
      numberedFirst = number + 1;
      long end = number + (long) numberedStep * number(scanner, number);
      numberedLast = (int) Math.min(end, words - 1);
    } else if (WITH_STORE.contains(name)) {
      store = behindStore(walk, name.equals("sort") ? 2 : name.equals("georadius") ? 6 : 5);
    }
  }

  private static int number(RespScanner scanner, int word) {
    long length = scanner.argumentLength(word);
    if (length > MOST_DIGITS) {
      return 0;
    }
    ByteBuffer bytes = scanner.headBytes();
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = bytes.get(scanner.headIndex(word) + i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The word behind the last STORE or STOREDIST among the options; 0 where there is none. */
  private int behindStore(ArgumentWalk walk, int firstOption) throws IOException {
    int found = 0;
    int next = firstOption;
    byte[] word = new byte[LONGEST_OPTION];
    walk.start();
    while (walk.next()) {
      if (walk.index() < next || walk.length() > LONGEST_OPTION) {
        continue;
      }
      int length = walk.read(0, word);
      String option =
          new String(word, 0, length, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
      int values =
          switch (option) {
            case "LIMIT" -> 2;
            case "BY", "GET", "COUNT", "STORE", "STOREDIST" -> 1;
            default -> 0;
          };
      if (option.startsWith("STORE") && walk.index() + 1 < words) {
        found = walk.index() + 1;
      }
      next = walk.index() + 1 + values;
    }
    return found;
  }

  /** Whether it is known which words are keys, though it may be none. */
  public boolean areKnown() {
    return spec != null;
  }

  /** All that is known of the command, or of its subcommand; null if no known server has it. */
  public @Nullable CommandSpec spec() {
    return spec;
  }

  /** Whether a word is a key; 0 is the command's name. */
  public boolean isKey(int word) {
    return first > 0 && word >= first && word <= last && (word - first) % step == 0
        || numberedFirst > 0
            && word >= numberedFirst
            && word <= numberedLast
            && (word - numberedFirst) % numberedStep == 0
        || store > 0 && word == store;
  }

  /** How many words are keys. */
  public int count() {
    int count = first > 0 && last >= first ? (last - first) / step + 1 : 0;
    if (numberedFirst > 0 && numberedLast >= numberedFirst) {
      count += (numberedLast - numberedFirst) / numberedStep + 1;
    }
    return store > 0 ? count + 1 : count;
  }
}
