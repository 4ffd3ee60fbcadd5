package org.aofkit.compact;

import java.util.List;
import java.util.Set;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;

/** Which type of value each command is about. Immutable. */
final class CommandTypes {
  /** The types, as images name them, and then what is no type of value. */
  static final List<String> NAMES =
      List.of(
          "string",
          "list",
          "set",
          "zset",
          "hash",
          "stream",
          "module",
          "keys",
          "functions",
          "other");

  /** What is about no key at all. */
  static final int OTHER = NAMES.indexOf("other");

  private static final Set<String> STRINGS =
      Set.of(
          "append",
          "bitfield",
          "bitop",
          "decr",
          "decrby",
          "delifeq",
          "getdel",
          "getex",
          "getset",
          "incr",
          "incrby",
          "incrbyfloat",
          "mset",
          "msetex",
          "msetnx",
          "psetex",
          "set",
          "setbit",
          "setex",
          "setnx",
          "setrange");
  private static final Set<String> LISTS =
      Set.of(
          "blmove",
          "blmpop",
          "blpop",
          "brpop",
          "brpoplpush",
          "linsert",
          "lmove",
          "lmpop",
          "lpop",
          "lpush",
          "lpushx",
          "lrem",
          "lset",
          "ltrim",
          "rpop",
          "rpoplpush",
          "rpush",
          "rpushx");
  private static final Set<String> SETS =
      Set.of("sadd", "sdiffstore", "sinterstore", "smove", "spop", "srem", "sunionstore");

  private final int[] byId;
  private final int pairs;

  CommandTypes() {
    CommandTable table = CommandTable.standard();
    byId = new int[table.size()];
    for (int id = 0; id < byId.length; id++) {
      byId[id] = NAMES.indexOf(type(table.spec(id)));
    }
    pairs = table.find("mset");
  }

  /** The type of a command, as an index into {@link #NAMES}; -1 is a command that nobody knows. */
  int of(int id) {
    return id < 0 ? OTHER : byId[id];
  }

  /** Whether each key of a command is followed by its value, and no more than that. */
  boolean isPairs(int id) {
    return id >= 0 && id == pairs;
  }

  private static String type(CommandSpec spec) {
    String name = spec.name();
    if (name.startsWith("function")) {
      return "functions";
    }
    if (STRINGS.contains(name) || name.startsWith("pf")) {
      return "string";
    }
    if (LISTS.contains(name)) {
      return "list";
    }
    if (SETS.contains(name)) {
      return "set";
    }
    if (spec.write() && (name.startsWith("z") || name.startsWith("bz") || name.startsWith("geo"))) {
      return "zset";
    }
    if (spec.write() && name.startsWith("h")) {
      return "hash";
    }
    if (spec.write() && name.startsWith("x") || name.startsWith("xgroup")) {
      return "stream";
    }
    boolean hasKeys = spec.firstKey() > 0 || spec.movableKeys();
    return spec.write() && hasKeys ? "keys" : "other";
  }
}
