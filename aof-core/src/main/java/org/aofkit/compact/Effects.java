package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.aofkit.aof.AofReader;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.resp.ArgumentWalk;
import org.jspecify.annotations.Nullable;

/** The effects of all commands, by their ids. Immutable. */
final class Effects {
  /** Of these only the first key is written, or what is said otherwise; the others are read. */
  private static final Set<String> STORES =
      Set.of(
          "sunionstore",
          "sinterstore",
          "sdiffstore",
          "zunionstore",
          "zinterstore",
          "zdiffstore",
          "zrangestore",
          "geosearchstore",
          "pfmerge");

  /** These do nothing to a key that is not there. */
  private static final Set<String> NEED_A_KEY =
      Set.of(
          "expire",
          "expireat",
          "pexpire",
          "pexpireat",
          "persist",
          "getdel",
          "getex",
          "delifeq",
          "lpushx",
          "rpushx",
          "lpop",
          "rpop",
          "blpop",
          "brpop",
          "lset",
          "linsert",
          "lrem",
          "ltrim",
          "srem",
          "spop",
          "zrem",
          "zremrangebyscore",
          "zremrangebyrank",
          "zremrangebylex",
          "zpopmin",
          "zpopmax",
          "hdel",
          "hgetdel",
          "hgetex",
          "hexpire",
          "hpexpire",
          "hexpireat",
          "hpexpireat",
          "hpersist",
          "xdel",
          "xtrim",
          "xack",
          "xclaim",
          "xautoclaim",
          "xsetid");

  private static final int LONGEST_PATTERN_OPTION = 3;

  /** Of a word that is looked through. */
  private static final int PART = 256;

  private final CommandTable table;
  private final int sort;
  private final Effect[] byId;
  private final int[] written;
  private final int[] firstKey;

  Effects(CommandTable table) {
    this.table = table;
    this.sort = table.find("sort");
    this.byId = new Effect[table.size()];
    this.written = new int[table.size()];
    this.firstKey = new int[table.size()];
    for (int id = 0; id < byId.length; id++) {
      CommandSpec spec = table.spec(id);
      byId[id] = effect(id, spec);
      firstKey[id] = spec.firstKey();
    }
  }

  /** The effect of a command; that of a container is its subcommand's. */
  Effect of(int id) {
    return id < 0 ? Effect.UNKNOWN : byId[id];
  }

  /**
   * The only word that a command of several keys writes to; 0 if it may write to all of them, -1 if
   * the last of its keys is that word.
   */
  int written(int id) {
    return written[id];
  }

  /**
   * Whether all keys that a command of several keys reads are words of it: SORT may read others, by
   * the patterns of BY and GET. One without a star, such as {@code BY nosort}, names no key.
   */
  boolean namesAllItReads(AofReader reader, int id) throws IOException {
    if (id != sort) {
      return true;
    }
    ArgumentWalk words = reader.words();
    byte[] option = new byte[LONGEST_PATTERN_OPTION + 1];
    boolean isPattern = false;
    while (words.next()) {
      if (isPattern && hasStar(words)) {
        return false;
      }
      isPattern = false;
      if (words.index() > 1 && words.length() <= LONGEST_PATTERN_OPTION) {
        int length = words.read(0, option);
        String text = new String(option, 0, length, StandardCharsets.ISO_8859_1);
        isPattern = text.equalsIgnoreCase("BY") || text.equalsIgnoreCase("GET");
      }
    }
    return true;
  }

  private static boolean hasStar(ArgumentWalk words) throws IOException {
    byte[] part = new byte[PART];
    for (long from = 0; from < words.length(); from += part.length) {
      int length = words.read(from, part);
      for (int i = 0; i < length; i++) {
        if (part[i] == '*') {
          return true;
        }
      }
    }
    return false;
  }

  /** The word that is the first key of a command with keys in fixed places. */
  int firstKey(int id) {
    return firstKey[id];
  }

  /** The word that is the first key of a command whose keys stand in fixed places. */
  int firstKey(byte[][] words) {
    ByteBuffer name = ByteBuffer.wrap(words[0]);
    int id = table.lookup(name, 0, name.limit());
    if (table.isContainer(id)) {
      ByteBuffer sub = ByteBuffer.wrap(words[1]);
      id = table.lookupSub(id, sub, 0, sub.limit());
    }
    return firstKey[id];
  }

  private Effect effect(int id, CommandSpec spec) {
    String name = spec.name();
    Effect byKind = byKind(spec.kind());
    if (byKind != null) {
      if (name.equals("copy")) {
        written[id] = 2;
      }
      return byKind;
    }
    if (name.startsWith("function|")) {
      return (table.traits(id) & CommandTable.WRITE) == 0 ? Effect.NONE : Effect.LIBRARIES;
    }
    if (name.equals("pfcount")) {
      return Effect.CHANGES;
    }
    if ((table.traits(id) & CommandTable.WRITE) == 0) {
      return Effect.NONE;
    }
    return switch (name) {
      case "set" -> Effect.WHOLE;
      case "del", "unlink" -> Effect.REMOVES;
      case "mset" -> Effect.PAIRS;
      default -> byKeys(id, spec, name);
    };
  }

  private static @Nullable Effect byKind(CommandKind kind) {
    return switch (kind) {
      case FLUSHALL -> Effect.FLUSH_ALL;
      case FLUSHDB -> Effect.FLUSH_DATABASE;
      case SWAPDB -> Effect.SWAPS;
      case MOVE, COPY -> Effect.TIES;
      case SCRIPT, ADMIN -> Effect.UNKNOWN;
      case SELECT, MULTI, EXEC, DISCARD, PING, RESET, WAIT -> Effect.NONE;
      default -> null;
    };
  }

  private Effect byKeys(int id, CommandSpec spec, String name) {
    if (spec.movableKeys() || spec.lastKey() != spec.firstKey()) {
      if (STORES.contains(name)) {
        written[id] = 1;
      } else if (name.equals("bitop")) {
        written[id] = 2;
      } else if (Set.of("sort", "georadius", "georadiusbymember").contains(name)) {
        written[id] = -1;
      }
      return Effect.TIES;
    }
    if (spec.firstKey() == 0) {
      return Effect.UNKNOWN;
    }
    return NEED_A_KEY.contains(name) ? Effect.ONLY_CHANGES : Effect.CHANGES;
  }
}
