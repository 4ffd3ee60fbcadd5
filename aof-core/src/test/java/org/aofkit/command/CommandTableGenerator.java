package org.aofkit.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aofkit.server.Server;

/**
 * Merges the command tables of the servers into the resource that {@link CommandTable} loads.
 *
 * <p>When a server is added: put its table into {@code testdata/commands}, name it in {@link
 * CommandsTsv}, and run this with the folder and the resource as arguments. {@code
 * CommandTableTest} fails as long as the resource is not what this makes.
 */
final class CommandTableGenerator {
  private static final String HEAD =
      """
      # The commands of all servers. Made by CommandTableGenerator from the servers' own tables; do not edit.
      # '=': arity class: letter, then the arity on Redis 7.0 7.2 7.4 8.0, Valkey 8 9; 0 is unknown, -n at least n words.
      # Then: name, class, kind (CommandKind), flags, first key, last key, step, since Redis [since Valkey, if other].
      # Flags: w may write, k keys in fixed places, m movable keys, d depends on the selected database.
      # '|': a subcommand of the command above it.
      """;

  /** Without keys, yet about the keys of the selected database. */
  private static final Set<String> WHOLE_DATABASE =
      Set.of("flushdb", "dbsize", "keys", "scan", "randomkey");

  private static final Map<String, CommandKind> KINDS =
      Map.ofEntries(
          Map.entry("select", CommandKind.SELECT),
          Map.entry("multi", CommandKind.MULTI),
          Map.entry("exec", CommandKind.EXEC),
          Map.entry("discard", CommandKind.DISCARD),
          Map.entry("restore", CommandKind.RESTORE),
          Map.entry("restore-asking", CommandKind.RESTORE),
          Map.entry("function|restore", CommandKind.FUNCTION_RESTORE),
          Map.entry("function|load", CommandKind.FUNCTION_LOAD),
          Map.entry("function|flush", CommandKind.FUNCTION_FLUSH),
          Map.entry("flushall", CommandKind.FLUSHALL),
          Map.entry("flushdb", CommandKind.FLUSHDB),
          Map.entry("swapdb", CommandKind.SWAPDB),
          Map.entry("move", CommandKind.MOVE),
          Map.entry("copy", CommandKind.COPY),
          Map.entry("eval", CommandKind.SCRIPT),
          Map.entry("eval_ro", CommandKind.SCRIPT),
          Map.entry("evalsha", CommandKind.SCRIPT),
          Map.entry("evalsha_ro", CommandKind.SCRIPT),
          Map.entry("fcall", CommandKind.SCRIPT),
          Map.entry("fcall_ro", CommandKind.SCRIPT),
          Map.entry("ping", CommandKind.PING));

  private CommandTableGenerator() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[1]), generate(Path.of(args[0])), StandardCharsets.US_ASCII);
  }

  static String generate(Path folder) throws IOException {
    // '|' sorts behind every byte of a name but '~', so subcommands would not follow their
    // container by themselves.
    var rows = new TreeMap<String, SortedMap<Server, CommandsTsv.Row>>();
    for (Server server : Server.values()) {
      for (CommandsTsv.Row row : CommandsTsv.read(folder, server)) {
        String sortable = row.lowerCaseName().replace('|', '\0');
        rows.computeIfAbsent(sortable, name -> new TreeMap<>()).put(server, row);
      }
    }
    var classes = new TreeMap<String, Character>();
    rows.values().forEach(row -> classes.put(arities(row), '?'));
    char next = 'A';
    var text = new StringBuilder(HEAD);
    for (Map.Entry<String, Character> entry : classes.entrySet()) {
      entry.setValue(next++);
      text.append('=').append(entry.getValue()).append(' ').append(entry.getKey()).append('\n');
    }
    rows.forEach((name, row) -> appendLine(text, name, row, classes.get(arities(row))));
    return text.toString();
  }

  private static void appendLine(
      StringBuilder text,
      String sortable,
      SortedMap<Server, CommandsTsv.Row> perServer,
      char arity) {
    String name = sortable.replace('\0', '|');
    text.append(name.substring(Math.max(name.indexOf('|'), 0)));
    CommandsTsv.Row row = perServer.get(perServer.lastKey());
    for (CommandsTsv.Row other : perServer.values()) {
      if (!places(other).equals(places(row)) || !flags(name, other).equals(flags(name, row))) {
        throw new IllegalStateException("servers do not agree on the keys or flags of " + name);
      }
    }
    char kind = KINDS.getOrDefault(name, CommandKind.ORDINARY).letter();
    text.append(' ').append(arity).append(' ').append(kind).append(' ').append(flags(name, row));
    text.append(' ').append(places(row)).append(' ');
    String redis = since(perServer, false);
    String valkey = since(perServer, true);
    text.append(redis).append(redis.equals(valkey) ? "" : " " + valkey).append('\n');
  }

  private static String arities(SortedMap<Server, CommandsTsv.Row> perServer) {
    List<String> arities = new ArrayList<>();
    for (Server server : Server.values()) {
      CommandsTsv.Row row = perServer.get(server);
      arities.add(row == null ? "0" : Integer.toString(row.arity()));
    }
    return arities.stream().collect(Collectors.joining(" "));
  }

  private static String places(CommandsTsv.Row row) {
    return row.placesAreNotKeys()
        ? "0 0 0"
        : row.firstKey() + " " + row.lastKey() + " " + row.step();
  }

  private static String flags(String name, CommandsTsv.Row row) {
    boolean fixed = row.firstKey() != 0 && !row.placesAreNotKeys();
    boolean movable = row.has("movablekeys");
    boolean database = fixed || movable || WHOLE_DATABASE.contains(name);
    return (row.has("write") ? "w" : "-")
        + (fixed ? "k" : "-")
        + (movable ? "m" : "-")
        + (database ? "d" : "-");
  }

  /**
   * What the newest server of a family says; a server of the other family otherwise says nothing.
   */
  private static String since(SortedMap<Server, CommandsTsv.Row> perServer, boolean valkey) {
    String since = "-";
    for (Map.Entry<Server, CommandsTsv.Row> entry : perServer.entrySet()) {
      since = entry.getKey().isValkey() == valkey ? entry.getValue().since() : since;
    }
    return since;
  }
}
