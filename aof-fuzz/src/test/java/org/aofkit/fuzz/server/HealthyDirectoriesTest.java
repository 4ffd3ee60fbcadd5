package org.aofkit.fuzz.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The healthy test data are what they say: the server that wrote them loads them with the content
 * recorded.
 */
class HealthyDirectoriesTest {
  private static final Map<String, Server> FOLDERS =
      Map.of(
          "redis-7.0.15", Server.REDIS_7_0,
          "redis-8.0.6", Server.REDIS_8_0,
          "valkey-9.1.2", Server.VALKEY_9);

  static Stream<Arguments> directories() throws IOException {
    return FOLDERS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            folder -> states(folder.getKey()).map(dir -> Arguments.of(folder.getValue(), dir)));
  }

  @ParameterizedTest
  @MethodSource("directories")
  void loadsStrictWithTheContentRecorded(Server server, String dir) throws IOException {
    Path at = Servers.testdata(dir);
    String expected = Files.readString(at.resolve("expected.json"));
    var settings = new HashMap<String, String>();
    settings.put("appendfilename", string(expected, "appendfilename"));
    settings.put("appenddirname", string(expected, "appenddirname"));

    var result = LoadProbe.probe(Servers.program(server), at, LoadProbe.Mode.STRICT, settings);

    assertThat(result.loads()).as(String.join("\n", result.log())).isTrue();
    assertThat(result.digest()).isEqualTo(string(expected, "digest"));
  }

  private static Stream<String> states(String folder) {
    try (Stream<Path> states = Files.list(Servers.testdata("aof").resolve(folder))) {
      return states
          .map(dir -> "aof/" + folder + "/" + dir.getFileName())
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The escapes that occur in the names: a quotation mark, and JSON's escape of the byte strings'
   * own backslash.
   */
  private static String string(String json, String name) {
    Matcher matcher =
        Pattern.compile("(?m)^\"" + name + "\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
    assertThat(matcher.find()).as(name).isTrue();
    return unescaped(unescaped(matcher.group(1)));
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)")
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(character(found.group(1))));
  }

  private static String character(String escape) {
    return switch (escape.charAt(0)) {
      case 'x', 'u' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
      case 't' -> "\t";
      case 'n' -> "\n";
      case 'r' -> "\r";
      default -> escape;
    };
  }
}
