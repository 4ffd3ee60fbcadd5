package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Logs with scripts and their like, compacted: a server holds the same by them. {@code
 * -Daofkit.scripts.seeds=N} tries more of them, {@code -Daofkit.scripts.seed=S} begins with this
 * one.
 */
class ScriptedLogServerTest {
  private static final int SEEDS = Integer.getInteger("aofkit.scripts.seeds", 1);
  private static final long FIRST = Long.getLong("aofkit.scripts.seed", 1);
  private static final int LENGTH = Integer.getInteger("aofkit.scripts.length", 300);
  private static final CompactionMemory MEMORY = new CompactionMemory(16 << 10, 64 << 20, 64 << 20);

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void compactedItIsTheSame(Server server) throws IOException {
    var trial = new CompactTrial(server, Servers.program(server), MEMORY);
    List<String> wrong = new ArrayList<>();
    var counts = new TreeMap<String, Long>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      CompactTrial.Result result = trial.scripted(seed, LENGTH);
      if (!result.differences().isEmpty()) {
        wrong.add("== " + server + " seed " + seed);
        wrong.addAll(result.differences());
      }
      assertThat(result.tailCommands()).as("seed " + seed).isPositive();
      counts.merge("trials", 1L, Long::sum);
      counts.merge("carried", result.carried(), Long::sum);
      counts.merge("of these at the end", result.tailCommands(), Long::sum);
    }
    System.out.println(server + " with scripts: " + counts);
    assertThat(wrong).isEmpty();
  }
}
