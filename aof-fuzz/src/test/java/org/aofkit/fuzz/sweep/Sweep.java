package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.ToolRun;

/**
 * One kind of fault at the first, second, … file operation of a work, until a run completes without
 * it. Behind each: what the run says of itself is true, the directory is as before or as after or
 * the next run makes it so, nothing lies about, and undo gives every byte back.
 */
final class Sweep {
  private static final int MOST_POINTS = 5_000;
  private static final boolean ALL = Boolean.getBoolean("aofkit.sweep.all");

  private final Work work;
  private final Fault fault;
  private final Map<String, String> before;
  private final Map<String, String> after;
  private long fired;

  Sweep(Work work, Fault fault) throws IOException {
    this.work = work;
    this.fault = fault;
    try (Place place = new Place()) {
      work.fill(place);
      this.before = work.state(place);
      ToolRun run = place.run(work, FaultPlan.none());
      assertThat(run.exitCode()).as("%s: %s", work, run.said()).isEqualTo(work.good());
      this.after = work.state(place);
    }
  }

  /** Tries all points. */
  Tally run() throws IOException {
    int k = 1;
    boolean goesOn = true;
    while (goesOn) {
      goesOn = at(k);
      k += fault.step(ALL);
      assertThat(k).isLessThan(MOST_POINTS);
    }
    String name = "sweep-" + work + "." + fault;
    return new Tally(name.toLowerCase(Locale.ROOT).replace('_', '-'), fired, fired, 0);
  }

  /** One point; false if the fault did not happen. */
  private boolean at(int k) throws IOException {
    try (Place place = new Place()) {
      work.fill(place);
      FaultPlan plan = fault.plan.apply(k);
      ToolRun first = place.run(work, plan);
      String point = work + ", " + fault + " " + k + "\n" + first.said();
      if (plan.hasFired() && !plan.hasKilled()) {
        requireHonest(place, first, point);
      } else if (!plan.hasFired()) {
        assertThat(first.exitCode()).as(point).isEqualTo(work.good());
      }
      boolean wasDone = work.state(place).equals(after) && !place.isInterrupted();
      FaultPlan next = fault.next(k);
      ToolRun second = place.run(work, next);
      if (next.hasKilled()) {
        second = place.run(work, FaultPlan.none());
      } else {
        assertThat(second.exitCode())
            .as("again, %s%s", point, second.said())
            .isEqualTo(work.again(wasDone, second));
      }
      assertThat(work.state(place)).as("after, %s%s", point, second.said()).isEqualTo(after);
      assertThat(place.isInterrupted()).as(point).isFalse();
      if (work.isUndone()) {
        ToolRun undo = place.undo();
        assertThat(undo.exitCode()).as(point + undo.said()).isZero();
        assertThat(work.state(place)).as("undone, %s", point).isEqualTo(before);
      }
      fired += plan.hasFired() ? 1 : 0;
      return plan.hasFired();
    }
  }

  /** What a run says that has met a fault is true. */
  private void requireHonest(Place place, ToolRun run, String point) throws IOException {
    Map<String, String> now = work.state(place);
    if (run.exitCode() == work.good()) {
      if (!work.isExcused(run)) {
        assertThat(now).as(point).isEqualTo(after);
      } else if (!place.isInterrupted()) {
        assertThat(now).as(point).isIn(before, after);
      }
      return;
    }
    assertThat(fault.isHarmless()).as(point).isFalse();
    assertThat(run.exitCode()).as(point).isEqualTo(8);
    assertThat(run.err()).as(point).isNotBlank().doesNotContain("internal error");
    if (!place.isInterrupted()) {
      assertThat(now).as(point).isIn(before, after);
    }
  }
}
