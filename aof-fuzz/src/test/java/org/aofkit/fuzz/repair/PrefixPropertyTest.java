package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Expected;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.PrefixModel;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;

/** What the policy {@code prefix} leaves is a state that the server had at one point in time. */
class PrefixPropertyTest {
  /** Refuses where nothing at all would be left. */
  private static final PlanOptions PREFIX = PlanOptions.of(Policy.PREFIX);

  @Property(tries = 200, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void prefixLeavesWhatWasThereBeforeTheFirstDamage(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = Effort.plain(random, 4);
          truth.log().write(data);
          List<Expected> expected = PrefixModel.of(truth);

          if (expected.isEmpty() && !Repairs.plan(data, PREFIX).refusals().isEmpty()) {
            return;
          }
          Repairs.apply(data, PREFIX);

          List<Executed> left = LogReading.of(data);
          assertThat(Matching.differences(expected, left, command -> false))
              .as("%s", truth.log())
              .isEmpty();
          Report after = Checker.check(data, CheckOptions.defaults());
          assertThat(after.verdict()).isEqualTo(Verdict.CLEAN);
          assertThat(Repairs.plan(data, PREFIX).nothingToDo()).isTrue();
        });
  }
}
