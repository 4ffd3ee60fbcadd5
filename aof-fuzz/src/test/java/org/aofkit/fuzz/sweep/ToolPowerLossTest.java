package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.power.NameOrder;
import org.aofkit.fuzz.power.PowerCase;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.DamagedSet;
import org.aofkit.fuzz.tool.ToolRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power goes at every moment of repair in each policy, of init, of the rebuilding of a manifest
 * and the salvage of an image, and of their undo. The next run comes to the same end, and undo
 * gives every byte back.
 */
class ToolPowerLossTest {
  static List<Work> works() {
    return List.of(
        new DamagedWork("repair", DamagedSet.HOLE_MASKED_IN_PLACE),
        new DamagedWork("repair", DamagedSet.NUL_TAIL),
        new DamagedWork("repair", DamagedSet.SPLIT_COMMAND),
        new DamagedWork("repair", DamagedSet.TWO_FILES),
        new DamagedWork("init", DamagedSet.OPEN_TRANSACTION_AND_OFFSETS),
        ToolWork.REPAIR_PREFIX,
        ToolWork.REPAIR_SALVAGE,
        ToolWork.MANIFEST_REBUILD,
        ToolWork.RDB_SALVAGE_OF_A_BASE);
  }

  @ParameterizedTest
  @MethodSource("works")
  void theNextRunComesToTheSameEnd(Work work) throws IOException {
    for (NameOrder order : NameOrder.values()) {
      try (PowerCase place = new PowerCase()) {
        Place data = Place.existing(place.data().getParent(), 0);
        work.fill(data);
        Map<String, String> before = data.files();
        History history =
            place.record(
                FaultPlan.none(),
                () -> {
                  ToolRun run = work.run(data.on(place.fs()));
                  assertThat(run.exitCode()).as(run.said()).isEqualTo(work.good());
                });
        Map<String, String> after = data.files();
        assertThat(after).isNotEqualTo(before);
        Tally tally =
            place.eachState(
                "tool",
                history,
                order,
                PowerCase.limits(8, 2),
                11,
                state -> {
                  if (!state.notes().isEmpty()) {
                    assertThat(data.files()).as("what was reported").isEqualTo(after);
                  }
                  ToolRun run = work.run(data);
                  assertThat(data.files()).as(run.said()).isEqualTo(after);
                  assertThat(run.exitCode()).as(run.said()).isIn(0, work.good());
                  ToolRun undo = data.undo();
                  assertThat(undo.exitCode()).as(undo.said()).isZero();
                  assertThat(data.files()).as("undone").isEqualTo(before);
                });
        PowerCase.write(tally, work, order);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("works")
  void anUndoComesToItsEnd(Work work) throws IOException {
    NameOrder order = NameOrder.INDEPENDENT;
    try (PowerCase place = new PowerCase()) {
      Place data = Place.existing(place.data().getParent(), 0);
      work.fill(data);
      Map<String, String> before = data.files();
      assertThat(work.run(data).exitCode()).isEqualTo(work.good());
      Map<String, String> after = data.files();
      History history =
          place.record(
              FaultPlan.none(), () -> assertThat(data.on(place.fs()).undo().exitCode()).isZero());
      Tally tally =
          place.eachState(
              "tool-undo",
              history,
              order,
              PowerCase.limits(8, 2),
              7,
              state -> {
                if (!state.notes().isEmpty()) {
                  assertThat(data.files()).as("what was reported").isEqualTo(before);
                }
                ToolRun undo = data.undo();
                assertThat(undo.exitCode()).as(undo.said()).isIn(0, 8);
                assertThat(data.files()).as(undo.said()).isEqualTo(before);
              });
      PowerCase.write(tally, work, order);
      assertThat(after).isNotEqualTo(before);
    }
  }
}
