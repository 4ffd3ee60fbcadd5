package org.aofkit.fuzz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import net.jqwik.api.statistics.Statistics;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.EditClass;
import org.aofkit.check.FileReport;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.io.IoMode;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

/** What holds for every report and every repair, whatever the files are. */
class ReportPropertyTest {
  private Path dir = Path.of("");

  @Provide
  Arbitrary<List<byte[]>> files() {
    return Logs.damaged().list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<byte[]>> mendable() {
    return Logs.mendable().list().ofMinSize(1).ofMaxSize(2);
  }

  @Provide
  Arbitrary<List<byte[]>> wholeFiles() {
    return Logs.whole().list().ofMinSize(1).ofMaxSize(3);
  }

  @BeforeTry
  void begin() throws IOException {
    dir = Files.createTempDirectory("aofkit-property-");
  }

  @AfterTry
  void end() throws IOException {
    TempTree.delete(dir);
  }

  private void write(List<byte[]> incrs) throws IOException {
    Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
    StringBuilder manifest = new StringBuilder();
    for (int i = 1; i <= incrs.size(); i++) {
      String name = "appendonly.aof." + i + ".incr.aof";
      Files.write(aof.resolve(name), incrs.get(i - 1));
      manifest.append("file ").append(name).append(" seq ").append(i).append(" type i\n");
    }
    Files.writeString(aof.resolve("appendonly.aof.manifest"), manifest);
  }

  private static CheckOptions options(IoMode mode, int threads, int window) {
    return new CheckOptions(
        Optional.empty(),
        16,
        true,
        null,
        "appendonlydir",
        "dump.rdb",
        mode,
        threads,
        window,
        done -> {},
        () -> false);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void reportDoesNotDependOnWindowsThreadsOrTheWayOfReading(@ForAll("files") List<byte[]> incrs)
      throws IOException {
    write(incrs);

    Report report = Checker.check(dir, options(IoMode.MAP, 1, 1 << 20));

    for (IoMode mode : IoMode.values()) {
      for (int threads = 1; threads <= 2; threads++) {
        assertThat(Checker.check(dir, options(mode, threads, 64))).isEqualTo(report);
      }
    }
  }

  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void reportAgreesWithItself(@ForAll("files") List<byte[]> incrs) throws IOException {
    write(incrs);

    Report report = Checker.check(dir, CheckOptions.defaults());

    Verdict worst = Verdict.CLEAN;
    for (FileReport file : report.files()) {
      worst = Verdict.worse(worst, file.verdict());
      assertThat(file.validUpTo()).isBetween(0L, file.size());
      file.serverCutsAt().ifPresent(at -> assertThat(at).isBetween(0L, file.size()));
    }
    assertThat(worst).isEqualTo(report.verdict());
    assertThat(report.loads()).isEqualTo(report.loadsOn().get(report.server()));
    boolean clean = report.verdict() == Verdict.CLEAN;
    assertThat(report.damages().isEmpty()).isEqualTo(clean);
    if (clean) {
      assertThat(report.loads()).isEqualTo(Loads.YES);
    }
    if (report.verdict() == Verdict.TRUNCATED) {
      assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
      assertThat(report.damages()).allMatch(damage -> damage.editClass() == EditClass.SAFE);
    }
    report
        .damages()
        .forEach(
            damage ->
                assertThat(damage.offset() + damage.length())
                    .isLessThanOrEqualTo(size(damage.file())));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void repairOfSafeDamageLeavesNothingToDoAndIsUndoneToTheByte(
      @ForAll("mendable") List<byte[]> incrs) throws IOException {
    write(incrs);
    Map<String, String> before = contents();
    Report report = Checker.check(dir, CheckOptions.defaults());

    RepairPlan plan = RepairPlanner.plan(report);

    assertThat(contents()).isEqualTo(before);
    boolean mended = !plan.nothingToDo() && plan.safeOnly();
    Statistics.collect(mended ? "repaired" : "not repaired");
    if (!mended) {
      return;
    }
    RepairOptions options =
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    RepairOutcome outcome = Repair.apply(dir, report, plan, options, CheckOptions.defaults());
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().loads()).isEqualTo(Loads.YES);
    Commit.undo(dir, CommitOptions.of(Clock.systemUTC(), "test"));
    assertThat(contents()).isEqualTo(before);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(dir.resolve("appendonlydir"))) {
      for (Path file : files.toList()) {
        contents.put(file.toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Property(tries = 200)
  void wholeFilesAreNeverDamaged(@ForAll("wholeFiles") List<byte[]> incrs) throws IOException {
    write(incrs);

    Report report = Checker.check(dir, CheckOptions.defaults());

    assertThat(report.damages())
        .noneMatch(damage -> damage instanceof org.aofkit.check.Damage.NulHole);
  }
}
