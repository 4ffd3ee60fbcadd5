package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.tool.ToolRun;

/**
 * What has to hold behind a run of a work that something happened to: what the run says of itself
 * is true, the directory is as before or as after or the next run makes it so, nothing lies about,
 * and undo gives every byte back.
 */
final class Aftermath {
  private final Work work;
  private final Map<String, String> before;
  private final Map<String, String> after;

  /**
   * Runs the work once with nothing happening.
   *
   * @param parent where its directory is made
   * @param bulk as for {@link Place}
   */
  Aftermath(Work work, Path parent, int bulk) throws IOException {
    this.work = work;
    try (Place place = new Place(parent, bulk)) {
      work.fill(place);
      this.before = work.state(place);
      ToolRun run = place.run(work, FaultPlan.none());
      assertThat(run.exitCode()).as("%s: %s", work, run.said()).isEqualTo(work.good());
      this.after = work.state(place);
    }
  }

  /** How far a run has come that has just ended. */
  enum Reached {
    NOTHING,
    PART,
    ALL
  }

  /** Whether the directory is as after it, whatever the journal says. */
  boolean isAfter(Place place) throws IOException {
    return work.state(place).equals(after);
  }

  /** How far a run has come that has just ended. */
  Reached reached(Place place) throws IOException {
    if (place.isInterrupted()) {
      return Reached.PART;
    }
    Map<String, String> now = work.state(place);
    return now.equals(after) ? Reached.ALL : now.equals(before) ? Reached.NOTHING : Reached.PART;
  }

  /**
   * What a run says that was not killed is true.
   *
   * @param mustBeGood nothing failed that it may answer with an error
   */
  void requireHonest(Place place, ToolRun run, boolean mustBeGood, String point)
      throws IOException {
    Map<String, String> now = work.state(place);
    work.requireTrue(place, run, before, now, point);
    if (run.exitCode() == work.good()) {
      if (!work.isExcused(run)) {
        assertThat(now).as(point).isEqualTo(after);
      } else if (!place.isInterrupted()) {
        assertThat(now).as(point).isIn(before, after);
      }
      return;
    }
    assertThat(mustBeGood).as(point).isFalse();
    assertThat(run.exitCode()).as(point).isEqualTo(8);
    assertThat(run.err()).as(point).isNotBlank().doesNotContain("internal error");
    if (!place.isInterrupted()) {
      assertThat(now).as(point).isIn(before, after);
      assertThat(run.err().contains("not repaired") && now.equals(after)).as(point).isFalse();
    }
  }

  /**
   * The next run makes the directory as after, and undo as before.
   *
   * @param next what happens to the next run; if that is a kill, it is the one behind that counts
   */
  void requireSettled(Place place, FaultPlan next, String point) throws IOException {
    boolean wasDone = reached(place) == Reached.ALL;
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
  }
}
