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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aofkit.server.Server;

/**
 * Merges the command tables of the servers into {@code CommandData}, which {@link CommandTable}
 * reads.
 *
 * <p>When a server is added: put its table into {@code testdata/commands}, name it in {@link
 * CommandsTsv}, and run this with the folder and the source file as arguments. {@code
 * CommandTableTest} fails as long as the file is not what this makes.
 */
final class CommandTableGenerator {
  private static final String HEAD =
      """
      package org.aofkit.command;

      /**
       * The commands of all servers, made by {@code CommandTableGenerator} from the servers' own
       * tables; not to be edited.
       *
       * <p>A constant in a class and not a resource, since the first resource read from a jar costs a
       * cold JVM 5 ms, and this constant half a millisecond.
       *
       * <pre>
       *   =A -1 -1 -1 -1 -1 -1   arity class A: on Redis 7.0, 7.2, 7.4, 8.0, Valkey 8, 9; 0 is unknown
       *   {@literal @}A 0 0 0 {@literal @}B 1 -1 1     places A, B: first key, last key, step
       *   %A 1.0.0 1.0.0 %B - -    since A, B: the first Redis, the first Valkey
       *   append Y . wk-d B C    name, arity class, kind (see CommandKind), flags, places, since
       *   |cat B . ---- A Q      a subcommand of the command above it
       * </pre>
       *
       * <p>Flags: {@code w} may write, {@code k} has keys in fixed places, {@code m} in movable ones,
       * {@code d} depends on the selected database.
       */
      final class CommandData {
        static final String TEXT =
            ""\"
      """;

  private static final String FOOT =
      """
            ""\";

        private CommandData() {}
      }
      """;

  private static final String INDENT = " ".repeat(6);
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

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
          Map.entry("ping", CommandKind.PING),
          Map.entry("reset", CommandKind.RESET),
          Map.entry("wait", CommandKind.WAIT));

  /** About the server itself, and with an effect while a log is loaded. */
  private static final Set<String> ADMIN =
      Set.of(
          "acl|save",
          "acl|setuser",
          "bgrewriteaof",
          "bgsave",
          "config|rewrite",
          "config|set",
          "debug",
          "failover",
          "migrate",
          "module|load",
          "module|loadex",
          "module|unload",
          "psync",
          "replicaof",
          "save",
          "shutdown",
          "slaveof",
          "sync");

  private CommandTableGenerator() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[1]), generate(Path.of(args[0])), StandardCharsets.US_ASCII);
  }

  static String generate(Path folder) throws IOException {
    // '|' sorts behind every byte of a name but '~', so subcommands would not follow their
    // container by themselves.
    SortedMap<String, SortedMap<Server, CommandsTsv.Row>> rows = new TreeMap<>();
    for (Server server : Server.values()) {
      for (CommandsTsv.Row row : CommandsTsv.read(folder, server)) {
        String sortable = row.lowerCaseName().replace('|', '\0');
        rows.computeIfAbsent(sortable, name -> new TreeMap<>()).put(server, row);
      }
    }
    SortedMap<String, Character> arities = classes(rows, CommandTableGenerator::arities);
    SortedMap<String, Character> places = classes(rows, perServer -> places(newest(perServer)));
    SortedMap<String, Character> since = classes(rows, CommandTableGenerator::since);
    var lines = new ArrayList<String>();
    arities.forEach((line, letter) -> lines.add("=" + letter + " " + line));
    lines.addAll(packed('@', places));
    lines.addAll(packed('%', since));
    rows.forEach(
        (sortable, perServer) -> {
          String name = sortable.replace('\0', '|');
          CommandsTsv.Row row = agreed(name, perServer);
          lines.add(
              String.join(
                  " ",
                  name.substring(Math.max(name.indexOf('|'), 0)),
                  "" + arities.get(arities(perServer)),
                  "" + kind(name).letter(),
                  flags(name, row),
                  "" + places.get(places(row)),
                  "" + since.get(since(perServer))));
        });
    return HEAD
        + lines.stream().map(line -> INDENT + line + "\n").collect(Collectors.joining())
        + FOOT;
  }

  private static CommandKind kind(String name) {
    return ADMIN.contains(name)
        ? CommandKind.ADMIN
        : KINDS.getOrDefault(name, CommandKind.ORDINARY);
  }

  /** The definitions of classes, several on a line. */
  private static List<String> packed(char sign, SortedMap<String, Character> classes) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (Map.Entry<String, Character> entry : classes.entrySet()) {
      String definition = "" + sign + entry.getValue() + " " + entry.getKey();
      if (line.length() + definition.length() > 85) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(definition);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Gives each of the lines that occur a letter. */
  private static SortedMap<String, Character> classes(
      SortedMap<String, SortedMap<Server, CommandsTsv.Row>> rows,
      Function<SortedMap<Server, CommandsTsv.Row>, String> line) {
    var classes = new TreeMap<String, Character>();
    rows.values().forEach(perServer -> classes.put(line.apply(perServer), ' '));
    int next = 0;
    for (Map.Entry<String, Character> entry : classes.entrySet()) {
      entry.setValue(LETTERS.charAt(next++));
    }
    return classes;
  }

  /** The row of one server, after a look whether the others say the same of keys and flags. */
  private static CommandsTsv.Row agreed(String name, SortedMap<Server, CommandsTsv.Row> perServer) {
    CommandsTsv.Row row = newest(perServer);
    for (CommandsTsv.Row other : perServer.values()) {
      if (!places(other).equals(places(row)) || !flags(name, other).equals(flags(name, row))) {
        throw new IllegalStateException("servers do not agree on the keys or flags of " + name);
      }
    }
    return row;
  }

  private static CommandsTsv.Row newest(SortedMap<Server, CommandsTsv.Row> perServer) {
    return perServer.get(perServer.lastKey());
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

  private static String since(SortedMap<Server, CommandsTsv.Row> perServer) {
    return since(perServer, false) + " " + since(perServer, true);
  }

  /** What the newest server of a family says. */
  private static String since(SortedMap<Server, CommandsTsv.Row> perServer, boolean valkey) {
    String since = "-";
    for (Map.Entry<Server, CommandsTsv.Row> entry : perServer.entrySet()) {
      since = entry.getKey().isValkey() == valkey ? entry.getValue().since() : since;
    }
    return since;
  }
}
