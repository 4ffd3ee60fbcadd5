package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.Expected;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.LogShape;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.PrefixModel;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;

/**
 * What repairs keep of logs that stand behind an RDB image: as the base, as the head of a base with
 * commands behind it, and as the head of an old single file. The image stays as it is.
 */
class HeadedSalvagePropertyTest {
  private static final PlanOptions PREFIX = PlanOptions.of(Policy.PREFIX);

  @Property(tries = 150, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void keepsExactlyWhatIsIntactAndCertain(@ForAll long seed) throws IOException {
    Effort.run(
        seed, (random, data) -> SalvagePropertyTest.assertKept(headed(random, false), data, true));
  }

  @Property(tries = 150, seed = "20261124", shrinking = ShrinkingMode.OFF)
  void keepsExactlyWhatIsIntactInTheLastKnownDatabase(@ForAll long seed) throws IOException {
    Effort.run(
        seed, (random, data) -> SalvagePropertyTest.assertKept(headed(random, false), data, false));
  }

  @Property(tries = 60, seed = "20261125", shrinking = ShrinkingMode.OFF)
  void filesThatGoOnWithoutASelectAreCarriedOver(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) ->
            SalvagePropertyTest.assertKept(headed(random, true), data, random.nextBoolean()));
  }

  @Property(tries = 60, seed = "20261126", shrinking = ShrinkingMode.OFF)
  void secondSalvageHasNothingToDoAndUndoIsExact(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = headed(random, random.nextBoolean());
          truth.log().write(data);
          Map<String, String> before = Snapshots.contentsAndModes(data);

          boolean written = Repairs.apply(data, Repairs.salvage(random.nextBoolean())).isPresent();

          assertClean(truth, data);
          for (boolean drop : List.of(true, false)) {
            assertThat(Repairs.plan(data, Repairs.salvage(drop)).nothingToDo())
                .as("%s", truth.log())
                .isTrue();
          }
          if (written) {
            Repairs.undo(data);
          }
          assertThat(Snapshots.contentsAndModes(data)).isEqualTo(before);
        });
  }

  @Property(tries = 60, seed = "20261127", shrinking = ShrinkingMode.OFF)
  void prefixLeavesTheImageAndWhatWasThereBeforeTheFirstDamage(@ForAll long seed)
      throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = headed(random, false);
          truth.log().write(data);

          Repairs.apply(data, PREFIX);

          List<Expected> expected = PrefixModel.of(truth);
          assertThat(
                  Matching.differences(
                      expected,
                      LogReading.of(data, truth.log().healthy().head()),
                      command -> false))
              .as("%s", truth.log())
              .isEmpty();
          assertClean(truth, data);
          assertThat(Repairs.plan(data, PREFIX).nothingToDo()).isTrue();
        });
  }

  private static void assertClean(Truth truth, Path data) throws IOException {
    Report after = Checker.check(data, CheckOptions.defaults());
    assertThat(after.verdict()).as("%s%s", truth.log(), after.findings()).isEqualTo(Verdict.CLEAN);
    assertThat(after.loads()).isEqualTo(Loads.YES);
  }

  private static Truth headed(Random random, boolean continued) throws IOException {
    LogShape shape = Effort.shape(random).with(Heads.any(random));
    return DamagedLogs.any(random, continued ? shape.withContinuedFiles() : shape, 4);
  }
}
