package org.aofkit.fsck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.aofkit.aof.AofReader;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.fsck.options.Arguments;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.resp.ArgumentWalk;
import org.jspecify.annotations.Nullable;

/** What is to be shown. */
final class ShowRequest {
  private static final int MANY = 100;
  private static final int LONGEST_NAME = 64;

  private final CommandTable table = CommandTable.standard();
  private final int del = table.find("del");
  private final int unlink = table.find("unlink");
  private final BitSet commands = new BitSet();
  private final Set<String> otherCommands = new HashSet<>();
  private final boolean anyCommand;
  private final boolean keys;
  private final boolean destructive;
  private final int many;
  private final @Nullable KeyPattern pattern;
  private final OptionalInt database;
  private final OptionalLong since;
  private final OptionalLong before;
  private final int limit;

  private ShowRequest(Arguments arguments) throws UsageException {
    keys = arguments.has(Opt.KEYS);
    destructive = arguments.has(Opt.DESTRUCTIVE);
    if (keys && destructive) {
      throw new UsageException("--keys and --destructive contradict each other");
    }
    if (arguments.has(Opt.MANY) && !destructive) {
      throw new UsageException("--many belongs to --destructive");
    }
    many = arguments.number(Opt.MANY, 1, Integer.MAX_VALUE, MANY);
    String typed = arguments.text(Opt.KEY);
    pattern = typed == null ? null : KeyPattern.of(typed);
    database =
        arguments.has(Opt.DATABASE)
            ? OptionalInt.of(arguments.number(Opt.DATABASE, 0, Integer.MAX_VALUE, 0))
            : OptionalInt.empty();
    since = arguments.time(Opt.SINCE);
    before = arguments.time(Opt.BEFORE);
    limit = arguments.number(Opt.LIMIT, 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    String names = arguments.text(Opt.COMMAND);
    anyCommand = names == null;
    if (names != null) {
      for (String name : names.split(",", -1)) {
        command(name.strip().toLowerCase(Locale.ROOT));
      }
    }
  }

  static ShowRequest of(Arguments arguments) throws UsageException {
    return new ShowRequest(arguments);
  }

  private void command(String name) throws UsageException {
    if (name.isEmpty()) {
      throw new UsageException("--command: expected names with commas between them");
    }
    int id = table.find(name);
    if (id >= 0 && name.indexOf('|') < 0) {
      commands.set(id);
    } else {
      otherCommands.add(name);
    }
  }

  boolean keys() {
    return keys;
  }

  boolean destructive() {
    return destructive;
  }

  int limit() {
    return limit;
  }

  boolean hasTimes() {
    return since.isPresent() || before.isPresent();
  }

  boolean hasPattern() {
    return pattern != null;
  }

  /** Whether RDB images are shown as such: not where only some commands are wanted. */
  boolean wantsImages() {
    return !keys
        && !destructive
        && anyCommand
        && pattern == null
        && database.isEmpty()
        && !hasTimes();
  }

  /** Whether keys of RDB images are wanted: no command made them, and at no time. */
  boolean wantsImageKeys() {
    return keys && anyCommand && !hasTimes();
  }

  boolean wantsKey(byte[] key, int length) {
    return pattern == null || pattern.matches(key, length);
  }

  boolean wantsDatabase(long number) {
    return database.isEmpty() || database.getAsInt() == number;
  }

  /** Whether a command is wanted, as far as its database, time and name tell. */
  boolean wants(AofReader reader) throws IOException {
    if (database.isPresent()
        && (!reader.isDatabaseKnown() || database.getAsInt() != reader.database())) {
      return false;
    }
    if (hasTimes() && !wantsTime(reader.timestamp())) {
      return false;
    }
    return (anyCommand || wantsName(reader)) && (!destructive || destroys(reader));
  }

  private boolean wantsTime(OptionalLong time) {
    return time.isPresent()
        && (since.isEmpty() || time.getAsLong() >= since.getAsLong())
        && (before.isEmpty() || time.getAsLong() < before.getAsLong());
  }

  private boolean wantsName(AofReader reader) throws IOException {
    int id = reader.command();
    if (id >= 0) {
      if (commands.get(id)) {
        return true;
      }
      if (otherCommands.isEmpty() || !table.isContainer(id)) {
        return false;
      }
      CommandSpec spec = reader.keys().spec();
      return spec != null && otherCommands.contains(spec.name());
    }
    if (otherCommands.isEmpty()) {
      return false;
    }
    return otherCommands.contains(
        new String(name(reader), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
  }

  /** The first bytes of the command's name. */
  static byte[] name(AofReader reader) throws IOException {
    ArgumentWalk words = reader.words();
    if (!words.next()) {
      return new byte[0];
    }
    byte[] bytes = new byte[(int) Math.min(LONGEST_NAME, words.length())];
    return Arrays.copyOf(bytes, words.read(0, bytes));
  }

  /** Whether the command takes many keys away at once, or a whole database or library set. */
  private boolean destroys(AofReader reader) throws IOException {
    int id = reader.command();
    if (id < 0) {
      return false;
    }
    CommandSpec spec = null;
    CommandKind kind = table.kind(id);
    if (table.isContainer(id)) {
      spec = reader.keys().spec();
      kind = spec == null ? kind : spec.kind();
    }
    return switch (kind) {
      case FLUSHALL, FLUSHDB, SWAPDB, FUNCTION_FLUSH -> true;
      default -> (id == del || id == unlink) && reader.argumentCount() - 1 >= many;
    };
  }
}
