package org.aofkit.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.server.Server;

/**
 * The command tables of real servers as they lie in {@code testdata/commands}: one tab-separated
 * file a server, made from its answers to COMMAND and COMMAND DOCS.
 */
final class CommandsTsv {
  private static final Map<Server, String> FILES =
      new TreeMap<>(
          Map.of(
              Server.REDIS_7_0, "commands-redis-7.0.15.tsv",
              Server.REDIS_7_2, "commands-redis-7.2.6.tsv",
              Server.REDIS_7_4, "commands-redis-7.4.1.tsv",
              Server.REDIS_8_0, "commands-redis-8.0.6.tsv",
              Server.VALKEY_8, "commands-valkey-8.0.1.tsv",
              Server.VALKEY_9, "commands-valkey-9.1.2.tsv"));

  private CommandsTsv() {}

  /** One command of one server; the name in the case of the server. */
  record Row(
      String name,
      int arity,
      int firstKey,
      int lastKey,
      int step,
      List<String> flags,
      List<String> keySpecs,
      String since) {
    String lowerCaseName() {
      return name.toLowerCase(Locale.ROOT);
    }

    boolean has(String flag) {
      return flags.contains(flag);
    }

    /** Whether the fixed places hold something else than keys, such as channels. */
    boolean placesAreNotKeys() {
      return !keySpecs.isEmpty() && keySpecs.stream().allMatch(spec -> spec.contains("not_key"));
    }
  }

  static List<Row> read(Path folder, Server server) throws IOException {
    var rows = new ArrayList<Row>();
    List<String> lines = Files.readAllLines(folder.resolve(FILES.get(server)));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split("\t", -1);
      rows.add(
          new Row(
              columns[0],
              Integer.parseInt(columns[1]),
              Integer.parseInt(columns[2]),
              Integer.parseInt(columns[3]),
              Integer.parseInt(columns[4]),
              words(columns[5], ","),
              words(columns[7], " "),
              columns[9]));
    }
    return rows;
  }

  private static List<String> words(String text, String separator) {
    return text.isBlank() ? List.of() : List.of(text.trim().split(separator));
  }
}
