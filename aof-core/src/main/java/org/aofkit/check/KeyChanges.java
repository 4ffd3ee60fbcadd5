package org.aofkit.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.CommandKeys;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.rdb.RdbKeyTable;
import org.aofkit.rdb.RdbKeyTable.Change;
import org.aofkit.resp.ArgumentWalk;

/**
 * Which keys are there behind a command, as far as its words tell. A deadline changes nothing:
 * while servers load, no key expires (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2).
 */
final class KeyChanges {
  private static final int SET_WITH_TIME = 5;
  private static final int LONGEST_WORD = 16;

  /** What makes every command that is named without a fault make its key, or find it there. */
  private static final Set<String> MAKE =
      Set.of("setnx", "getset", "incr", "decr", "sadd", "lpush", "rpush", "hsetnx", "pfadd");

  /** Never take a key away, and make one if their arguments are right. */
  private static final Set<String> MAY_MAKE =
      Set.of(
          "append",
          "bitfield",
          "decrby",
          "geoadd",
          "hincrby",
          "hincrbyfloat",
          "hmset",
          "hset",
          "incrby",
          "incrbyfloat",
          "mset",
          "msetnx",
          "pfmerge",
          "psetex",
          "set",
          "setbit",
          "setex",
          "setrange",
          "xadd",
          "xgroup|create",
          "zadd",
          "zincrby");

  /** Neither take a key away nor make one. */
  private static final Set<String> LEAVE =
      Set.of(
          "expire",
          "expireat",
          "linsert",
          "lpushx",
          "lset",
          "persist",
          "pexpire",
          "pexpireat",
          "pfcount",
          "rpushx",
          "xack",
          "xautoclaim",
          "xclaim",
          "xdel",
          "xgroup|createconsumer",
          "xgroup|delconsumer",
          "xgroup|destroy",
          "xgroup|setid",
          "xsetid",
          "xtrim");

  private KeyChanges() {}

  /** Lets the command that a reader stands at have its effect. */
  static void apply(AofReader reader, RdbKeyTable table) throws IOException {
    CommandKeys keys = reader.keys();
    CommandSpec spec = keys.spec();
    CommandKind kind = spec == null ? CommandKind.ORDINARY : spec.kind();
    switch (kind) {
      case FLUSHALL -> table.all(isPlainFlush(reader) ? Change.REMOVES : Change.MAY_REMOVE);
      case FLUSHDB -> table.all(Change.MAY_REMOVE);
      case SWAPDB, MOVE, COPY, SCRIPT, ADMIN -> table.all(Change.ANY);
      case ORDINARY, RESTORE -> ordinary(reader, keys, table);
      default -> {
        // Of no consequence for keys.
      }
    }
  }

  private static void ordinary(AofReader reader, CommandKeys keys, RdbKeyTable table)
      throws IOException {
    CommandSpec spec = keys.spec();
    if (spec == null) {
      // A server that knows the command may do anything.
      table.all(Change.ANY);
    } else if (spec.write() && !LEAVE.contains(spec.name())) {
      Change change = change(reader, spec.name());
      ArgumentWalk words = reader.words();
      while (words.next()) {
        if (keys.isKey(words.index())) {
          table.key(new Word(words), reader.database(), change);
        }
      }
    }
  }

  private static Change change(AofReader reader, String name) throws IOException {
    if (name.equals("del") || name.equals("unlink")) {
      return Change.REMOVES;
    }
    int words = reader.argumentCount();
    boolean makes =
        MAKE.contains(name)
            || name.equals("set") && (words == 3 || hasTime(reader, words))
            || name.equals("mset") && words % 2 == 1
            || (name.equals("hset") || name.equals("hmset")) && words % 2 == 0;
    return makes ? Change.MAKES : MAY_MAKE.contains(name) ? Change.MAY_MAKE : Change.ANY;
  }

  /** SET key value PXAT ms, which is how servers write most deadlines. */
  private static boolean hasTime(AofReader reader, int words) throws IOException {
    return words == SET_WITH_TIME
        && Set.of("EX", "PX", "EXAT", "PXAT").contains(word(reader, 3))
        && word(reader, 4).matches("[1-9][0-9]{0,14}");
  }

  private static boolean isPlainFlush(AofReader reader) throws IOException {
    int words = reader.argumentCount();
    return words == 1 || words == 2 && Set.of("SYNC", "ASYNC").contains(word(reader, 1));
  }

  /** A short word in capitals; empty for a long one. */
  private static String word(AofReader reader, int index) throws IOException {
    ArgumentWalk words = reader.words();
    while (words.next()) {
      if (words.index() == index && words.length() <= LONGEST_WORD) {
        byte[] bytes = new byte[(int) words.length()];
        words.read(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
      }
    }
    return "";
  }

  /** The word that a walk stands at. */
  private record Word(ArgumentWalk words) implements RdbKeyTable.Name {
    @Override
    public long length() {
      return words.length();
    }

    @Override
    public int read(long from, byte[] room) throws IOException {
      return words.read(from, room);
    }
  }
}
