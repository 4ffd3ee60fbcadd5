package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aofkit.commit.OperationStatus;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.fs.OperationKind;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file operation of repair, init and undo, as whole commands, fails or is the last before a
 * kill, in turn, for every kind of damage that is mended without loss. Then the command runs again.
 */
public class ToolSweepTest {
  private static final int MAX_POINTS = 2_000;

  @TempDir(factory = InMemory.class)
  Path temp;

  /** Makes the directory in memory where there is such a volume: thousands of runs, no disk. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "aofkit")
          : Files.createTempDirectory("aofkit");
    }
  }

  /** What fails, for a k counted from 1. */
  private enum Fault {
    KILL(FaultPlan::kill, 400, 90),
    KILL_HALFWAY_THROUGH_A_WRITE(FaultPlan::killHalfway, 100, 30),
    NO_SPACE(FaultPlan::noSpace, 170, 30),
    NO_SPACE_TO_GROW(FaultPlan::noSpaceToGrow, 120, 5),
    ERROR_OF_A_CHANGE(k -> FaultPlan.fail(OperationKind.CHANGING, k), 400, 90),
    ERROR_OF_A_LOOK(
        k -> FaultPlan.fail(EnumSet.complementOf(EnumSet.copyOf(OperationKind.CHANGING)), k),
        180,
        150);

    final IntFunction<FaultPlan> plan;

    /**
     * Points to be tried at least, a little below what was counted since records of the journal
     * that belong together are one write.
     */
    final int fewestOfRepair;

    final int fewestOfUndo;

    Fault(IntFunction<FaultPlan> plan, int fewestOfRepair, int fewestOfUndo) {
      this.plan = plan;
      this.fewestOfRepair = fewestOfRepair;
      this.fewestOfUndo = fewestOfUndo;
    }

    boolean kills() {
      return this == KILL || this == KILL_HALFWAY_THROUGH_A_WRITE;
    }
  }

  static Stream<Arguments> repairing() {
    return Stream.of("repair", "init")
        .flatMap(command -> Stream.of(Fault.values()).map(f -> Arguments.of(command, f)));
  }

  @ParameterizedTest
  @MethodSource("repairing")
  void aRepairIsAllOrNothingWhereverItFails(String command, Fault fault) throws IOException {
    int total = 0;
    for (DamagedSet set : sets(command, fault)) {
      Map<String, String> after = undisturbed(set, command);
      boolean fired = true;
      int points = 0;
      for (int k = 1; fired; k++) {
        Case c = new Case(set);
        Map<String, String> before = c.snapshot();
        c.use(fault.plan.apply(k));
        ToolRun first = c.run(command);
        fired = c.fired();
        String point = command + ", " + set + ", " + fault + " " + k + "\n" + first.said();
        if (fired) {
          points++;
          c.requireHonest(command, fault, first, before, after, point);
        } else {
          assertThat(first.exitCode()).as(point).isEqualTo(command.equals("init") ? 0 : 1);
        }
        c.restart();
        Map<String, String> found = c.snapshot();
        ToolRun second = c.run(command);
        assertThat(c.snapshot()).as("after, %s%s", point, second.said()).isEqualTo(after);
        c.requireNoStrays(before, point);
        if (command.equals("init")) {
          assertThat(second.exitCode()).as(point).isZero();
        } else {
          boolean mended = found.equals(after) || second.err().contains("was completed");
          assertThat(second.exitCode()).as(point + second.said()).isEqualTo(mended ? 0 : 1);
        }
        // An undo that gives every byte back shows that none was gone. It knows no difference
        // between repair and init: once is enough.
        if (command.equals("repair")) {
          ToolRun undo = c.run("undo");
          assertThat(undo.exitCode()).as(point + undo.said()).isZero();
          assertThat(c.snapshot()).as("undone, %s", point).isEqualTo(before);
          c.requireNoStrays(before, point);
        }
        c.remove();
        assertThat(k).isLessThan(MAX_POINTS);
      }
      total += points;
    }
    report(command, fault, total);
  }

  @ParameterizedTest
  @MethodSource("undoing")
  void anUndoIsAllOrNothingWhereverItFails(Fault fault) throws IOException {
    int total = 0;
    for (DamagedSet set : sets("undo", fault)) {
      boolean fired = true;
      int points = 0;
      for (int k = 1; fired; k++) {
        Case c = new Case(set);
        Map<String, String> before = c.snapshot();
        assertThat(c.run("repair").exitCode()).isEqualTo(1);
        Map<String, String> after = c.snapshot();
        c.use(fault.plan.apply(k));
        ToolRun first = c.run("undo");
        fired = c.fired();
        String point = "undo, " + set + ", " + fault + " " + k + "\n" + first.said();
        if (fired) {
          points++;
          c.requireHonest("undo", fault, first, after, before, point);
        } else {
          assertThat(first.exitCode()).as(point).isZero();
        }
        c.restart();
        boolean done = c.snapshot().equals(before) && !c.anyInterrupted();
        ToolRun second = c.run("undo");
        assertThat(c.snapshot()).as("undone, %s%s", point, second.said()).isEqualTo(before);
        assertThat(second.exitCode()).as(point + second.said()).isEqualTo(done ? 8 : 0);
        c.requireNoStrays(before, point);
        c.remove();
        assertThat(k).isLessThan(MAX_POINTS);
      }
      total += points;
    }
    report("undo", fault, total);
  }

  static Stream<Fault> undoing() {
    return Stream.of(Fault.values());
  }

  /**
   * Looks are many, and most of them the same whatever the damage; those of init and undo are those
   * of repair but for a few.
   */
  private static Set<DamagedSet> sets(String command, Fault fault) {
    if (fault != Fault.ERROR_OF_A_LOOK) {
      return EnumSet.allOf(DamagedSet.class);
    }
    return command.equals("repair")
        ? EnumSet.of(
            DamagedSet.HOLE_TOO_SMALL_FOR_A_MASK,
            DamagedSet.TORN_BEHIND_PREAMBLE,
            DamagedSet.SPLIT_COMMAND)
        : EnumSet.of(DamagedSet.HOLE_TOO_SMALL_FOR_A_MASK);
  }

  private static void report(String command, Fault fault, int points) {
    System.out.printf("sweep of the tool: %s, %s: %d points%n", command, fault, points);
    int fewest = command.equals("undo") ? fault.fewestOfUndo : fault.fewestOfRepair;
    assertThat(points).isGreaterThanOrEqualTo(fewest);
  }

  private Map<String, String> undisturbed(DamagedSet set, String command) throws IOException {
    Case c = new Case(set);
    Map<String, String> before = c.snapshot();
    ToolRun run = c.run(command);
    assertThat(run.exitCode()).as(set + run.said()).isEqualTo(command.equals("init") ? 0 : 1);
    Map<String, String> after = c.snapshot();
    assertThat(after).as(set + run.said()).isNotEqualTo(before);
    assertThat(c.run("check").exitCode()).isZero();
    c.remove();
    return after;
  }

  /** A damaged directory behind a file system with faults. */
  private final class Case {
    private final Path place;
    private final Path real;
    private FaultyFileSystem fs;

    Case(DamagedSet set) throws IOException {
      place = Files.createTempDirectory(temp, "p");
      real = Files.createDirectory(place.resolve("data"));
      set.writeTo(real);
      fs = new FaultyFileSystem(temp.getFileSystem(), FaultPlan.none());
      fs.confineTo(place);
    }

    void use(FaultPlan plan) {
      fs.use(plan);
    }

    boolean fired() {
      return fs.plan().hasFired();
    }

    /** The process is gone, and with it what it held open; the next one has no faults. */
    void restart() throws IOException {
      fs.closeChannels();
      fs = new FaultyFileSystem(temp.getFileSystem(), FaultPlan.none());
    }

    ToolRun run(String command) {
      Map<String, String> variables =
          Map.of("AOF_FSCK_TERMINATION_LOG", place.resolve("log").toString());
      ToolRun run;
      try {
        run = ToolRun.of(fs, variables, command, real.toString());
      } catch (KilledError e) {
        return new ToolRun(137, "", String.valueOf(e.getMessage()));
      }
      if (!fs.plan().hasKilled()) {
        assertThat(fs.openChannels()).as("open channels, %s", run.said()).isZero();
      }
      return run;
    }

    /** What a run that met a fault says of itself is true. */
    void requireHonest(
        String command,
        Fault fault,
        ToolRun run,
        Map<String, String> before,
        Map<String, String> after,
        String point)
        throws IOException {
      if (fault.kills()) {
        return;
      }
      Map<String, String> now = snapshot();
      int good = command.equals("repair") ? 1 : 0;
      if (run.err().contains("UNCHECKED")) {
        assertThat(command).as(point).isEqualTo("init");
        assertThat(run.exitCode()).as(point).isZero();
        assertThat(now).as(point).isEqualTo(before);
      } else if (run.err().contains("not tidied up")) {
        // The set was clean before: servers start on it as it is.
        assertThat(command).as(point).isEqualTo("init");
        assertThat(run.exitCode()).as(point).isZero();
        assertThat(now).as(point).isEqualTo(before);
        // What was only prepared is removed by the next run, whatever the server does meanwhile.
        assertThat(org.aofkit.commit.Operations.list(real, null))
            .as(point)
            .allMatch(operation -> operation.status() == OperationStatus.PREPARING);
      } else if (run.exitCode() == good) {
        assertThat(now).as(point).isEqualTo(after);
      } else {
        assertThat(run.exitCode()).as(point).isEqualTo(8);
        assertThat(run.err()).as(point).isNotBlank().doesNotContain("internal error");
        if (!now.equals(after) || anyInterrupted()) {
          assertThat(anyInterrupted() || now.equals(before)).as(point).isTrue();
        }
        if (run.err().contains("not repaired") && !anyInterrupted()) {
          assertThat(now).as(point).isNotEqualTo(after);
        }
      }
    }

    boolean anyInterrupted() throws IOException {
      return org.aofkit.commit.Operations.list(real, null).stream()
          .anyMatch(operation -> operation.status().isInterrupted());
    }

    /** The files but those in the quarantine: name to mode and bytes. */
    Map<String, String> snapshot() throws IOException {
      Map<String, String> snapshot = new TreeMap<>();
      for (Path path : walk()) {
        String name = real.relativize(path).toString();
        if (Files.isRegularFile(path) && !name.startsWith(".aof-fsck/")) {
          int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
          String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
          snapshot.put(name, Integer.toOctalString(mode) + " " + bytes);
        }
      }
      return snapshot;
    }

    /** Nothing lies about but the files themselves and the quarantine. */
    void requireNoStrays(Map<String, String> files, String point) throws IOException {
      Set<String> names = new TreeSet<>();
      for (Path path : walk()) {
        String name = real.relativize(path).toString();
        if (!Files.isDirectory(path) && !name.startsWith(".aof-fsck/")) {
          names.add(name);
        }
      }
      assertThat(names).as(point).isEqualTo(files.keySet());
      try (Stream<Path> beside = Files.list(place)) {
        assertThat(beside.map(path -> path.getFileName().toString()))
            .as(point)
            .isSubsetOf("data", "log");
      }
    }

    void remove() throws IOException {
      List<Path> all = new ArrayList<>();
      try (Stream<Path> paths = Files.walk(place)) {
        paths.sorted(Comparator.reverseOrder()).forEach(all::add);
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }

    private List<Path> walk() throws IOException {
      try (Stream<Path> paths = Files.walk(real)) {
        return paths.toList();
      }
    }
  }
}
