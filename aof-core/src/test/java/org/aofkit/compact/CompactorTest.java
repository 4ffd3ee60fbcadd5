package org.aofkit.compact;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.NothingToUndoException;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a compaction does to the files of a directory. */
class CompactorTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);
  private static final CompactOptions OPTIONS = CompactOptions.of(CLOCK, "test").withThreads(1);

  @TempDir Path folder;

  @Test
  void newFilesTakeThePlaceOfTheOldOnesAndAnUndoBringsTheseBack() throws IOException {
    AofDir dir = filled();
    Map<String, String> before = files(dir.path());

    CompactOutcome outcome = compact(dir, OPTIONS);

    assertThat(files(dir.path()))
        .containsOnlyKeys(
            "appendonlydir/appendonly.aof.2.base.rdb",
            "appendonlydir/appendonly.aof.3.incr.aof",
            "appendonlydir/appendonly.aof.manifest")
        .containsEntry("appendonlydir/appendonly.aof.3.incr.aof", "")
        .containsEntry(
            "appendonlydir/appendonly.aof.manifest",
            "file appendonly.aof.2.base.rdb seq 2 type b\n"
                + "file appendonly.aof.3.incr.aof seq 3 type i\n");
    Report report = dir.check();
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.stats().rdbKeys()).isEqualTo(6);
    assertThat(outcome.bytesAfter()).isEqualTo(report.stats().bytes() + manifestBytes(dir));
    Commit.undo(dir.path(), CommitOptions.of(CLOCK, "test"));
    assertThat(files(dir.path())).isEqualTo(before);
  }

  @Test
  void withoutKeepingTheOldFilesAreGoneAndThereIsNoUndo() throws IOException {
    AofDir dir = filled();

    compact(dir, OPTIONS.withoutKeeping());

    assertThat(Operations.list(dir.path()).get(0).status())
        .isEqualTo(OperationStatus.FINISHED_FOR_GOOD);
    assertThat(dir.check().stats().rdbKeys()).isEqualTo(6);
    assertThatThrownBy(() -> Commit.undo(dir.path(), CommitOptions.of(CLOCK, "test")))
        .isInstanceOf(NothingToUndoException.class);
    try (Stream<Path> all = Files.walk(dir.path())) {
      assertThat(all.filter(path -> path.toString().contains("incr")).count()).isEqualTo(1);
    }
  }

  @Test
  void whatTheMeasureSaysIsWhatIsWritten() throws IOException {
    AofDir dir = filled();
    CompactPlan plan = Compactor.plan(dir.path(), CheckOptions.defaults(), OPTIONS);

    CompactSize size = Compactor.measure(plan, CheckOptions.defaults());
    CompactOutcome outcome = Compactor.run(plan, CheckOptions.defaults());

    assertThat(outcome.bytesAfter()).isEqualTo(size.bytes());
  }

  @Test
  void leftoversGoAndUnknownFilesStay() throws IOException {
    AofDir dir = filled();
    Files.writeString(dir.path().resolve("temp-rewriteaof-99999999.aof"), "half");
    Files.writeString(dir.file("appendonly.aof.7.base.rdb"), "unlisted");
    Files.writeString(dir.path().resolve("nodes.conf"), "nodes");

    compact(dir, OPTIONS);

    assertThat(files(dir.path())).hasSize(4).containsKey("nodes.conf");
  }

  @Test
  void aFileWithTheNextNumberIsNotWrittenOver() throws IOException {
    AofDir dir = filled();
    Files.writeString(dir.file("appendonly.aof.2.base.rdb"), "of a rewrite that was broken off");

    compact(dir, OPTIONS);

    assertThat(files(dir.path())).containsKey("appendonlydir/appendonly.aof.3.base.rdb");
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void damagedInputIsRefusedWithTheReport() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(0),
                set("a", "1"),
                Aof.raw("*3\r\n$3\r\nSE".getBytes(StandardCharsets.US_ASCII)));
    Map<String, String> before = files(dir.path());

    assertThatThrownBy(() -> compact(dir, OPTIONS))
        .isInstanceOfSatisfying(
            DamagedInputException.class,
            e -> assertThat(e.report().verdict()).isEqualTo(Verdict.TRUNCATED));

    assertThat(files(dir.path())).isEqualTo(before);
  }

  @Test
  void aSingleLogStaysOne() throws IOException {
    Path data = Files.createDirectory(folder.resolve("old"));
    Path log = data.resolve("appendonly.aof");
    Files.write(
        log,
        Aof.of(
                select(0),
                set("a", "1"),
                set("a", "2"),
                command("RPUSH", "list", "3", "1", "2"),
                command("SORT", "list", "STORE", "sorted"))
            .bytes());

    Compactor.run(Compactor.plan(data, CheckOptions.defaults(), OPTIONS), CheckOptions.defaults());

    assertThat(files(data)).containsOnlyKeys("appendonly.aof");
    assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
        .startsWith("REDIS0010")
        .endsWith("sorted\r\n");
    Report report = Checker.check(data, CheckOptions.defaults());
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.stats().rdbKeys()).isEqualTo(1);
  }

  @Test
  void aSwapLeavesTheOldFilesInTheOtherPlaceAndIsUndoneFromThere() throws IOException {
    AofDir dir = filled();
    Map<String, String> before = files(dir.path());
    Path scratch = folder.resolve("scratch");

    compact(dir, OPTIONS.to(new Destination.Scratch(scratch)));

    assertThat(files(dir.path()))
        .containsOnlyKeys(
            "appendonlydir/appendonly.aof.2.base.rdb",
            "appendonlydir/appendonly.aof.3.incr.aof",
            "appendonlydir/appendonly.aof.manifest");
    assertThat(dir.check().stats().rdbKeys()).isEqualTo(6);
    assertThat(files(scratch).values()).anyMatch(text -> text.contains("some of it"));
    assertThat(files(scratch).keySet()).noneMatch(name -> name.endsWith(".new"));
    Commit.undo(dir.path(), CommitOptions.of(CLOCK, "test"));
    assertThat(files(dir.path())).isEqualTo(before);
  }

  @Test
  void aSwapThatKeepsNothingLeavesAJournal() throws IOException {
    AofDir dir = filled();
    Path scratch = folder.resolve("scratch");

    compact(dir, OPTIONS.to(new Destination.Scratch(scratch)).withoutKeeping());

    assertThat(dir.check().stats().rdbKeys()).isEqualTo(6);
    assertThat(files(scratch).keySet()).allMatch(name -> name.matches("lock|.*/(journal|2.kept)"));
  }

  @Test
  void aQuarantineOnAnotherVolumeTakesCopies() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(Files.isWritable(memory));
    Path kept = Files.createTempDirectory(memory, "aofkit-kept-");
    try {
      AofDir dir = filled();
      Map<String, String> before = files(dir.path());

      compact(dir, OPTIONS.withQuarantine(kept));

      assertThat(dir.check().stats().rdbKeys()).isEqualTo(6);
      Commit.undo(dir.path(), CommitOptions.of(CLOCK, "test"));
      assertThat(files(dir.path())).isEqualTo(before);
    } finally {
      try (Stream<Path> all = Files.walk(kept)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void anotherDirectoryAppearsAsAWholeAndTheInputStays() throws IOException {
    AofDir dir = filled();
    Map<String, String> before = files(dir.path());
    Path out = folder.resolve("out");

    CompactOutcome outcome = compact(dir, OPTIONS.to(new Destination.Output(out)));

    assertThat(files(dir.path())).isEqualTo(before);
    assertThat(dir.path().resolve(".aof-fsck")).doesNotExist();
    assertThat(files(out))
        .containsOnlyKeys(
            "appendonlydir/appendonly.aof.1.base.rdb",
            "appendonlydir/appendonly.aof.1.incr.aof",
            "appendonlydir/appendonly.aof.manifest");
    assertThat(Checker.check(out, CheckOptions.defaults()).stats().rdbKeys()).isEqualTo(6);
    assertThat(outcome.operation()).isEmpty();
    assertThatThrownBy(() -> compact(dir, OPTIONS.to(new Destination.Output(out))))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatAnInterruptedRunLeftInTheOtherDirectoryGoesAndNothingElse() throws IOException {
    AofDir dir = filled();
    Path temporary = Files.createDirectories(folder.resolve("out/temp-appendonlydir/work/trial"));
    Files.writeString(temporary.resolve("half"), "half");
    Path half = folder.resolve("out/temp-appendonlydir");
    Files.writeString(half.resolve("appendonly.aof.1.base.rdb"), "half");
    Path foreign = Files.writeString(half.resolve("foreign"), "somebody's");
    CompactOptions options = OPTIONS.to(new Destination.Output(folder.resolve("out")));

    assertThatThrownBy(() -> compact(dir, options))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("foreign");
    assertThat(foreign).hasContent("somebody's");

    Files.delete(foreign);
    compact(dir, options);
    assertThat(files(folder.resolve("out"))).hasSize(3);
  }

  @Test
  void inputThatChangesWhileItIsReadIsRefusedAndStays() throws IOException {
    for (Destination to :
        List.of(
            new Destination.InPlace(),
            new Destination.Output(folder.resolve("out")),
            new Destination.Scratch(folder.resolve("scratch")))) {
      AofDir dir = filled();
      AtomicBoolean isChanged = new AtomicBoolean();
      CompactOptions options =
          OPTIONS
              .to(to)
              .cancelledBy(
                  () -> {
                    if (!isChanged.getAndSet(true)) {
                      append(dir.incrFile(2));
                    }
                    return false;
                  });

      assertThatThrownBy(() -> compact(dir, options)).hasMessageContaining("changed");

      assertThat(isChanged).isTrue();
      assertThat(files(dir.path())).hasSize(4);
      assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  private static void append(Path file) {
    try {
      Files.write(file, set("late", "1").bytes(), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoCancelsFindsAllAsItWas() throws IOException {
    AofDir dir = filled();
    Map<String, String> before = files(dir.path());

    assertThatThrownBy(() -> compact(dir, OPTIONS.cancelledBy(() -> true)))
        .isInstanceOf(CancellationException.class);

    assertThat(files(dir.path())).isEqualTo(before);
    assertThat(dir.path().resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aRescueMendsOnTheOtherVolumeAndAnUndoBringsTheDamageBack() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.image(2, 5))
            .incr(select(2), set("a", "1"), Aof.nuls(100), set("b", "2"));
    Map<String, String> before = files(dir.path());
    CompactOptions options = OPTIONS.to(new Destination.Scratch(folder.resolve("scratch")));
    CheckOptions check = CheckOptions.defaults();

    Rescue.Plan plan = Rescue.plan(dir.path(), check, options);
    Rescue.Outcome outcome = Rescue.run(plan, check);

    assertThat(plan.report().verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(outcome.repaired().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.check().stats().rdbKeys()).isEqualTo(7);
    Commit.undo(dir.path(), CommitOptions.of(CLOCK, "test"));
    assertThat(files(dir.path())).isEqualTo(before);
    assertThatThrownBy(() -> Rescue.plan(dir.path(), check, options.withoutKeeping()))
        .isInstanceOf(CannotCompactException.class);
  }

  @Test
  void aRescueRebuildsALostManifest() throws IOException {
    AofDir dir = filled();
    Files.delete(dir.file("appendonly.aof.manifest"));
    Map<String, String> before = files(dir.path());
    CompactOptions options = OPTIONS.to(new Destination.Scratch(folder.resolve("scratch")));
    CheckOptions check = CheckOptions.defaults();

    Rescue.run(Rescue.plan(dir.path(), check, options), check);

    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.check().stats().rdbKeys()).isEqualTo(6);
    Commit.undo(dir.path(), CommitOptions.of(CLOCK, "test"));
    assertThat(files(dir.path())).isEqualTo(before);
  }

  @Test
  void aRescueGivesNothingUp() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(2),
                set("a", "1"),
                Aof.raw("????\r\n".getBytes(StandardCharsets.US_ASCII)),
                set("b", "2"));
    Map<String, String> before = files(dir.path());
    CompactOptions options = OPTIONS.to(new Destination.Scratch(folder.resolve("scratch")));

    assertThatThrownBy(() -> Rescue.plan(dir.path(), CheckOptions.defaults(), options))
        .isInstanceOf(DamagedInputException.class);

    assertThat(files(dir.path())).isEqualTo(before);
  }

  @Test
  void aSingleFileIsWrittenForAServerWithoutDirectories() throws IOException {
    AofDir dir = filled();
    OutputOptions output = OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_6_2);

    compact(dir, OPTIONS.writing(output));

    assertThat(files(dir.path())).containsOnlyKeys("appendonly.aof");
    Report report = Checker.check(dir.path(), CheckOptions.defaults());
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.stats().rdbKeys()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REDIS_6_2")
  void aLaterRunJudgesTheNewFilesForTheServerTheyWereMadeFor(CompactTarget target)
      throws IOException {
    AofDir dir = filled();

    compact(dir, OPTIONS.writing(OutputOptions.DEFAULT.withTarget(target)));

    Report report = dir.check();
    assertThat(report.server()).isEqualTo(target.server());
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  private AofDir filled() throws IOException {
    return AofDir.in(folder)
        .base(Aof.image(2, 5))
        .incr(select(2), set("base:3", "new"), set("other", "some of it"))
        .incr(select(2), set("other", "y"));
  }

  private static CompactOutcome compact(AofDir dir, CompactOptions options) throws IOException {
    CheckOptions check = CheckOptions.defaults();
    return Compactor.run(Compactor.plan(dir.path(), check, options), check);
  }

  private static long manifestBytes(AofDir dir) throws IOException {
    return Files.size(dir.file("appendonly.aof.manifest"));
  }

  /** All files but what is kept. */
  private static Map<String, String> files(Path dir) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(dir)) {
      List<Path> found =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(dir.resolve(".aof-fsck")))
              .toList();
      for (Path file : found) {
        files.put(
            dir.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
