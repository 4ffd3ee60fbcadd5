package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.aofkit.compact.BaseForm;
import org.aofkit.compact.CannotCompactException;
import org.aofkit.compact.CompactTarget;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The healthy directories of the test data, compacted: the server that loads the original holds the
 * same by what was made of it. {@code -Daofkit.compact.directories=all} takes all of them.
 */
class CompactDirectoriesTest {
  private static final boolean IS_WHOLE =
      "all".equals(System.getProperty("aofkit.compact.directories"));

  private static final Set<String> SOME = Set.of("expiry", "multi-incr", "scripts-functions");

  /** Its name can't be given to a server on the command line. */
  private static final String ODD = "quoted-filename";

  /**
   * The first id of an empty stream that was written by Redis 5 or 6, as servers show it. Commands
   * make it 0-0, as in a stream that was always empty.
   */
  private static final String ODD_FIRST_ID = "18446744073709551615-18446744073709551615";

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, redis-7.0.15",
    "REDIS_8_0, redis-8.0.6",
    "VALKEY_9, valkey-9.1.2",
    "REDIS_7_0, redis-2.4.18",
    "REDIS_7_0, redis-2.8.24",
    "REDIS_7_0, redis-3.2.13",
    "REDIS_7_0, redis-4.0.14",
    "REDIS_7_0, redis-5.0.14",
    "REDIS_7_0, redis-6.2.16",
    "REDIS_8_0, redis-7.2.6",
    "REDIS_8_0, redis-7.4.1",
    "VALKEY_9, valkey-8.0.1"
  })
  void theSameServerHoldsTheSame(Server server, String folder) throws IOException {
    Path program = Servers.program(server);
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (BaseForm form :
        IS_WHOLE ? List.of(BaseForm.IMAGE, BaseForm.COMMANDS) : List.of(BaseForm.IMAGE)) {
      var trial = new TargetTrial(server, program, CompactTarget.of(server), program, form);
      for (Path dir : directories(folder)) {
        String name = form + " " + folder + " " + dir.getFileName();
        try {
          TargetTrial.Result result = trial.directory(dir, LogReplay.names(dir));
          compared++;
          result.differences().stream()
              .filter(line -> form == BaseForm.IMAGE || !line.contains(ODD_FIRST_ID))
              .forEach(line -> wrong.add(name + ": " + line));
        } catch (CannotCompactException e) {
          wrong.add(name + ": " + e.getMessage());
        }
      }
    }
    System.out.println(server + " " + folder + ": " + compared);
    assertThat(wrong).isEmpty();
  }

  private static List<Path> directories(String folder) throws IOException {
    try (Stream<Path> found = Files.list(Servers.testdata("aof").resolve(folder))) {
      return found
          .filter(Files::isDirectory)
          .filter(dir -> !dir.endsWith(ODD))
          .filter(dir -> IS_WHOLE || SOME.contains(dir.getFileName().toString()))
          .sorted()
          .toList();
    }
  }
}
