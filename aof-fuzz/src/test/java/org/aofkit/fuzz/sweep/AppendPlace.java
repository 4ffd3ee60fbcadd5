package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.append.LogUnusableException;
import org.aofkit.append.NotCleanException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.fs.SmallVolume;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** A directory of its own, and how far a writer came in it. */
final class AppendPlace implements AutoCloseable {
  private static final long FIRST_SECOND = 1_800_000_000L;

  private final Path real;
  final FaultyFileSystem fs;
  final Path dir;
  int done;
  private boolean mayBeTorn;

  /** Whether it lies on a volume without room. */
  boolean isFull;

  private final FsyncPolicy policy;

  /** A writer that makes every append durable. */
  AppendPlace(Path parent) throws IOException {
    this(parent, FsyncPolicy.ALWAYS);
  }

  AppendPlace(Path parent, FsyncPolicy policy) throws IOException {
    this.policy = policy;
    real = Files.createTempDirectory(parent, "aofkit-append-");
    fs = new FaultyFileSystem(real.getFileSystem(), FaultPlan.none());
    fs.confineTo(real);
    dir = fs.wrap(real);
    try (AofDirectoryWriter base = AofDirectoryWriter.create(real, Server.REDIS_7_0)) {
      byte[] key = {'k'};
      base.put(0, key, RdbValue.string(key), KeyHead.NONE).finish();
    }
  }

  /** The log files behind the opening and behind each step. */
  static List<Map<String, String>> statesWithoutFaults() throws IOException {
    List<Map<String, String>> states = new ArrayList<>();
    try (AppendPlace place = new AppendPlace(Place.memory())) {
      states.add(place.logs());
      try (AofWriter writer = place.open()) {
        for (AppendStep step : AppendStep.values()) {
          step.run(writer);
          place.done++;
          states.add(place.logs());
        }
      }
      assertThat(place.verdict()).isEqualTo(Verdict.CLEAN);
    }
    return states;
  }

  AofWriter open() throws IOException {
    return AofWriter.open(
        dir, CheckOptions.defaults(), new AofWriterOptions(policy, true, new StepClock()));
  }

  /** A second a step, so that each append has an annotation in front. */
  private final class StepClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(FIRST_SECOND + done);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Does the steps in a process of their own, up to the first failure. */
  void run() throws IOException {
    @Nullable AofWriter writer = null;
    try {
      writer = open();
      for (AppendStep step : AppendStep.values()) {
        step.run(writer);
        done++;
      }
    } catch (LogUnusableException e) {
      mayBeTorn = true;
    } catch (IOException e) {
      assertThat(isFull || fs.plan().hasFired()).as("%s", e).isTrue();
    } catch (KilledError e) {
      mayBeTorn = true;
      fs.closeChannels();
      return;
    } finally {
      if (writer != null && !fs.plan().hasKilled()) {
        close(writer);
      }
    }
    assertThat(fs.openChannels()).isZero();
  }

  /** Opens it, and is killed meanwhile. */
  void openAndDie() throws IOException {
    try {
      open().close();
    } catch (NotCleanException e) {
      assertThat(mayBeTorn).isTrue();
    } catch (KilledError e) {
      fs.closeChannels();
    }
  }

  /**
   * Does the steps; one for which there is no room leaves nothing in the log, and is done by the
   * same writer when there is.
   *
   * @return how many steps there was no room for, the opening included
   */
  int runWithout(SmallVolume volume, List<Map<String, String>> states) throws IOException {
    int failed = 0;
    try {
      open().close();
    } catch (IOException e) {
      failed++;
      volume.empty();
    }
    try (AofWriter writer = open()) {
      for (AppendStep step : AppendStep.values()) {
        try {
          step.run(writer);
        } catch (LogUnusableException e) {
          throw e;
        } catch (IOException e) {
          failed++;
          assertThat(logs()).as("%s, %s", step, e).isEqualTo(states.get(done));
          volume.empty();
          step.run(writer);
        }
        done++;
        assertThat(logs()).as("%s", step).isEqualTo(states.get(done));
      }
    }
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
    return failed;
  }

  private void close(AofWriter writer) throws IOException {
    try {
      writer.close();
    } catch (IOException e) {
      mayBeTorn |= e instanceof LogUnusableException;
    } catch (KilledError e) {
      mayBeTorn = true;
      fs.closeChannels();
    }
  }

  /** What is in the log is what was acknowledged, with all of the next step or none of it. */
  void requireStateAround(List<Map<String, String>> states, String point) throws IOException {
    Map<String, String> before = states.get(done);
    Map<String, String> after = states.get(Math.min(done + 1, states.size() - 1));
    Map<String, String> now = logs();
    if (!now.equals(before) && !now.equals(after)) {
      assertThat(mayBeTorn).as(point).isTrue();
      requireBetween(before, now, after, point);
    }
    if (verdict() != Verdict.CLEAN) {
      assertThat(mayBeTorn).as(point).isTrue();
      repair(point);
      requireBetween(before, logs(), after, point);
    }
    goOn(point);
  }

  private static void requireBetween(
      Map<String, String> before,
      Map<String, String> now,
      Map<String, String> after,
      String point) {
    Set<String> files = new TreeSet<>(before.keySet());
    files.addAll(now.keySet());
    for (String file : files) {
      boolean isBetween =
          now.getOrDefault(file, "").startsWith(before.getOrDefault(file, ""))
              && after.getOrDefault(file, "").startsWith(now.getOrDefault(file, ""));
      assertThat(isBetween).as("%s, %s", point, file).isTrue();
    }
  }

  /** What a killed writer has left torn is mended without a loss. */
  private void repair(String point) throws IOException {
    Report report = Checker.check(real, CheckOptions.defaults());
    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), PlanOptions.safe());
    assertThat(plan.mayBeApplied()).as(point).isTrue();
    RepairOptions options =
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    Repair.apply(real, report, plan, options, CheckOptions.defaults());
    TempTree.delete(real.resolve(".aof-fsck"));
  }

  /** The next writer is not in the way of what the one before has left. */
  private void goOn(String point) throws IOException {
    try (AofWriter writer = open()) {
      AppendStep.FIRST.run(writer);
      AppendStep.ROTATION.run(writer);
      AppendStep.LAST.run(writer);
    }
    assertThat(verdict()).as(point).isEqualTo(Verdict.CLEAN);
    assertThat(real.resolve(".aof-fsck")).as(point).doesNotExist();
  }

  /**
   * Behind a failure nothing lies about, since all of it can be removed again.
   *
   * @param plan what has happened to the process
   */
  void requireNoStrays(FaultPlan plan, String point) throws IOException {
    Path directory = real.resolve("appendonlydir");
    String manifest = Files.readString(directory.resolve("appendonly.aof.manifest"));
    Set<String> strays = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.map(file -> file.getFileName().toString()).forEach(strays::add);
    }
    strays.remove("appendonly.aof.manifest");
    strays.removeIf(name -> manifest.contains(" " + name + " "));
    if (plan.hasKilled()) {
      // What the next writer makes again: the new manifest, and the next incr, still empty.
      strays.remove("temp-appendonly.aof.manifest");
      Set<String> withContent = logs().keySet();
      strays.removeIf(name -> name.endsWith(".incr.aof") && !withContent.contains(name));
    }
    assertThat(strays).as(point).isEmpty();
  }

  Verdict verdict() throws IOException {
    return Checker.check(real, CheckOptions.defaults()).verdict();
  }

  Map<String, String> logs() throws IOException {
    Map<String, String> logs = new TreeMap<>();
    try (Stream<Path> files = Files.list(real.resolve("appendonlydir"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".incr.aof") && Files.size(file) > 0) {
          logs.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return logs;
  }

  @Override
  public void close() throws IOException {
    TempTree.delete(real);
  }
}
