package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.OperationKind;
import org.aofkit.fuzz.proof.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of fault at every file operation of a writer. What was acknowledged is in the log,
 * what was not is in it whole, torn at its very end, or not at all; and the writer, or the next
 * one, goes on from there.
 */
class AppendSweepTest {
  private static final int MOST_POINTS = 2_000;

  @ParameterizedTest
  @EnumSource
  void whatIsAcknowledgedIsThereAndNothingIsThereInPart(Fault fault) throws IOException {
    List<Map<String, String>> states = AppendPlace.statesWithoutFaults();
    int fired = 0;
    boolean hasFired = true;
    for (int k = 1; hasFired; k += fault == Fault.ERROR_OF_A_LOOK ? 1 : fault.step(Sweep.ALL)) {
      try (AppendPlace place = new AppendPlace(Place.memory())) {
        FaultPlan plan = fault.plan.apply(k);
        place.fs.use(plan);
        place.run();
        hasFired = plan.hasFired();
        String point = fault + ", point " + k;
        if (fault == Fault.KILL_AND_KILL_OF_THE_NEXT_RUN) {
          place.fs.use(fault.next(k));
          place.openAndDie();
        }
        place.fs.use(FaultPlan.none());
        if (hasFired && !fault.isHarmless()) {
          place.requireStateAround(states, point);
        } else {
          assertThat(place.done).as(point).isEqualTo(AppendStep.values().length);
          assertThat(place.logs()).as(point).isEqualTo(states.get(place.done));
        }
        fired += hasFired ? 1 : 0;
      }
      assertThat(k).isLessThan(MOST_POINTS);
    }
    new Tally(Sweep.nameOf("append." + fault), fired, fired, 0).write();
    assertThat(fired).isPositive();
  }

  @Test
  void aNewIncrSaysThatAllInFrontOfItIsDurable() throws IOException {
    try (AppendPlace place = new AppendPlace(Place.memory())) {
      AofWriterOptions options = AofWriterOptions.defaults().withFsync(FsyncPolicy.NO);
      try (AofWriter writer = AofWriter.open(place.dir, CheckOptions.defaults(), options)) {
        AppendStep.FIRST.run(writer);
        place.fs.use(FaultPlan.none());
        AppendStep.ROTATION.run(writer);
        assertThat(place.fs.plan().done())
            .anyMatch(
                done -> done.kind() == OperationKind.FORCE && done.path().endsWith(".1.incr.aof"));
        assertThat(writer.durableUpTo()).isEqualTo(writer.end());
      }
    }
  }
}
