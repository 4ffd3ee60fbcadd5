package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.power.NameOrder;
import org.aofkit.fuzz.power.PowerCase;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.ToolRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes at every moment of each compaction and of the rescue, and of their undo. A server
 * that starts first comes up with all there is or refuses to; the next run comes to the same end,
 * and undo gives every byte back. By default a part of the states is judged; all of them: {@code
 * -Daofkit.power.step=1}.
 */
class CompactPowerLossTest {
  private static final boolean ALL = Integer.getInteger("aofkit.power.step", 0) > 0;

  @ParameterizedTest
  @EnumSource
  void theNextRunComesToTheSameEnd(CompactWork work) throws IOException {
    for (NameOrder order : ALL ? NameOrder.values() : new NameOrder[] {NameOrder.INDEPENDENT}) {
      try (PowerCase place = new PowerCase()) {
        Place data = Place.existing(place.data().getParent(), 0);
        work.fill(data);
        Map<String, String> before = work.state(data);
        History history =
            place.record(
                FaultPlan.none(),
                () -> {
                  ToolRun run = work.run(data.on(place.fs()));
                  assertThat(run.exitCode()).as(run.said()).isEqualTo(work.good());
                });
        Map<String, String> after = work.state(data);
        assertThat(after).isNotEqualTo(before);
        Tally tally =
            place.eachState(
                "compact",
                history,
                order,
                PowerCase.limits(ALL ? 8 : 2, ALL ? 2 : 1),
                step(work),
                state -> {
                  if (!state.notes().isEmpty()) {
                    assertThat(work.state(data)).as("what was reported").isEqualTo(after);
                  }
                  work.requireMeanwhile(data, state.toString());
                  ToolRun run = work.run(data);
                  assertThat(run.exitCode()).as(run.said()).isZero();
                  assertThat(work.state(data)).as(run.said()).isEqualTo(after);
                  if (work.isUndone()) {
                    ToolRun undo = data.undo();
                    assertThat(undo.exitCode()).as(undo.said()).isZero();
                    assertThat(work.state(data)).as("undone").isEqualTo(before);
                  }
                });
        PowerCase.write(tally, work, order);
      }
    }
  }

  private static int step(CompactWork work) {
    return switch (work) {
      case COMPACT_A_SINGLE_LOG, COMPACT_ELSEWHERE -> 41;
      case RESCUE -> 131;
      default -> 73;
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPACT", "COMPACT_THROUGH_SCRATCH", "RESCUE"})
  void anUndoComesToItsEnd(CompactWork work) throws IOException {
    NameOrder order = NameOrder.INDEPENDENT;
    try (PowerCase place = new PowerCase()) {
      Place data = Place.existing(place.data().getParent(), 0);
      work.fill(data);
      Map<String, String> before = work.state(data);
      assertThat(work.run(data).exitCode()).isEqualTo(work.good());
      History history =
          place.record(
              FaultPlan.none(), () -> assertThat(data.on(place.fs()).undo().exitCode()).isZero());
      Tally tally =
          place.eachState(
              "compact-undo",
              history,
              order,
              PowerCase.limits(8, 2),
              37,
              state -> {
                if (!state.notes().isEmpty()) {
                  assertThat(work.state(data)).as("what was reported").isEqualTo(before);
                }
                ToolRun undo = data.undo();
                assertThat(undo.exitCode()).as(undo.said()).isIn(0, 8);
                assertThat(work.state(data)).as(undo.said()).isEqualTo(before);
              });
      PowerCase.write(tally, work, order);
    }
  }
}
