package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.Operation;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.fs.OperationKind;
import org.aofkit.fuzz.proof.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power goes at every moment of an operation, of its undo, and of its rolling back. Whatever
 * the disk then holds, the next run finds or makes the directory as before or as after.
 */
class CommitPowerLossTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);

  /** Where the quarantine is and what the file system can. */
  private enum Setting {
    PLAIN,
    NO_HARD_LINKS,
    ELSEWHERE
  }

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
      Path aof = Files.createDirectory(real.resolve("appendonlydir"));
      write(aof.resolve("a.incr.aof"), "0123456789abcdef" + "\0".repeat(5000) + "tail");
      write(aof.resolve("b.incr.aof"), "x".repeat(100) + "\0".repeat(9000) + "end");
      write(aof.resolve("manifest"), "file a seq 1 type i\n");
      write(aof.resolve("gone.rdb"), "leftover");
      Files.setAttribute(aof.resolve("manifest"), "unix:mode", 0640);
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
      run(dir, options);
    }

    private static void run(Path dir, CommitOptions options) throws IOException {
      Path aof = dir.resolve("appendonlydir");
      Path a = aof.resolve("a.incr.aof");
      Path b = aof.resolve("b.incr.aof");
      List<FileEdit> edits =
          List.of(
              new FileEdit.Truncate(a, 16),
              new FileEdit.Overwrite(a, 2, text("##")),
              new FileEdit.Append(a, Content.join(text("more"), Content.run((byte) '+', 10))),
              new FileEdit.Overwrite(b, 100, text("*2\r\n$4\r\nPING")),
              new FileEdit.Overwrite(b, 9098, text("\r\n"), 2),
              new FileEdit.Remove(aof.resolve("gone.rdb")),
              new FileEdit.Replace(
                  aof.resolve("new.rdb"), List.of(new FileEdit.Part.Literal(text("made")))),
              new FileEdit.Replace(
                  aof.resolve("manifest"),
                  List.of(
                      new FileEdit.Part.Copy(0, 11),
                      new FileEdit.Part.Literal(text("2 type i\n")))));
      Map<Path, FileFingerprint> prints = new LinkedHashMap<>();
      for (FileEdit edit : edits) {
        prints.put(edit.file(), FileFingerprint.ofOrAbsent(edit.file()));
      }
      Commit.run(dir, edits, prints, options);
    }

    Map<String, String> after() {
      Map<String, String> after = new TreeMap<>();
      String mode = Integer.toOctalString(0100644) + " ";
      String name = "appendonlydir/";
      after.put(name + "a.incr.aof", mode + "01##456789abcdefmore++++++++++");
      after.put(
          name + "b.incr.aof",
          mode + "x".repeat(100) + "*2\r\n$4\r\nPING" + "\0".repeat(8986) + "\r\n" + "end");
      after.put(name + "manifest", Integer.toOctalString(0100640) + " file a seq 2 type i\n");
      after.put(name + "new.rdb", mode + "made");
      return after;
    }

    /** The next run makes it as before or as after; the operation can be done, and undone. */
    void judge(CrashState state, Map<String, String> before, Map<String, String> after)
        throws IOException {
      settle();
      if (snapshot().equals(before)) {
        assertThat(state.notes()).isEmpty();
        run(real, realOptions());
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

    /** The files but those in the quarantine: name to mode and bytes. */
    Map<String, String> snapshot() throws IOException {
      Map<String, String> snapshot = new TreeMap<>();
      try (Stream<Path> paths = Files.walk(real)) {
        for (Path path : paths.filter(Files::isRegularFile).toList()) {
          String name = real.relativize(path).toString();
          if (!name.startsWith(".aof-fsck/")) {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
            snapshot.put(name, Integer.toOctalString(mode) + " " + bytes);
          }
        }
      }
      return snapshot;
    }

    void requireNoStrays() throws IOException {
      try (Stream<Path> paths = Files.walk(real)) {
        assertThat(paths.map(path -> real.relativize(path).toString()))
            .noneMatch(name -> name.contains(".aof-fsck-"));
      }
    }

    private static Content text(String text) {
      return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void write(Path file, String text) throws IOException {
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
