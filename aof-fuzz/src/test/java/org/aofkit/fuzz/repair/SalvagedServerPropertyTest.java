package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Expected;
import org.aofkit.fuzz.damage.Head;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.PrefixModel;
import org.aofkit.fuzz.damage.SalvageModel;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.server.Server;

/**
 * A real server, started on what a repair left, holds in each database the keys, values, types and
 * expiries that the commands make which had to be kept, sent to a fresh server.
 */
class SalvagedServerPropertyTest {

  @Property(tries = 40, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void redis7HoldsWhatTheIntactCommandsMake(@ForAll long seed) throws IOException {
    assertHeld(Server.REDIS_7_0, seed);
  }

  @Property(tries = 25, seed = "20261124", shrinking = ShrinkingMode.OFF)
  void redis7HoldsTheImageInFrontAndWhatTheIntactCommandsMakeOfIt(@ForAll long seed)
      throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    Effort.run(
        seed,
        (random, data) -> {
          Head head = random.nextInt(3) == 0 ? Heads.any(random) : Heads.made(random, program);
          Truth truth = DamagedLogs.any(random, Effort.shape(random).with(head), 4);
          assertHeld(program, truth, random.nextBoolean(), data);
        });
  }

  @Property(tries = 6, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void redis8HoldsWhatTheIntactCommandsMake(@ForAll long seed) throws IOException {
    assertHeld(Server.REDIS_8_0, seed);
  }

  @Property(tries = 6, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void valkey9HoldsWhatTheIntactCommandsMake(@ForAll long seed) throws IOException {
    assertHeld(Server.VALKEY_9, seed);
  }

  @Property(tries = 12, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void prefixIsAStateThatTheServerHad(@ForAll long seed) throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = Effort.plain(random, 3);
          truth.log().write(data);
          if (!Repairs.plan(data, PlanOptions.of(Policy.PREFIX)).refusals().isEmpty()) {
            // Nothing at all would be left.
            return;
          }
          Repairs.apply(data, PlanOptions.of(Policy.PREFIX));
          List<Executed> had = PrefixModel.of(truth).stream().map(Expected::executed).toList();
          assertSame(program, data, had, truth);
        });
  }

  private static void assertHeld(Server server, long seed) throws IOException {
    Path program = Servers.program(server);
    Effort.run(seed, (random, data) -> assertHeld(program, random, data));
  }

  private static void assertHeld(Path program, Random random, Path data) throws IOException {
    assertHeld(program, Effort.plain(random, 4), random.nextBoolean(), data);
  }

  private static void assertHeld(Path program, Truth truth, boolean drop, Path data)
      throws IOException {
    truth.log().write(data);
    Repairs.apply(data, Repairs.salvage(drop));
    Head head = truth.log().healthy().head();
    assertSame(program, data, required(SalvageModel.of(truth, drop), data, head), truth);
  }

  /** What had to be kept; where the model leaves it open, what was. */
  private static List<Executed> required(List<Expected> expected, Path data, Head head)
      throws IOException {
    List<Executed> left = LogReading.of(data, head);
    if (Matching.differences(expected, left, command -> false).isEmpty()) {
      return left;
    }
    List<Executed> required = new ArrayList<>();
    expected.stream().filter(Expected::must).map(Expected::executed).forEach(required::add);
    return required;
  }

  private static void assertSame(Path program, Path data, List<Executed> commands, Truth truth)
      throws IOException {
    DataSet loaded = LoadProbe.probe(program, data, LoadProbe.Mode.STRICT).dataOrThrow();
    try (Judge judge = new Judge(program, truth.log().healthy().head())) {
      assertThat(loaded.diff(judge.made(commands))).as("%s", truth.log()).isEmpty();
    }
  }
}
