package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/**
 * Real servers start on damaged dumps, or do not, as predicted. More, and others, with {@code
 * -Daofkit.rdb.mutants=100000 -Daofkit.rdb.seed=7}; each disagreement names its file and seed.
 */
class MutatedDumpTest {
  private static final int LONGEST = 8192;
  private static final long SEED = Long.getLong("aofkit.rdb.seed", 20261123);

  @Test
  void redis70StartsOnDamagedDumpsAsPredicted() throws IOException {
    assertPredicted(Server.REDIS_7_0, true, 2000);
  }

  @Test
  void redis70InDefaultSettingsStartsOnDamagedDumpsAsPredicted() throws IOException {
    assertPredicted(Server.REDIS_7_0, false, 400);
  }

  @Test
  void redis80StartsOnDamagedDumpsAsPredicted() throws IOException {
    assertPredicted(Server.REDIS_8_0, true, 300);
  }

  @Test
  void redis80InDefaultSettingsStartsOnDamagedDumpsAsPredicted() throws IOException {
    assertPredicted(Server.REDIS_8_0, false, 200);
  }

  @Test
  void valkey9StartsOnDamagedDumpsAsPredicted() throws IOException {
    assertPredicted(Server.VALKEY_9, true, 200);
  }

  private static void assertPredicted(Server server, boolean isSanitizing, int usual)
      throws IOException {
    int count = Integer.getInteger("aofkit.rdb.mutants", usual);
    var dumps = new MutatedDumps(server, isSanitizing, LONGEST);
    MutatedDumps.Outcome outcome = dumps.compare(SEED, count);
    assertThat(outcome.disagreements).as("%s", outcome).isEmpty();
    assertThat(outcome.compared.get()).as("%s", outcome).isGreaterThan(count * 9 / 10);
    assertThat(outcome.loaded.get()).as("%s", outcome).isBetween(count / 10, count * 9 / 10);
    String name = "mutated-rdb-" + server.id() + (isSanitizing ? "-sanitizing" : "");
    new Tally(name, count, outcome.compared.get(), 0).write();
  }
}
