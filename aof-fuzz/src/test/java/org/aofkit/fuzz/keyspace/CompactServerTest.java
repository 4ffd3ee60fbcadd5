package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random workloads on real servers and on our data set. {@code -Daofkit.compact.seeds=N} tries more
 * of them, {@code -Daofkit.compact.seed=S} begins with this one, {@code
 * -Daofkit.compact.families=strings,…} takes these families alone and {@code
 * -Daofkit.compact.forms=LIVE,…} these forms. {@code -Daofkit.compact.indexBytes=N} says how much
 * memory an index may take.
 */
class CompactServerTest {
  private static final int SEEDS = Integer.getInteger("aofkit.compact.seeds", 1);
  private static final long FIRST = Long.getLong("aofkit.compact.seed", 1);
  private static final int LENGTH = Integer.getInteger("aofkit.compact.length", 600);

  /** So few that most workloads take several passes. */
  private static final CompactionMemory MEMORY =
      new CompactionMemory(Long.getLong("aofkit.compact.indexBytes", 16 << 10), 64 << 20, 64 << 20);

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void compactedItIsTheSame(Server server) throws IOException {
    Path program = Servers.program(server);
    var trial = new CompactTrial(server, program, MEMORY);
    List<String> wrong = new ArrayList<>();
    var counts = new TreeMap<String, Long>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      for (Forms forms : forms()) {
        CompactTrial.Result result = trial.run(seed, forms, families(), LENGTH);
        if (!result.differences().isEmpty()) {
          wrong.add("== " + server + " " + forms + " seed " + seed);
          wrong.addAll(result.differences());
        }
        counts.merge(forms + " carried", result.carried(), Long::sum);
        counts.merge(forms + " passes", (long) result.passes(), Long::sum);
      }
    }
    System.out.println(server + ": " + counts);
    assertThat(wrong).isEmpty();
  }

  private static List<String> families() {
    String names = System.getProperty("aofkit.compact.families");
    return names == null ? List.copyOf(Families.all().keySet()) : List.of(names.split(","));
  }

  private static List<Forms> forms() {
    String names = System.getProperty("aofkit.compact.forms");
    return names == null
        ? List.of(Forms.values())
        : Arrays.stream(names.split(",")).map(Forms::valueOf).toList();
  }
}
