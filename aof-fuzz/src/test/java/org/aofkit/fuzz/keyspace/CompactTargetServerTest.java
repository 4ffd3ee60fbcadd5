package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.aofkit.compact.BaseForm;
import org.aofkit.compact.CompactTarget;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random workloads on one real server, compacted for another one or into commands. {@code
 * -Daofkit.target.seeds=N} tries more of them, {@code -Daofkit.target.seed=S} begins with this one,
 * {@code -Daofkit.target.all=true} tries each pair of servers in all forms, {@code
 * -Daofkit.target.older=true} what is for servers that can't be run.
 */
class CompactTargetServerTest {
  private static final int SEEDS = Integer.getInteger("aofkit.target.seeds", 1);
  private static final long FIRST = Long.getLong("aofkit.target.seed", 1);
  private static final int LENGTH = Integer.getInteger("aofkit.target.length", 400);
  private static final boolean OLDER = Boolean.getBoolean("aofkit.target.older");
  private static final boolean ALL = Boolean.getBoolean("aofkit.target.all");

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, REDIS_7_0, COMMANDS",
    "REDIS_7_0, REDIS_8_0, IMAGE",
    "REDIS_7_0, VALKEY_9, COMMANDS",
    "REDIS_8_0, REDIS_8_0, COMMANDS",
    "REDIS_8_0, REDIS_7_0, IMAGE",
    "REDIS_8_0, VALKEY_9, IMAGE",
    "VALKEY_9, VALKEY_9, COMMANDS",
    "VALKEY_9, REDIS_7_0, COMMANDS",
    "VALKEY_9, REDIS_8_0, IMAGE",
    "REDIS_8_0, VALKEY_8, IMAGE",
  })
  void whatAnotherServerLoadsIsTheSame(Server server, Server target, BaseForm form)
      throws IOException {
    same(server, CompactTarget.of(target), target, form);
  }

  /** Of targets that can't be run: servers load what is for older ones. */
  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, REDIS_6_2, REDIS_7_0, IMAGE",
    "REDIS_8_0, REDIS_7_2, REDIS_8_0, IMAGE",
    "REDIS_8_0, REDIS_7_4, REDIS_8_0, COMMANDS",
    "VALKEY_9, VALKEY_7_2, VALKEY_9, IMAGE",
    "VALKEY_9, VALKEY_8, VALKEY_9, IMAGE",
    "REDIS_8_0, VALKEY_8, VALKEY_9, IMAGE",
  })
  void whatIsForAnOlderServerANewerOneLoads(
      Server server, CompactTarget target, Server loads, BaseForm form) throws IOException {
    Assumptions.assumeTrue(ALL || OLDER, "-Daofkit.target.older=true tries it");
    same(server, target, loads, form);
  }

  private static void same(Server server, CompactTarget target, Server loads, BaseForm form)
      throws IOException {
    Path program = Servers.program(server);
    Path targetProgram = Servers.program(loads);
    List<String> wrong = new ArrayList<>();
    var counts = new TreeMap<String, Long>();
    List<BaseForm> bases = ALL ? List.of(BaseForm.IMAGE, BaseForm.COMMANDS) : List.of(form);
    for (BaseForm base : bases) {
      var trial = new TargetTrial(server, program, target, targetProgram, base);
      for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
        for (Forms forms : ALL ? Arrays.asList(Forms.LIVE, Forms.LOGGED) : List.of(Forms.LIVE)) {
          TargetTrial.Result result =
              trial.run(seed, forms, List.copyOf(Families.all().keySet()), LENGTH);
          if (!result.differences().isEmpty()) {
            wrong.add("== " + base + " " + forms + " seed " + seed);
            wrong.addAll(result.differences());
          }
          counts.merge("trials", 1L, Long::sum);
          counts.merge("keys", result.keys(), Long::sum);
          counts.merge("carried", result.carried(), Long::sum);
          result
              .unsupported()
              .forEach(found -> counts.merge(found.reason().title(), 1L, Long::sum));
        }
      }
    }
    System.out.println(server + " to " + target + ", loaded by " + loads + ": " + counts);
    assertThat(wrong).isEmpty();
  }
}
