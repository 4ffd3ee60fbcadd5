package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving away what no server reads. */
class LeftoverTest {
  private static final PlanOptions CLEAN = PlanOptions.safe().withCleanLeftovers();
  private static final Aof A = Aof.of(select(0), set("a", "1"));

  /** No process has this number: it is beyond what Linux gives. */
  private static final String NO_PROCESS = "99999999";

  private static final List<String> OTHERS =
      List.of("nodes.conf", "sentinel.conf", "users.acl", "dump.rdb", "whatever", "temp-x.rdb");

  @TempDir Path folder;
  private AofDir dir;

  @BeforeEach
  void aSetWithThingsLyingAbout() throws IOException {
    dir = AofDir.in(folder);
    for (String other : OTHERS) {
      Files.writeString(dir.path().resolve(other), other);
    }
    for (int seq : new int[] {7, 8, 9}) {
      Files.write(dir.file("appendonly.aof." + seq + ".base.rdb"), image(0, 1).bytes());
      Files.write(dir.file("appendonly.aof." + seq + ".incr.aof"), A.bytes());
    }
    Files.writeString(
        dir.file("appendonly.aof.manifest"),
        """
        file appendonly.aof.9.base.rdb seq 9 type b
        file appendonly.aof.8.base.rdb seq 8 type h
        file appendonly.aof.8.incr.aof seq 8 type h
        file appendonly.aof.9.incr.aof seq 9 type i
        """);
    Files.writeString(dir.file("temp-appendonly.aof.manifest"), "");
    for (String temp : temporaries(NO_PROCESS)) {
      Files.writeString(dir.path().resolve(temp), "half");
    }
  }

  private static List<String> temporaries(String pid) {
    return List.of(
        "temp-rewriteaof-" + pid + ".aof",
        "temp-rewriteaof-bg-" + pid + ".aof",
        "temp-" + pid + ".rdb",
        "temp-1700000000." + pid + ".rdb");
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(dir.path())) {
      files
          .filter(Files::isRegularFile)
          .map(file -> dir.path().relativize(file).toString())
          .filter(name -> !name.startsWith(".aof-fsck"))
          .forEach(names::add);
    }
    return names;
  }

  @Test
  void leftoversAreMovedAndNothingElse() throws IOException {
    Map<String, String> before = AofDir.snapshot(dir.path(), false);

    RepairOutcome outcome = dir.repair(CLEAN);

    Set<String> expected = new TreeSet<>(OTHERS);
    expected.add("appendonlydir/appendonly.aof.manifest");
    expected.add("appendonlydir/appendonly.aof.9.base.rdb");
    expected.add("appendonlydir/appendonly.aof.9.incr.aof");
    assertThat(names()).isEqualTo(expected);
    assertThat(outcome.lost()).isEqualTo(Lost.NOTHING);
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.plan(CLEAN).nothingToDo()).isTrue();
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
  }

  @Test
  void anEarlierEndAndLeftoversAreOneNewManifest() throws IOException {
    Files.write(dir.file("appendonly.aof.10.incr.aof"), A.bytes());
    Path manifest = dir.file("appendonly.aof.manifest");
    Files.writeString(
        manifest, "file appendonly.aof.10.incr.aof seq 10 type i\n", StandardOpenOption.APPEND);
    for (String unlisted : List.of("7.base.rdb", "7.incr.aof")) {
      Files.delete(dir.file("appendonly.aof." + unlisted));
    }
    PointInTime end = new PointInTime.Place("appendonly.aof.9.incr.aof", A.length());

    RepairOutcome outcome = dir.repair(CLEAN.until(end));

    assertThat(Files.readString(manifest))
        .isEqualTo(
            "file appendonly.aof.9.base.rdb seq 9 type b\n"
                + "file appendonly.aof.9.incr.aof seq 9 type i\n");
    assertThat(dir.file("appendonly.aof.10.incr.aof")).doesNotExist();
    assertThat(dir.file("appendonly.aof.8.incr.aof")).doesNotExist();
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void withoutTheWordTheyStay() throws IOException {
    assertThat(dir.plan().nothingToDo()).isTrue();
  }

  @Test
  void theyStayWhileAListedFileIsDamaged() throws IOException {
    Files.write(dir.incrFile(9), Aof.of(A, text("*2\r\n$3\r\nGE")).bytes());

    RepairPlan plan = dir.plan(CLEAN);

    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(plan.refusals().get(0).reason()).contains("they may hold what is missing");
  }

  @Test
  void theFileOfAProcessThatLivesStaysAndThisIsSaid() throws IOException {
    String own = Long.toString(ProcessHandle.current().pid());
    for (String temp : temporaries(own)) {
      Files.writeString(dir.path().resolve(temp), "half");
    }

    RepairPlan plan = dir.plan(CLEAN);
    dir.repair(CLEAN);

    assertThat(names())
        .containsAll(temporaries(own))
        .doesNotContainAnyElementsOf(temporaries(NO_PROCESS));
    assertThat(plan.notes()).hasSize(4).allMatch(note -> note.contains("process " + own));
  }

  @Test
  void aSymbolicLinkStays() throws IOException {
    Path link = dir.path().resolve("temp-rewriteaof-99999998.aof");
    Files.createSymbolicLink(link, dir.path().resolve("whatever"));

    dir.repair(CLEAN);

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(dir.path().resolve("whatever")).exists();
  }

  @Test
  void nothingIsCopied() throws IOException {
    Path unlisted = dir.file("appendonly.aof.7.incr.aof");
    Object inode = Files.getAttribute(unlisted, "unix:ino");

    RepairOutcome outcome = dir.repair(CLEAN);

    try (Stream<Path> kept = Files.list(outcome.operation())) {
      assertThat(kept.filter(path -> path.toString().endsWith(".kept")))
          .anySatisfy(path -> assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(inode));
    }
  }

  @Test
  void theNameTellsTheWriter() {
    assertThat(LeftoverEdits.writer("temp-rewriteaof-12.aof")).hasValue(12);
    assertThat(LeftoverEdits.writer("temp-rewriteaof-bg-13.aof")).hasValue(13);
    assertThat(LeftoverEdits.writer("temp-14.rdb")).hasValue(14);
    assertThat(LeftoverEdits.writer("temp-1700000000.15.rdb")).hasValue(15);
    assertThat(LeftoverEdits.writer("temp-appendonly.aof.manifest")).isEmpty();
    assertThat(LeftoverEdits.writer("appendonly.aof.7.incr.aof")).isEmpty();
    assertThat(LeftoverEdits.writer("temp-appendonly.aof.incr")).isEmpty();
  }

  @Test
  void aFileThatIsHeldOpenByThisProcessIsNoReason() throws IOException {
    try (FileChannel held =
        FileChannel.open(dir.file("appendonly.aof.7.incr.aof"), StandardOpenOption.READ)) {
      assertThat(dir.plan(CLEAN).notes()).isEmpty();
      assertThat(held.isOpen()).isTrue();
    }
  }

  @Test
  void aChangeOfAListedFileMeanwhileIsNoticed() throws IOException {
    Report report = dir.check();
    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), CLEAN);
    Files.write(dir.incrFile(9), A.bytes(), StandardOpenOption.APPEND);

    assertThatThrownBy(() -> AofDir.apply(dir.path(), report, plan))
        .isInstanceOf(ChangedUnderUsException.class);

    assertThat(dir.file("appendonly.aof.7.incr.aof")).exists();
  }
}
