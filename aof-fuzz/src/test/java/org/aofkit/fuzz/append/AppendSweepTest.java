package org.aofkit.fuzz.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.append.LogUnusableException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.fs.OperationKind;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file operation of a writer fails, or is the last before a kill, in turn. What was
 * acknowledged is in the log, what was not is in it whole, torn at its very end, or not at all; and
 * the writer, or the next one, goes on from there.
 */
public class AppendSweepTest {
  private static final int MOST_POINTS = 2_000;
  private static final String BIG = "v".repeat(CommandBatch.LONGEST_COPIED + 1000);
  private static final Map<String, IntFunction<FaultPlan>> FAULTS = faults();

  private static Map<String, IntFunction<FaultPlan>> faults() {
    Map<String, IntFunction<FaultPlan>> faults = new LinkedHashMap<>();
    faults.put("kill", FaultPlan::kill);
    faults.put("kill half-way through a write", FaultPlan::killHalfway);
    faults.put("no space", FaultPlan::noSpace);
    faults.put("error of a change", k -> FaultPlan.fail(OperationKind.CHANGING, k));
    Set<OperationKind> looking = EnumSet.complementOf(EnumSet.copyOf(OperationKind.CHANGING));
    faults.put("error of a look", k -> FaultPlan.fail(looking, k));
    return faults;
  }

  static Stream<String> faultNames() {
    return FAULTS.keySet().stream();
  }

  /** What is done with a writer, one after the other. */
  private enum Step {
    FIRST {
      @Override
      void run(AofWriter writer) throws IOException {
        writer.append(
            new CommandBatch().add(0, "SET", "a", "1").add(3, "RPUSH", "list", "x", BIG, "y"));
      }
    },
    TRANSACTION {
      @Override
      void run(AofWriter writer) throws IOException {
        writer.append(
            new CommandBatch().multi(3).add(3, "SET", "b", BIG).add(0, "INCR", "a").exec());
      }
    },
    ROTATION {
      @Override
      void run(AofWriter writer) throws IOException {
        writer.rotate();
      }
    },
    LAST {
      @Override
      void run(AofWriter writer) throws IOException {
        writer.append(new CommandBatch().add(0, "APPEND", "a", "2"));
      }
    },
    SYNC {
      @Override
      void run(AofWriter writer) throws IOException {
        writer.sync();
      }
    };

    abstract void run(AofWriter writer) throws IOException;
  }

  @ParameterizedTest
  @MethodSource("faultNames")
  void whatIsAcknowledgedIsThereAndNothingIsThereInPart(String fault) throws IOException {
    List<Map<String, String>> states = statesWithoutFaults();
    int points = 0;
    boolean hasFired = true;
    while (hasFired) {
      points++;
      try (Place place = new Place()) {
        place.fs.use(FAULTS.get(fault).apply(points));
        place.run();
        hasFired = place.fs.plan().hasFired();
        place.fs.use(FaultPlan.none());
        String point = fault + ", point " + points;
        if (hasFired) {
          place.requireStateAround(states, point);
        } else {
          assertThat(place.done).as(point).isEqualTo(Step.values().length);
        }
      }
      assertThat(points).isLessThan(MOST_POINTS);
    }
    System.out.printf("sweep: append, %s: %d points%n", fault, points - 1);
    assertThat(points).isGreaterThan(4);
  }

  @Test
  void aNewIncrSaysThatAllInFrontOfItIsDurable() throws IOException {
    try (Place place = new Place()) {
      AofWriterOptions options = AofWriterOptions.defaults().withFsync(FsyncPolicy.NO);
      try (AofWriter writer = AofWriter.open(place.dir, CheckOptions.defaults(), options)) {
        Step.FIRST.run(writer);
        place.fs.use(FaultPlan.none());
        Step.ROTATION.run(writer);
        assertThat(place.fs.plan().done())
            .anyMatch(
                done -> done.kind() == OperationKind.FORCE && done.path().endsWith(".1.incr.aof"));
        assertThat(writer.durableUpTo()).isEqualTo(writer.end());
      }
    }
  }

  /** The log files behind the opening and behind each step. */
  private static List<Map<String, String>> statesWithoutFaults() throws IOException {
    List<Map<String, String>> states = new ArrayList<>();
    try (Place place = new Place()) {
      states.add(place.logs());
      try (AofWriter writer = place.open()) {
        for (Step step : Step.values()) {
          step.run(writer);
          states.add(place.logs());
        }
      }
      assertThat(place.verdict()).isEqualTo(Verdict.CLEAN);
    }
    return states;
  }

  /** A directory of its own, and how far a writer came in it. */
  private static final class Place implements AutoCloseable {
    private final Path real;
    private final FaultyFileSystem fs;
    private final Path dir;
    private int done;
    private boolean mayBeTorn;

    Place() throws IOException {
      Path memory = Path.of("/dev/shm");
      real =
          Files.isWritable(memory)
              ? Files.createTempDirectory(memory, "aofkit-append-")
              : Files.createTempDirectory("aofkit-append-");
      fs = new FaultyFileSystem(real.getFileSystem(), FaultPlan.none());
      fs.confineTo(real);
      dir = fs.wrap(real);
      try (AofDirectoryWriter base = AofDirectoryWriter.create(real, Server.REDIS_7_0)) {
        byte[] key = {'k'};
        base.put(0, key, RdbValue.string(key), KeyHead.NONE).finish();
      }
    }

    AofWriter open() throws IOException {
      AofWriterOptions options = AofWriterOptions.defaults().withFsync(FsyncPolicy.ALWAYS);
      return AofWriter.open(dir, CheckOptions.defaults(), options);
    }

    /** Does the steps in a process of their own, up to the first failure. */
    void run() throws IOException {
      @Nullable AofWriter writer = null;
      try {
        writer = open();
        for (Step step : Step.values()) {
          step.run(writer);
          done++;
        }
      } catch (LogUnusableException e) {
        mayBeTorn = true;
      } catch (IOException e) {
        assertThat(fs.plan().hasFired()).as("%s", e).isTrue();
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
        Step.FIRST.run(writer);
        Step.ROTATION.run(writer);
        Step.LAST.run(writer);
      }
      assertThat(verdict()).as(point).isEqualTo(Verdict.CLEAN);
      assertThat(real.resolve(".aof-fsck")).as(point).doesNotExist();
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
}
