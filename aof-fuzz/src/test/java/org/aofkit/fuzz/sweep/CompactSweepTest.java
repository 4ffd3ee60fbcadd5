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
 * default a part of both; all of them: {@code -Daofkit.sweep.all=true}.
 */
class CompactSweepTest {
  private static final Set<Fault> FEW =
      EnumSet.of(
          Fault.KILL, Fault.KILL_HALFWAY_THROUGH_A_WRITE, Fault.NO_SPACE, Fault.ERROR_OF_A_CHANGE);
  private static final int STEP = Integer.getInteger("aofkit.sweep.step", 37);

  @ParameterizedTest
  @EnumSource
  void whateverFailsTheDirectoryIsAsBeforeOrAsAfter(CompactWork work) throws IOException {
    Aftermath aftermath = new Aftermath(work, Place.memory(), 0);
    long fired = 0;
    for (Fault fault : Sweep.ALL ? EnumSet.allOf(Fault.class) : FEW) {
      int step = Sweep.ALL ? fault.step(true) : STEP;
      int first = 1 + (work.ordinal() * 11 + fault.ordinal() * 3) % step;
      Tally tally = new Sweep(work, fault, aftermath, step).from(first).run();
      tally.write();
      System.out.printf("%s: %d points%n", tally.name(), tally.fired());
      fired += tally.fired();
    }
    assertThat(fired).isPositive();
  }
}
