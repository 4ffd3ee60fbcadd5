package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.ToolRun;

/**
 * One kind of fault at the first, second, … file operation of a work, until a run completes without
 * it, with the {@link Aftermath} of each.
 */
final class Sweep {
  private static final int MOST_POINTS = 5_000;
  static final boolean ALL = Boolean.getBoolean("aofkit.sweep.all");

  private final Work work;
  private final Fault fault;
  private final Aftermath aftermath;
  private final int step;
  private int first = 1;
  private long fired;

  Sweep(Work work, Fault fault, Aftermath aftermath) {
    this(work, fault, aftermath, fault.step(ALL));
  }

  /**
   * @param step every how manieth point is tried
   */
  Sweep(Work work, Fault fault, Aftermath aftermath, int step) {
    this.work = work;
    this.step = step;
    this.fault = fault;
    this.aftermath = aftermath;
  }

  /** Begins with another point than the first: where few are tried, not always the same ones. */
  Sweep from(int point) {
    first = point;
    return this;
  }

  /** Tries all points. */
  Tally run() throws IOException {
    int k = first;
    boolean goesOn = true;
    while (goesOn) {
      goesOn = at(k);
      k += step;
      assertThat(k).isLessThan(MOST_POINTS);
    }
    return new Tally(nameOf(work + "." + fault), fired, fired, 0);
  }

  /** The name of a tally of sweeps. */
  static String nameOf(String what) {
    return "sweep-" + what.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One point; false if the fault did not happen. */
  private boolean at(int k) throws IOException {
    try (Place place = new Place()) {
      work.fill(place);
      FaultPlan plan = fault.plan.apply(k);
      ToolRun first = place.run(work, plan);
      String point = work + ", " + fault + " " + k + "\n" + first.said();
      boolean mayBeLeft = fault == Fault.ERROR_OF_ALL_CHANGES_FROM_THERE && work.isTidiedUp();
      if (!plan.hasKilled() && !mayBeLeft) {
        aftermath.requireHonest(place, first, !plan.hasFired() || fault.isHarmless(), point);
      }
      work.requireMeanwhile(place, point);
      aftermath.requireSettled(place, fault.next(k), point);
      fired += plan.hasFired() ? 1 : 0;
      return plan.hasFired();
    }
  }
}
