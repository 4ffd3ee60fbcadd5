package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes at every moment of a writer's life. What it said is safe is in the log byte for
 * byte, and the next run goes on behind it.
 */
class AppendPowerLossTest {
  private static final CheckOptions CHECK = CheckOptions.defaults();
  private static final String BIG = "v".repeat(1200);

  private interface Step {
    void run(AofWriter writer) throws IOException;
  }

  private static final List<Step> STEPS =
      List.of(
          w -> w.append(new CommandBatch().add(0, "SET", "a", "1").add(3, "RPUSH", "l", BIG, "y")),
          w ->
              w.append(
                  new CommandBatch().multi(3).add(3, "SET", "b", BIG).add(0, "INCR", "a").exec()),
          AofWriter::rotate,
          w -> w.append(new CommandBatch().add(0, "APPEND", "a", "2")),
          w -> w.append(new CommandBatch().add(0, "SET", "c", BIG)));

  /** Does the steps; what is in the log when it is told to be durable is added to a list. */
  private static void write(
      PowerCase place, FsyncPolicy policy, List<Map<String, String>> acknowledged)
      throws IOException {
    AofWriterOptions options = AofWriterOptions.defaults().withFsync(policy);
    Path dir = place.fs().wrap(place.data());
    try (AofWriter writer = AofWriter.open(dir, CHECK, options)) {
      for (Step step : STEPS) {
        step.run(writer);
        if (writer.end().equals(writer.durableUpTo())) {
          acknowledged.add(logs(place.data()));
          place.note("acknowledged");
        }
      }
    }
  }

  private static void fill(Path dir) throws IOException {
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      byte[] key = {'k'};
      base.put(0, key, RdbValue.string(key), KeyHead.NONE).finish();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAcknowledgedIsThere(NameOrder order) throws IOException {
    appended(order, FsyncPolicy.ALWAYS, 3);
  }

  /** Without fsync nothing is promised but what lies in front of a rotation. */
  @ParameterizedTest
  @EnumSource
  void whatLiesInFrontOfARotationIsThereWithoutFsync(NameOrder order) throws IOException {
    appended(order, FsyncPolicy.NO, 5);
  }

  private static void appended(NameOrder order, FsyncPolicy policy, int step) throws IOException {
    try (PowerCase place = new PowerCase()) {
      fill(place.data());
      List<Map<String, String>> acknowledged = new ArrayList<>();
      History history = place.record(FaultPlan.none(), () -> write(place, policy, acknowledged));
      assertThat(acknowledged).isNotEmpty();
      Tally tally =
          place.eachState(
              "append",
              history,
              order,
              PowerCase.limits(24, 8),
              step,
              state -> {
                int done = (int) state.notes().stream().filter(n -> n.startsWith("ack")).count();
                Map<String, String> safe = done == 0 ? Map.of() : acknowledged.get(done - 1);
                requireSafe(place.data(), safe);
              });
      PowerCase.write(tally, policy, order);
    }
  }

  private static void requireSafe(Path data, Map<String, String> safe) throws IOException {
    requireBegins(data, safe);
    Report report = Checker.check(data, CHECK);
    if (report.verdict() != Verdict.CLEAN) {
      mend(data, report);
      requireBegins(data, safe);
    }
    AofWriterOptions options = AofWriterOptions.defaults().withFsync(FsyncPolicy.NO);
    try (AofWriter writer = AofWriter.open(data, CHECK, options)) {
      writer.append(new CommandBatch().add(0, "SET", "next", "1"));
      writer.rotate();
    }
    assertThat(Checker.check(data, CHECK).verdict()).isEqualTo(Verdict.CLEAN);
    try (Stream<Path> files = Files.list(data.resolve("appendonlydir"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .allMatch(
              n -> n.matches("appendonly\\.aof\\.([123]\\.(base\\.rdb|incr\\.aof)|manifest)"));
    }
  }

  /** What was not acknowledged may be torn or NULs; a repair cuts it, and takes nothing else. */
  private static void mend(Path data, Report report) throws IOException {
    RepairPlan plan = RepairPlanner.plan(report, CHECK, PlanOptions.safe());
    if (!plan.mayBeApplied()) {
      plan = RepairPlanner.plan(report, CHECK, PlanOptions.of(Policy.PREFIX));
    }
    assertThat(plan.mayBeApplied()).as("%s", report.findings()).isTrue();
    Repair.apply(
        data,
        report,
        plan,
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false),
        CHECK);
    TempTree.delete(data.resolve(".aof-fsck"));
  }

  private static void requireBegins(Path data, Map<String, String> safe) throws IOException {
    Map<String, String> now = logs(data);
    safe.forEach((name, text) -> assertThat(now.getOrDefault(name, "")).as(name).startsWith(text));
    String manifest = Files.readString(data.resolve("appendonlydir/appendonly.aof.manifest"));
    safe.keySet().forEach(name -> assertThat(manifest).contains(name));
  }

  private static Map<String, String> logs(Path real) throws IOException {
    Map<String, String> logs = new TreeMap<>();
    try (Stream<Path> files = Files.list(real.resolve("appendonlydir"))) {
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".incr.aof") && Files.size(file) > 0) {
          String name = String.valueOf(file.getFileName());
          logs.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return logs;
  }

  @ParameterizedTest
  @EnumSource
  void aNewDirectoryIsThereAsAWholeOrNotAtAll(NameOrder order) throws IOException {
    try (PowerCase place = new PowerCase()) {
      PowerCase.write(created(place, order), order);
    }
  }

  /** The model would notice if one were missing: of the syncs that count, each is left out once. */
  @Test
  void aSyncThatLiesIsFound() throws IOException {
    int syncs = 0;
    int found = 0;
    boolean hasLied = true;
    for (int k = 1; hasLied; k++) {
      try (PowerCase place = new PowerCase()) {
        place.fs().lieAboutSync(k);
        boolean isFound = false;
        try {
          // The bytes tell: neither a check nor a writer has to go over each state here.
          created(place, NameOrder.INDEPENDENT, state -> {});
        } catch (AssertionError e) {
          isFound = true;
        }
        hasLied = place.fs().hasLied();
        assertThat(hasLied || !isFound).isTrue();
        syncs += hasLied ? 1 : 0;
        found += isFound ? 1 : 0;
      }
    }
    System.out.printf("power loss: create, %d of %d lying syncs found%n", found, syncs);
    // Those of the bytes of the base and of the manifest. Names are synced more than once, the one
    // of the directory again when the lock beside it goes.
    assertThat(found).isGreaterThanOrEqualTo(2);
  }

  private static Tally created(PowerCase place, NameOrder order) throws IOException {
    return created(
        place,
        order,
        state -> {
          if (Files.notExists(place.data().resolve("appendonlydir"))) {
            fill(place.data());
          }
          assertThat(Checker.check(place.data(), CHECK).verdict()).isEqualTo(Verdict.CLEAN);
          // A lock that nobody holds may be left; the next one who writes takes it away.
          AofWriter.open(place.data(), CHECK, AofWriterOptions.defaults()).close();
          try (Stream<Path> files = Files.list(place.data())) {
            assertThat(files).containsExactly(place.data().resolve("appendonlydir"));
          }
        });
  }

  private static Tally created(PowerCase place, NameOrder order, PowerCase.Judge next)
      throws IOException {
    History history = place.record(FaultPlan.none(), () -> fill(place.fs().wrap(place.data())));
    Path made = place.data().resolve("appendonlydir");
    Map<String, byte[]> whole = new TreeMap<>();
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        whole.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return place.eachState(
        "create",
        history,
        order,
        PowerCase.limits(24, 8),
        1,
        state -> {
          if (Files.exists(made)) {
            for (Map.Entry<String, byte[]> file : whole.entrySet()) {
              assertThat(made.resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
          } else {
            assertThat(state.notes()).isEmpty();
          }
          next.judge(state);
        });
  }
}
