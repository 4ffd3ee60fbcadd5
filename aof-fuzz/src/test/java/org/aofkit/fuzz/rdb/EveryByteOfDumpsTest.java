package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real servers start, or do not, as predicted, whichever byte of a small dump is another one, and
 * wherever it ends. By default a sample; all bytes of all files up to a size with {@code
 * -Daofkit.rdb.everyByte=1024}, changed in another way with {@code -Daofkit.rdb.round=1} (see
 * {@link EveryByte}). Each disagreement names its file, byte and values.
 */
class EveryByteOfDumpsTest {
  private static final int USUAL_LONGEST = 512;
  private static final int LONGEST = Integer.getInteger("aofkit.rdb.everyByte", 0);
  private static final int ROUND = Integer.getInteger("aofkit.rdb.round", 0);

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, true, 100",
    "REDIS_7_0, false, 60",
    "REDIS_8_0, true, 40",
    "REDIS_8_0, false, 40",
    "VALKEY_9, true, 25"
  })
  void everyByteIsChanged(Server server, boolean isSanitizing, int usual) throws IOException {
    var dumps = dumps(server, isSanitizing);
    var bytes = new EveryByte(dumps.dumps(), dumps.foreign(), ROUND);
    String name = "every-byte-of-rdb-" + server.id() + (isSanitizing ? "-sanitizing" : "");
    run(name, dumps, LONGEST > 0 ? bytes.count() : usual, bytes::changed);
  }

  /** What does not load by default does not load sanitized, which only takes a closer look. */
  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void everyByteIsTheLast(Server server) throws IOException {
    var dumps = dumps(server, false);
    var bytes = new EveryByte(dumps.dumps(), List.of(), ROUND);
    run("every-cut-of-rdb-" + server.id(), dumps, LONGEST > 0 ? bytes.count() : 25, bytes::cut);
  }

  private static MutatedDumps dumps(Server server, boolean isSanitizing) throws IOException {
    return new MutatedDumps(server, isSanitizing, LONGEST > 0 ? LONGEST : USUAL_LONGEST);
  }

  private static void run(
      String name, MutatedDumps dumps, int count, IntFunction<MutatedDumps.DamagedDump> maker)
      throws IOException {
    MutatedDumps.Outcome outcome = dumps.compare(count, maker);
    if (LONGEST > 0) {
      System.out.println(name + ": " + outcome);
      outcome.disagreements.forEach(System.out::println);
    }
    assertThat(outcome.disagreements).as("%s", outcome).isEmpty();
  }
}
