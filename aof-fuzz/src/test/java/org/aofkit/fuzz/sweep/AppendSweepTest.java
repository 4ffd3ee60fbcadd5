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
  private static final int SELDOM = 7;

  @ParameterizedTest
  @EnumSource
  void whatIsAcknowledgedIsThereAndNothingIsThereInPart(Fault fault) throws IOException {
    int step = fault == Fault.ERROR_OF_A_LOOK ? 1 : fault.step(Sweep.ALL);
    sweep(fault, FsyncPolicy.ALWAYS, step, "");
  }

  /** By default at some points only: the files are written in the same way. */
  @ParameterizedTest
  @EnumSource
  void theSameHoldsWhereNotEveryAppendIsMadeDurable(Fault fault) throws IOException {
    int step = fault.step(Sweep.ALL) * (Sweep.ALL ? 1 : SELDOM);
    sweep(fault, FsyncPolicy.NO, step, "-no");
    // The thread of a writer whose process was killed would stay with ours.
    if (!fault.name().contains("KILL")) {
      sweep(fault, FsyncPolicy.EVERYSEC, step, "-everysec");
    }
  }

  private static void sweep(Fault fault, FsyncPolicy policy, int step, String suffix)
      throws IOException {
    List<Map<String, String>> states = AppendPlace.statesWithoutFaults();
    int fired = 0;
    boolean hasFired = true;
    for (int k = 1; hasFired; k += step) {
      try (AppendPlace place = new AppendPlace(Place.memory(), policy)) {
        FaultPlan plan = fault.plan.apply(k);
        place.fs.use(plan);
        place.run();
        hasFired = plan.hasFired();
        String point = fault + suffix + ", point " + k;
        if (fault == Fault.KILL_AND_KILL_OF_THE_NEXT_RUN) {
          place.fs.use(fault.next(k));
          place.openAndDie();
        }
        place.fs.use(FaultPlan.none());
        if (fault != Fault.ERROR_OF_ALL_CHANGES_FROM_THERE) {
          place.requireNoStrays(plan, point);
        }
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
    new Tally(Sweep.nameOf("append." + fault + suffix), fired, fired, 0).write();
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
