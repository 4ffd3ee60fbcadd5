package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.fuzz.tool.ToolRun;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A dump made into a log, and a log into a dump: a server that loads the one holds what it held by
 * the other. {@code -Daofkit.convert.seeds=N} tries more workloads, {@code -Daofkit.convert.seed=S}
 * begins with this one.
 */
class ConvertServerTest {
  private static final int SEEDS = Integer.getInteger("aofkit.convert.seeds", 1);
  private static final long FIRST = Long.getLong("aofkit.convert.seed", 1);
  private static final int LENGTH = 400;
  private static final Map<String, String> DUMP = Map.of("appendonly", "no");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void theServerHoldsTheSameBothWays(Server server) throws IOException {
    Path program = Servers.program(server);
    int converted = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      Path root = Files.createDirectory(folder.resolve(server + "-" + seed));
      converted += bothWays(server, program, seed, root);
      TempTree.delete(root);
    }
    System.out.println(server + ": " + converted + " of " + SEEDS + " logs made dumps");
    assertThat(converted).isPositive();
  }

  /** Whether the log could be made a dump: one with commands that are carried can't. */
  private static int bothWays(Server server, Path program, long seed, Path root)
      throws IOException {
    var trials = new TrialServer(program);
    List<String> families = List.copyOf(Families.all().keySet());
    Workload workload = Workload.of(seed, server, Forms.LIVE, families, LENGTH);
    Path log = Files.createDirectory(root.resolve("log"));
    Path first = Files.createDirectory(root.resolve("first"));
    try (QuickServer started = trials.start(log, seed % 2 == 0);
        RespClient client = started.connect()) {
      new LiveSession(client, seed).run(workload);
    }
    // Both from one server, at one time: what has expired by then is in neither.
    try (QuickServer started = QuickServer.start(program, log, Map.of("appendonly", "yes"));
        RespClient client = started.connect()) {
      client.call("SAVE").orThrow();
      Files.copy(log.resolve("dump.rdb"), first.resolve("dump.rdb"));
      Files.delete(log.resolve("dump.rdb"));
    }
    Path made = root.resolve("made");
    ToolRun toLog = tool("convert", first.resolve("dump.rdb").toString(), made.toString());
    assertThat(toLog.exitCode()).as(toLog.said()).isZero();
    assertThat(trials.load(made).differences(dump(program, first))).as("seed " + seed).isEmpty();

    Path second = Files.createDirectory(root.resolve("second"));
    ToolRun toDump = tool("convert", log.toString(), second.resolve("dump.rdb").toString());
    if (toDump.exitCode() == 8) {
      assertThat(toDump.said()).contains("a dump has no place for");
      return 0;
    }
    assertThat(toDump.exitCode()).as(toDump.said()).isZero();
    assertThat(dump(program, second).differences(trials.load(log))).as("seed " + seed).isEmpty();
    return 1;
  }

  private static Snapshot dump(Path program, Path dir) throws IOException {
    try (QuickServer started = QuickServer.start(program, dir, DUMP);
        RespClient client = started.connect()) {
      return Snapshot.of(client);
    }
  }

  private static ToolRun tool(String... words) {
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words);
  }
}
