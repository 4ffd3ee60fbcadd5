package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.DamagedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every work that writes, with every kind of fault at every one of its file operations. Of looks
 * that fail, reads that give less and second faults behind a first a part is tried by default; all
 * of them: {@code -Daofkit.sweep.all=true}. What was counted is left in {@code target/proof}.
 */
class EveryWriteSweepTest {
  private static final int FEWEST_OF_A_DAMAGE = 10;

  static Stream<Work> works() {
    // These make the same edits as others.
    Set<Work> same = Set.of(ToolWork.REPAIR, ToolWork.REPAIR_UNTIL, ToolWork.UNDO_OF_UNTIL);
    Set<Work> others = Sweep.ALL ? Set.of() : same;
    return Stream.<Work>concat(Stream.of(ToolWork.values()), Stream.of(LibraryWork.values()))
        .filter(work -> !others.contains(work));
  }

  @ParameterizedTest
  @MethodSource("org.aofkit.fuzz.sweep.DamagedWork#all")
  void everyDamageIsMendedWhateverFails(DamagedWork work) throws IOException {
    Aftermath aftermath = new Aftermath(work, Place.memory(), 0);
    long fired = 0;
    for (Fault fault : DamagedWork.FAULTS) {
      Tally tally = new Sweep(work, fault, aftermath, work.step(fault)).run();
      tally.write();
      fired += tally.fired();
    }
    assertThat(fired).isGreaterThan(FEWEST_OF_A_DAMAGE);
    if (!work.command().equals("undo")) {
      try (Place place = new Place()) {
        work.fill(place);
        place.run(work, FaultPlan.none());
        assertThat(place.tool("check", place.data().toString()).exitCode()).isZero();
      }
    }
  }

  /** Every fifth point, as elsewhere by default, passed the one by at which it did not. */
  @Test
  void initTellsTheTruthOfAVolumeThatTakesNothingFromAnyPointOn() throws IOException {
    DamagedWork work = new DamagedWork("init", DamagedSet.TORN_TAIL);
    Aftermath aftermath = new Aftermath(work, Place.memory(), 0);
    Fault fault = Fault.ERROR_OF_ALL_CHANGES_FROM_THERE;

    assertThat(new Sweep(work, fault, aftermath, 1).run().fired())
        .isGreaterThan(FEWEST_OF_A_DAMAGE);
  }

  @ParameterizedTest
  @MethodSource("works")
  void whateverFailsTheDirectoryIsAsBeforeOrAsAfter(Work work) throws IOException {
    Aftermath aftermath = new Aftermath(work, Place.memory(), 0);
    for (Fault fault : Fault.values()) {
      Tally tally = new Sweep(work, fault, aftermath).run();
      tally.write();
      System.out.printf("%s: %d points%n", tally.name(), tally.fired());
      assertThat(tally.fired() == 0).as(tally.name()).isEqualTo(work.lacks(fault));
    }
  }
}
