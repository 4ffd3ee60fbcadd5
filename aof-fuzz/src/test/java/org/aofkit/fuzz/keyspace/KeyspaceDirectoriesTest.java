package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.keyspace.commands.Outcome;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Healthy directories, bases and logs of real servers: our data set of them is the server's. {@code
 * -Daofkit.keyspace.directories=all} tries all there are.
 */
class KeyspaceDirectoriesTest {
  private static final boolean IS_WHOLE =
      "all".equals(System.getProperty("aofkit.keyspace.directories"));

  private static final Set<String> SOME =
      Set.of("basic", "expiry", "multi-incr", "scripts", "scripts-functions", "rewritten-preamble");

  /** Its name can't be given to a server on the command line. */
  private static final String ODD = "quoted-filename";

  /** What they hold that is not modelled; such directories are not compared. */
  private static final Set<String> NOT_MODELLED = Set.of("eval: not modelled");

  /**
   * The first id of an empty stream that was written by Redis 5 or 6, as servers show it. It is
   * written as 0-0, as in a stream that was always empty.
   */
  private static final String ODD_FIRST_ID = "18446744073709551615-18446744073709551615";

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, redis-7.0.15",
    "REDIS_8_0, redis-8.0.6",
    "VALKEY_9, valkey-9.1.2",
    "REDIS_7_0, redis-2.8.24",
    "REDIS_7_0, redis-4.0.14",
    "REDIS_7_0, redis-6.2.16",
    "REDIS_8_0, redis-7.4.1",
    "VALKEY_9, valkey-8.0.1"
  })
  void ourDataSetIsTheServers(Server server, String folder) throws IOException {
    var trial = new KeyspaceTrial(server, Servers.program(server));
    List<String> wrong = new ArrayList<>();
    var left = new TreeMap<String, Long>();
    int compared = 0;
    for (Path dir : directories(folder)) {
      KeyspaceTrial.Result result = trial.directory(dir);
      left.putAll(result.tallied().notModelled());
      compared += result.tallied().count(Outcome.Kind.NOT_MODELLED) == 0 ? 1 : 0;
      result.differences().stream()
          .filter(line -> !line.contains(ODD_FIRST_ID) && !line.equals("--"))
          .forEach(line -> wrong.add(dir.getFileName() + ": " + line));
    }

    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThanOrEqualTo(IS_WHOLE ? 1 : 0);
    assertThat(NOT_MODELLED).containsAll(left.keySet());
  }

  private static List<Path> directories(String folder) throws IOException {
    try (Stream<Path> found = Files.list(Servers.testdata("aof").resolve(folder))) {
      return found
          .filter(Files::isDirectory)
          .filter(dir -> !dir.endsWith(ODD) && (IS_WHOLE || SOME.contains(name(dir))))
          .sorted()
          .toList();
    }
  }

  private static String name(Path dir) {
    return dir.getFileName().toString();
  }
}
