package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.Operation;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.fuzz.commit.EditedDirectory;
import org.aofkit.fuzz.commit.EditedDirectory.Setting;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.fs.OperationKind;
import org.aofkit.fuzz.proof.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power goes at every moment of an operation, of its undo, and of its rolling back. Whatever
 * the disk then holds, the next run finds or makes the directory as before or as after.
 */
class CommitPowerLossTest {
  /** More than a journal of these operations has. */
  private static final int SECTORS = 64;

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);

  static Stream<Arguments> cases() {
    return Stream.of(Setting.values())
        .flatMap(s -> Stream.of(NameOrder.values()).map(o -> Arguments.of(s, o)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anOperationIsAllOrNothing(Setting setting, NameOrder order) throws IOException {
    try (PowerCase place = new PowerCase()) {
      Case c = new Case(place, setting);
      Map<String, String> before = c.snapshot();
      History history = place.record(FaultPlan.none(), c::run);
      Map<String, String> after = c.snapshot();
      Tally tally =
          place.eachState(
              "commit",
              history,
              order,
              PowerCase.limits(12, 4),
              step(setting),
              state -> c.judge(state, before, after));
      PowerCase.write(tally, setting, order);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anUndoIsAllOrNothing(Setting setting, NameOrder order) throws IOException {
    try (PowerCase place = new PowerCase()) {
      Case c = new Case(place, setting);
      Map<String, String> before = c.snapshot();
      c.run();
      Map<String, String> after = c.snapshot();
      History history = place.record(FaultPlan.none(), () -> Commit.undo(c.dir, c.options));
      Tally tally =
          place.eachState(
              "undo",
              history,
              order,
              PowerCase.limits(12, 4),
              step(setting),
              state -> {
                c.settle();
                if (!c.snapshot().equals(before)) {
                  assertThat(state.notes()).isEmpty();
                  assertThat(c.snapshot()).isEqualTo(after);
                  assertThat(c.statuses()).containsExactly(OperationStatus.FINISHED);
                  Commit.undo(c.realDir(), c.realOptions());
                }
                assertThat(c.snapshot()).isEqualTo(before);
                assertThat(c.statuses()).containsExactly(OperationStatus.UNDONE);
                c.requireNoStrays();
              });
      PowerCase.write(tally, setting, order);
    }
  }

  /** The operation fails at some step and is rolled back, and the power goes meanwhile. */
  @ParameterizedTest
  @MethodSource("cases")
  void rollingBackIsAllOrNothing(Setting setting, NameOrder order) throws IOException {
    Tally sum = new Tally("power-loss.rollback", 0, 0, 0);
    boolean hasFired = true;
    for (int k = 1; hasFired; k += Integer.getInteger("aofkit.power.step", 19)) {
      try (PowerCase place = new PowerCase()) {
        Case c = new Case(place, setting);
        Map<String, String> before = c.snapshot();
        FaultPlan plan = FaultPlan.fail(OperationKind.CHANGING, k);
        History history = place.record(plan, c::run);
        hasFired = plan.hasFired();
        if (hasFired && history.events().size() > 5) {
          sum =
              sum.plus(
                  place.eachState(
                      "rollback",
                      history,
                      order,
                      PowerCase.limits(6, 1),
                      7,
                      state -> c.judge(state, before, c.after())));
        }
      }
    }
    assertThat(sum.fired()).isGreaterThan(20);
    PowerCase.write(sum, setting, order);
  }

  /**
   * "abort" went behind records that could not be synced: with the first part of these lost and the
   * rest there, the journal counted as damaged. Each border of a sector is tried, so only syncs
   * fail here.
   */
  @Test
  void whatCouldNotBeSyncedDoesNotDamageTheJournalOfARollBack() throws IOException {
    Tally sum = new Tally("power-loss.rollback-sectors", 0, 0, 0);
    boolean hasFired = true;
    for (int k = 1; hasFired; k++) {
      try (PowerCase place = new PowerCase()) {
        Case c = new Case(place, Setting.PLAIN);
        Map<String, String> before = c.snapshot();
        FaultPlan plan = FaultPlan.fail(Set.of(OperationKind.FORCE), k);
        History history = place.record(plan, c::run);
        hasFired = plan.hasFired();
        if (hasFired) {
          sum =
              sum.plus(
                  place.eachState(
                      "rollback-sectors",
                      history,
                      NameOrder.JOURNALLED,
                      new PowerLoss.Limits(1, 0, SECTORS, k),
                      1,
                      state -> c.judge(state, before, c.after())));
        }
      }
    }
    assertThat(sum.fired()).isGreaterThan(20);
    PowerCase.write(sum, Setting.PLAIN, NameOrder.JOURNALLED);
  }

  /** All of them where nothing special is set, a part where it is. */
  private static int step(Setting setting) {
    return setting == Setting.PLAIN ? 1 : 4;
  }

  /** A directory with some files, and an operation on all of them. */
  private static final class Case {
    private final PowerCase place;
    private final Setting setting;
    private final Path real;
    private final Path dir;
    private final CommitOptions options;

    Case(PowerCase place, Setting setting) throws IOException {
      this.place = place;
      this.setting = setting;
      real = place.data();
      EditedDirectory.fill(real);
      if (setting != Setting.PLAIN) {
        place.fs().forbidHardLinks();
      }
      dir = place.fs().wrap(real);
      options = options(place.fs().wrap(place.beside("quarantine")));
    }

    private CommitOptions options(Path quarantine) {
      return CommitOptions.of(CLOCK, "test")
          .withQuarantine(setting == Setting.ELSEWHERE ? quarantine : null);
    }

    /** The operation of a run on the real file system. */
    Path realDir() {
      return real;
    }

    CommitOptions realOptions() {
      return options(place.beside("quarantine"));
    }

    void run() throws IOException {
      EditedDirectory.edit(dir, options);
    }

    Map<String, String> after() {
      return EditedDirectory.after();
    }

    /** The next run makes it as before or as after; the operation can be done, and undone. */
    void judge(CrashState state, Map<String, String> before, Map<String, String> after)
        throws IOException {
      settle();
      if (snapshot().equals(before)) {
        assertThat(state.notes()).isEmpty();
        EditedDirectory.edit(real, realOptions());
      }
      assertThat(snapshot()).isEqualTo(after);
      assertThat(statuses()).containsExactly(OperationStatus.FINISHED);
      Commit.undo(real, realOptions());
      assertThat(snapshot()).isEqualTo(before);
      requireNoStrays();
    }

    void settle() throws IOException {
      Commit.finishInterrupted(real, realOptions());
      assertThat(Commit.finishInterrupted(real, realOptions())).isEmpty();
      requireNoStrays();
    }

    List<OperationStatus> statuses() throws IOException {
      return Operations.list(real, realOptions().quarantine()).stream()
          .map(Operation::status)
          .toList();
    }

    Map<String, String> snapshot() throws IOException {
      return EditedDirectory.snapshot(real);
    }

    void requireNoStrays() throws IOException {
      EditedDirectory.requireNoStrays(real);
    }
  }
}
