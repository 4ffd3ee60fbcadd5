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
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.SalvageModel;
import org.aofkit.fuzz.damage.Truth;

/**
 * What a salvage keeps, judged by a model that knows what was intact. The repaired files are read
 * by the reference parser.
 */
class SalvagePropertyTest {

  @Property(tries = 250, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void keepsExactlyWhatIsIntactAndCertain(@ForAll long seed) throws IOException {
    Effort.run(seed, (random, data) -> assertKept(Effort.plain(random, 4), data, true));
  }

  @Property(tries = 250, seed = "20261124", shrinking = ShrinkingMode.OFF)
  void keepsExactlyWhatIsIntactInTheLastKnownDatabase(@ForAll long seed) throws IOException {
    Effort.run(seed, (random, data) -> assertKept(Effort.plain(random, 4), data, false));
  }

  @Property(tries = 150, seed = "20261125", shrinking = ShrinkingMode.OFF)
  void filesThatGoOnWithoutASelectAreCarriedOver(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = DamagedLogs.any(random, Effort.shape(random).withContinuedFiles(), 3);
          boolean drop = random.nextBoolean();
          assertKept(truth, data, drop);
        });
  }

  @Property(tries = 100, seed = "20261126", shrinking = ShrinkingMode.OFF)
  void secondSalvageHasNothingToDoAndTheServerStarts(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = Effort.plain(random, 4);
          boolean drop = random.nextBoolean();
          truth.log().write(data);
          Repairs.apply(data, Repairs.salvage(drop));

          Report after = Checker.check(data, CheckOptions.defaults());

          assertThat(after.verdict())
              .as("%s%s", truth.log(), after.findings())
              .isEqualTo(Verdict.CLEAN);
          assertThat(after.loads()).isEqualTo(Loads.YES);
          for (boolean either : List.of(true, false)) {
            assertThat(Repairs.plan(data, Repairs.salvage(either)).nothingToDo())
                .as("%s", truth.log())
                .isTrue();
          }
        });
  }

  @Property(tries = 100, seed = "20261127", shrinking = ShrinkingMode.OFF)
  void lookingChangesNothingAndUndoBringsEverythingBack(@ForAll long seed) throws IOException {
    Effort.run(seed, SalvagePropertyTest::assertUndone);
  }

  private static void assertUndone(Random random, Path data) throws IOException {
    Truth truth = Effort.plain(random, 4);
    truth.log().write(data);
    Map<String, String> before = Snapshots.contentsAndTimes(data);
    Map<String, String> bytesAndModes = Snapshots.contentsAndModes(data);

    for (boolean drop : List.of(true, false)) {
      Repairs.plan(data, Repairs.salvage(drop));
    }
    assertThat(Snapshots.contentsAndTimes(data)).isEqualTo(before);
    if (Repairs.apply(data, Repairs.salvage(random.nextBoolean())).isPresent()) {
      Repairs.undo(data);
    }

    assertThat(Snapshots.contentsAndModes(data)).isEqualTo(bytesAndModes);
  }

  static void assertKept(Truth truth, Path data, boolean drop) throws IOException {
    truth.log().write(data);

    Repairs.apply(data, Repairs.salvage(drop));

    assertThat(
            Matching.differences(
                SalvageModel.of(truth, drop),
                LogReading.of(data, truth.log().healthy().head()),
                command -> false))
        .as("%s\n%s", drop ? "drop" : "keep", truth.log())
        .isEmpty();
  }
}
