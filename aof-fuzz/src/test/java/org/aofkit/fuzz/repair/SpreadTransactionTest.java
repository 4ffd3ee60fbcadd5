package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.damage.DamagedLog;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.SalvageModel;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No half transaction is ever executed behind a salvage, over however many files it lies and
 * whatever of it is lost; all else that is intact stays; a second look finds nothing to do, and
 * undo is exact. One in so many of all cases is tried; {@code -Daofkit.fuzz.times=100} tries them
 * all.
 */
class SpreadTransactionTest {
  private static final int TRIED = 60;
  private static final int SERVED = 4;

  /** A kind of log, and whether the repair may refuse. */
  record Layouts(String name, SpreadTransactions logs, boolean mayRefuse) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Layouts> layouts() {
    return Stream.of(
        new Layouts("incrs", new SpreadTransactions(false, 5, "a M b c d E z y"), false),
        new Layouts("base, database 0", new SpreadTransactions(true, 0, "a M b c d E z"), true),
        // Behind a base it can't be known which database goes on.
        new Layouts("base, database 5", new SpreadTransactions(true, 5, "a M b c d E S5 z"), true),
        new Layouts(
            "SELECT inside", new SpreadTransactions(false, 5, "a M b S7 c E z S5 y"), false),
        new Layouts(
            "SELECT 0 inside", new SpreadTransactions(false, 5, "a M b S0 c E z S5 y"), false),
        new Layouts(
            "three databases",
            new SpreadTransactions(false, 5, "S1 w S5 a M b c d E z S1 y"),
            false),
        new Layouts("short", new SpreadTransactions(false, 5, "a M b c E z y"), false));
  }

  private static List<DamagedLog> sample(Layouts layouts, int count) {
    List<DamagedLog> all = new ArrayList<>(layouts.logs().all().toList());
    Collections.shuffle(all, new Random(20261123));
    int times = Integer.getInteger("aofkit.fuzz.times", 1);
    return all.subList(0, (int) Math.min(all.size(), (long) count * times));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void noHalfTransactionIsLeftAndAllElseStays(Layouts layouts) throws IOException {
    List<Truth> told = SpreadTransactions.told(sample(layouts, TRIED).stream()).toList();
    int refused = 0;
    for (Truth truth : told) {
      Path data = Effort.inMemory("aofkit-spread-");
      try {
        refused += salvaged(truth, data, layouts.mayRefuse()) ? 0 : 1;
      } catch (AssertionError | RuntimeException | IOException e) {
        throw new AssertionError(truth.log() + e.getMessage(), e);
      } finally {
        TempTree.delete(data);
      }
    }
    assertThat(refused).isLessThan(layouts.mayRefuse() ? told.size() / 2 : 1);
  }

  private static boolean salvaged(Truth truth, Path data, boolean mayRefuse) throws IOException {
    truth.log().write(data);
    Map<String, String> before = Snapshots.contentsAndModes(data);
    for (boolean drop : List.of(true, false)) {
      if (mayRefuse && !Repairs.plan(data, Repairs.salvage(drop)).refusals().isEmpty()) {
        return false;
      }
      boolean changed = Repairs.apply(data, Repairs.salvage(drop)).isPresent();
      assertThat(
              Matching.differences(
                  SalvageModel.of(truth, drop), LogReading.of(data), command -> false))
          .as(drop ? "drop" : "keep")
          .isEmpty();
      Report after = Checker.check(data, CheckOptions.defaults());
      assertThat(after.verdict()).as("%s", after.findings()).isEqualTo(Verdict.CLEAN);
      assertThat(after.loads()).isEqualTo(Loads.YES);
      assertThat(Repairs.plan(data, Repairs.salvage(drop)).nothingToDo()).isTrue();
      if (changed) {
        Repairs.undo(data);
      }
      assertThat(Snapshots.contentsAndModes(data)).isEqualTo(before);
    }
    return true;
  }

  /** What makes it a loss to leave them as they are. Two starts: the first cuts, and exits. */
  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void serversEndATransactionWithItsFileAndExecuteItsRest(Server server) throws IOException {
    Path program = Servers.program(server);
    Path data = Effort.inMemory("aofkit-spread-");
    try {
      SpreadTransactions.over(List.of("a M b", "c", "d E z")).write(data);
      Report before = Checker.check(data, CheckOptions.defaults());
      assertThat(before.verdict()).isEqualTo(Verdict.LOSSY);
      assertThat(before.loads()).isEqualTo(Loads.NO);
      LoadProbe.Mode mode = LoadProbe.Mode.DEFAULT;
      assertThat(LoadProbe.probe(program, data, LoadProbe.Mode.STRICT).loads()).isFalse();
      assertThat(LoadProbe.probeInPlace(program, data, mode, Map.of()).loads()).isFalse();

      DataSet second = LoadProbe.probeInPlace(program, data, mode, Map.of()).dataOrThrow();

      try (Judge judge = new Judge(program)) {
        List<Executed> half = new ArrayList<>();
        for (String key : List.of("a", "c", "d", "z")) {
          half.add(new Executed(0, List.of("SET", key, "value of " + key)));
        }
        assertThat(second.diff(judge.made(half))).isEmpty();
      }
    } finally {
      TempTree.delete(data);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void serversHoldWhatTheIntactCommandsMake(Server server) throws IOException {
    Path program = Servers.program(server);
    for (Layouts layouts : layouts().filter(each -> !each.mayRefuse()).toList()) {
      for (Truth truth :
          SpreadTransactions.told(sample(layouts, server == Server.REDIS_7_0 ? SERVED : 1).stream())
              .toList()) {
        Path data = Effort.inMemory("aofkit-spread-");
        try {
          truth.log().write(data);
          Repairs.apply(data, Repairs.salvage(true));
          List<Executed> left = LogReading.of(data);
          assertThat(Matching.differences(SalvageModel.of(truth, true), left, each -> false))
              .isEmpty();
          DataSet loaded = LoadProbe.probe(program, data, LoadProbe.Mode.STRICT).dataOrThrow();
          try (Judge judge = new Judge(program)) {
            assertThat(loaded.diff(judge.made(left))).as("%s", truth.log()).isEmpty();
          }
        } finally {
          TempTree.delete(data);
        }
      }
    }
  }
}
