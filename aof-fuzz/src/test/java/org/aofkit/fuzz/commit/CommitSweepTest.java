package org.aofkit.fuzz.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.InterruptedOperationException;
import org.aofkit.commit.Operation;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
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

  /** Where the quarantine is and what the file system can. */
  private enum Setting {
    PLAIN,
    NO_HARD_LINKS,
    ELSEWHERE
  }

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
      Path aof = Files.createDirectory(real.resolve("appendonlydir"));
      write(aof.resolve("a.incr.aof"), "0123456789abcdef" + "\0".repeat(5000) + "tail");
      write(aof.resolve("b.incr.aof"), "x".repeat(100) + "\0".repeat(9000) + "end");
      write(aof.resolve("manifest"), "file a seq 1 type i\n");
      write(aof.resolve("gone.rdb"), "leftover");
      Files.setAttribute(aof.resolve("manifest"), "unix:mode", 0640);
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
      List<String> strays = new ArrayList<>();
      try (Stream<Path> paths = Files.walk(real)) {
        paths
            .map(path -> real.relativize(path).toString())
            .filter(name -> name.contains(".aof-fsck-"))
            .forEach(strays::add);
      }
      assertThat(strays).isEmpty();
    }

    private Content text(String text) {
      return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void write(Path file, String text) throws IOException {
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.CREATE_NEW);
    }
  }
}
