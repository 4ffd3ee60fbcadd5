package org.aofkit.fuzz.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.InterruptedOperationException;
import org.aofkit.commit.Operation;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.fuzz.commit.EditedDirectory.Setting;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.fs.OperationKind;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.InMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file operation of an operation and of its undo fails, or is the last before a kill, in
 * turn. Whatever happened, the next run finds the directory as before or as after.
 */
public class CommitSweepTest {
  private static final int MAX_POINTS = 10_000;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);
  private static final Map<String, IntFunction<FaultPlan>> FAULTS = faults();

  @TempDir(factory = InMemory.class)
  Path temp;

  private static Map<String, IntFunction<FaultPlan>> faults() {
    Map<String, IntFunction<FaultPlan>> faults = new LinkedHashMap<>();
    faults.put("kill", FaultPlan::kill);
    faults.put("kill half-way through a write", FaultPlan::killHalfway);
    faults.put("no space", FaultPlan::noSpace);
    faults.put("no space to grow", FaultPlan::noSpaceToGrow);
    faults.put("error of a change", k -> FaultPlan.fail(OperationKind.CHANGING, k));
    Set<OperationKind> looking = EnumSet.complementOf(EnumSet.copyOf(OperationKind.CHANGING));
    faults.put("error of a look", k -> FaultPlan.fail(looking, k));
    return faults;
  }

  static Stream<Arguments> cases() {
    return FAULTS.keySet().stream()
        .flatMap(fault -> Stream.of(Setting.values()).map(s -> Arguments.of(fault, s)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anOperationIsAllOrNothingWhereverItFails(String fault, Setting setting) throws IOException {
    int points = 0;
    boolean fired = true;
    while (fired) {
      points++;
      Case c = new Case(setting, points);
      Map<String, String> before = c.snapshot();
      c.fs.use(FAULTS.get(fault).apply(points));
      @Nullable Throwable failure = c.attempt(c::run);
      fired = c.fs.plan().hasFired();
      if (failure instanceof IOException && !(failure instanceof InterruptedOperationException)) {
        assertThat(c.snapshot())
            .as("undone at once, point %s", points)
            .containsAllEntriesOf(before);
        assertThat(c.statuses())
            .as("nothing is decided that is not told of, point %s, %s", points, failure)
            .doesNotContain(OperationStatus.APPLYING, OperationStatus.ROLLING_BACK);
      }
      c.settle();
      Map<String, String> settled = c.snapshot();
      if (settled.equals(before)) {
        assertThat(failure).as("point %s", points).isNotNull();
        c.run();
      }
      assertThat(c.snapshot()).as("after, point %s", points).isEqualTo(c.after());
      assertThat(c.statuses()).containsExactly(OperationStatus.FINISHED);
      Commit.undo(c.dir, c.options);
      assertThat(c.snapshot()).as("undone, point %s", points).isEqualTo(before);
      c.requireNoStrays();
      assertThat(points).isLessThan(MAX_POINTS);
    }
    report("operation", fault, setting, points - 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anUndoIsAllOrNothingWhereverItFails(String fault, Setting setting) throws IOException {
    int points = 0;
    boolean fired = true;
    while (fired) {
      points++;
      Case c = new Case(setting, points);
      Map<String, String> before = c.snapshot();
      c.run();
      c.fs.use(FAULTS.get(fault).apply(points));
      @Nullable Throwable failure = c.attempt(() -> Commit.undo(c.dir, c.options));
      fired = c.fs.plan().hasFired();
      c.settle();
      Map<String, String> settled = c.snapshot();
      if (!settled.equals(before)) {
        assertThat(failure).as("point %s", points).isNotNull();
        assertThat(settled).as("as it was, point %s", points).isEqualTo(c.after());
        assertThat(c.statuses()).containsExactly(OperationStatus.FINISHED);
        Commit.undo(c.dir, c.options);
      }
      assertThat(c.snapshot()).as("undone, point %s", points).isEqualTo(before);
      assertThat(c.statuses()).containsExactly(OperationStatus.UNDONE);
      c.requireNoStrays();
      assertThat(points).isLessThan(MAX_POINTS);
    }
    report("undo", fault, setting, points - 1);
  }

  /** The run that settles what a killed run has left is killed as well. */
  @ParameterizedTest
  @EnumSource(Setting.class)
  void settlingIsItselfSafeFromKills(Setting setting) throws IOException {
    int points = 0;
    boolean fired = true;
    for (int k = 1; fired; k++) {
      boolean again = true;
      for (int j = 1; again; j++) {
        Case c = new Case(setting, ++points);
        Map<String, String> before = c.snapshot();
        c.fs.use(FaultPlan.kill(k));
        c.attempt(c::run);
        fired = c.fs.plan().hasFired();
        c.fs.use(FaultPlan.kill(j));
        c.attempt(() -> Commit.finishInterrupted(c.dir, c.options));
        again = c.fs.plan().hasFired();
        c.settle();
        assertThat(c.snapshot()).as("points %s, %s", k, j).isIn(before, c.after());
        assertThat(points).isLessThan(MAX_POINTS);
      }
    }
    report("settling", "kill", setting, points);
  }

  /** An operation that is being rolled back for lack of space or an error is killed as well. */
  @ParameterizedTest
  @EnumSource(Setting.class)
  void rollingBackIsItselfSafeFromKills(Setting setting) throws IOException {
    int points = 0;
    boolean fired = true;
    for (int k = 1; fired; k++) {
      boolean killed = true;
      for (int j = 1; killed; j++) {
        Case c = new Case(setting, ++points);
        Map<String, String> before = c.snapshot();
        c.fs.use(FaultPlan.fail(OperationKind.CHANGING, k).thenKill(j));
        c.attempt(c::run);
        fired = c.fs.plan().hasFired();
        killed = c.fs.plan().hasKilled();
        c.settle();
        assertThat(c.snapshot()).as("points %s, %s", k, j).isIn(before, c.after());
        assertThat(points).isLessThan(MAX_POINTS);
      }
    }
    report("rolling back", "error, then kill", setting, points);
  }

  private static void report(String what, String fault, Setting setting, int points)
      throws IOException {
    System.out.printf("sweep: %s, %s, %s: %d points%n", what, fault, setting, points);
    assertThat(points).isPositive();
    String name = "sweep-commit-" + what + "." + fault + "." + setting;
    new Tally(name.toLowerCase(Locale.ROOT).replaceAll("[ _,]+", "-"), points, points, 0).write();
  }

  private interface Action {
    void run() throws IOException;
  }

  /** A directory with some files, and an operation on all of them. */
  private final class Case {
    final FaultyFileSystem fs;
    final Path dir;
    final CommitOptions options;
    private final Path real;

    Case(Setting setting, int point) throws IOException {
      Path place = Files.createDirectory(temp.resolve("p" + point));
      real = Files.createDirectory(place.resolve("data"));
      EditedDirectory.fill(real);
      fs = new FaultyFileSystem(temp.getFileSystem(), FaultPlan.none());
      if (setting != Setting.PLAIN) {
        fs.forbidHardLinks();
      }
      dir = fs.wrap(real);
      options =
          CommitOptions.of(CLOCK, "test")
              .withQuarantine(
                  setting == Setting.ELSEWHERE ? fs.wrap(place.resolve("quarantine")) : null);
    }

    void run() throws IOException {
      EditedDirectory.edit(dir, options);
    }

    Map<String, String> after() {
      return EditedDirectory.after();
    }

    /** Does something as a process of its own: what it leaves open is closed. */
    @Nullable Throwable attempt(Action action) throws IOException {
      try {
        action.run();
        assertThat(fs.openChannels()).isZero();
        return null;
      } catch (IOException e) {
        assertThat(fs.openChannels()).isZero();
        return e;
      } catch (KilledError e) {
        fs.closeChannels();
        return e;
      }
    }

    void settle() throws IOException {
      fs.use(FaultPlan.none());
      Commit.finishInterrupted(dir, options);
      assertThat(Commit.finishInterrupted(dir, options)).isEmpty();
      requireNoStrays();
    }

    List<OperationStatus> statuses() throws IOException {
      return Operations.list(dir, options.quarantine()).stream().map(Operation::status).toList();
    }

    Map<String, String> snapshot() throws IOException {
      return EditedDirectory.snapshot(real);
    }

    void requireNoStrays() throws IOException {
      EditedDirectory.requireNoStrays(real);
    }
  }
}
