package org.aofkit.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.server.Server;

/**
 * Makes {@code MissingArgumentsData} out of what was measured. The measured tables are {@code
 * testdata/commands/arity-*.tsv}, made by {@code ArityMeasurement} of the module aof-fuzz. Run with
 * that folder and the source file as arguments.
 */
final class MissingArgumentsGenerator {
  private static final String HEAD =
      """
      package org.aofkit.command;

      /**
       * What Redis does with commands that lack arguments, made by {@code MissingArgumentsGenerator}
       * from what was measured; not to be edited.
       *
       * <p>A line a command: its name, a column for Redis 7.0, one for Redis 8.0. The letters of a
       * column stand for as many words as the name has, one more, and so on up to one less than
       * there must be: {@code l} loads, {@code c} crashes, {@code u} undefined behaviour, {@code m}
       * undefined, but usually loads; {@code -} there is nothing to say. Commands that crash however
       * many arguments they lack are left out.
       */
      final class MissingArgumentsData {
        static final String TEXT =
            ""\"
      """;

  private static final String FOOT =
      """
            ""\";

        private MissingArgumentsData() {}
      }
      """;

  /**
   * Undefined behaviour that let the server live in the acceptance corpus, where nothing but SETs
   * of two short strings stands in front.
   */
  private static final Set<String> USUALLY_LOAD = Set.of("expire 2");

  private MissingArgumentsGenerator() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[1]), generate(Path.of(args[0])), StandardCharsets.US_ASCII);
  }

  static String generate(Path folder) throws IOException {
    Map<String, String> old = column(folder, "arity-redis-7.0.15.tsv", Server.REDIS_7_0);
    Map<String, String> current = column(folder, "arity-redis-8.0.6.tsv", Server.REDIS_8_0);
    StringBuilder text = new StringBuilder(HEAD);
    Map<String, String> all = new TreeMap<>(old);
    all.putAll(current);
    for (String name : all.keySet()) {
      String first = old.getOrDefault(name, "-");
      String second = current.getOrDefault(name, "-");
      if (!(first + second).matches("[c-]*")) {
        text.append(" ".repeat(6)).append(name).append(' ').append(first);
        text.append(' ').append(second).append('\n');
      }
    }
    return text.append(FOOT).toString();
  }

  private static Map<String, String> column(Path folder, String file, Server server)
      throws IOException {
    CommandTable table = CommandTable.standard();
    Map<String, TreeMap<Integer, Character>> letters = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      List<String> fields = List.of(line.split("\t"));
      String name = fields.get(0);
      int argc = Integer.parseInt(fields.get(1));
      if (argc < Math.abs(table.spec(table.find(name)).arity(server))) {
        char letter = USUALLY_LOAD.contains(name + " " + argc) ? 'm' : fields.get(3).charAt(0);
        letters
            .computeIfAbsent(name, each -> new TreeMap<>())
            .merge(argc, letter, (a, b) -> a.equals(b) ? a : 'u');
      }
    }
    Map<String, String> columns = new TreeMap<>();
    letters.forEach(
        (name, each) -> {
          StringBuilder column = new StringBuilder();
          each.values().forEach(column::append);
          columns.put(name, column.toString());
        });
    return columns;
  }
}
