package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.aofkit.fuzz.proof.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every compaction and the rescue, with every kind of fault at the file operations of each. By
 * default a compaction in place is killed at each of them, the others at every few, and of other
 * faults there are few; all of them: {@code -Daofkit.sweep.all=true}.
 */
class CompactSweepTest {
  private static final Set<Fault> FEW =
      EnumSet.of(
          Fault.KILL, Fault.KILL_HALFWAY_THROUGH_A_WRITE, Fault.NO_SPACE, Fault.ERROR_OF_A_CHANGE);
  private static final int STEP = Integer.getInteger("aofkit.sweep.step", 37);
  private static final int STEP_OF_KILLS = 5;

  /** No compaction does less of what a fault can happen to. */
  private static final int LEAST_POINTS = 6;

  @ParameterizedTest
  @EnumSource
  void whateverFailsTheDirectoryIsAsBeforeOrAsAfter(CompactWork work) throws IOException {
    Aftermath aftermath = new Aftermath(work, Place.memory(), 0);
    for (Fault fault : Sweep.ALL ? EnumSet.allOf(Fault.class) : FEW) {
      int step = step(work, fault);
      int first = 1 + (work.ordinal() * 11 + fault.ordinal() * 3) % Math.min(step, LEAST_POINTS);
      Tally tally = new Sweep(work, fault, aftermath, step).from(first).run();
      tally.write();
      System.out.printf("%s: %d points%n", tally.name(), tally.fired());
      assertThat(tally.fired()).as(tally.name()).isPositive();
    }
  }

  private static int step(CompactWork work, Fault fault) {
    if (Sweep.ALL || work == CompactWork.COMPACT && fault == Fault.KILL) {
      return 1;
    }
    return fault == Fault.KILL ? Math.min(STEP, STEP_OF_KILLS) : STEP;
  }
}
