package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the log can't end, or ends between two files, and what is said of it. */
class PrefixBordersTest {
  private static final PlanOptions PREFIX = PlanOptions.of(Policy.PREFIX);
  private static final Aof A = Aof.of(select(5), set("a", "1"));
  private static final Aof BAD = text("??? these bytes are no command\r\n");

  @TempDir Path folder;

  private static String manifest(AofDir dir) throws IOException {
    return Files.readString(dir.file("appendonly.aof.manifest"));
  }

  @Test
  void theFirstFileIsNeverLeftOut() throws IOException {
    AofDir gone = AofDir.in(folder).incr(A).incr(A);
    Files.delete(gone.incrFile(1));
    AofDir torn = AofDir.in(folder).incr(image(0, 3).cutBy(20)).incr(A);

    for (AofDir dir : new AofDir[] {gone, torn}) {
      RepairPlan plan = dir.plan(PREFIX);
      assertThat(plan.mayBeApplied()).isFalse();
      assertThat(plan.edits()).isEmpty();
      assertThat(plan.refusals()).isNotEmpty();
    }
    assertThat(torn.plan(PREFIX).refusals().get(0).reason()).contains("no part can be cut off");
  }

  @Test
  void aLaterFileThatBeginsWithATornImageIsLeftOut() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(A).incr(image(0, 3).cutBy(20)).incr(A);

    RepairPlan plan = dir.plan(PREFIX);
    RepairOutcome outcome = dir.repair(PREFIX);

    assertThat(plan.edits())
        .extracting(PlannedEdit::kind)
        .containsExactly(EditKind.MANIFEST, EditKind.DROP, EditKind.DROP);
    assertThat(plan.edits().get(1).reason()).isEqualTo("it stands behind the end of the log");
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(manifest(dir)).contains("1.incr").doesNotContain("2.incr").doesNotContain("3.incr");
  }

  @Test
  void aCutSaysHowMuchItTakesAndWhyEachFileBehindItGoes() throws IOException {
    AofDir cut = AofDir.in(folder).base(image(0, 1)).incr(A, BAD, A);
    PlannedEdit truncation = cut.plan(PREFIX).edits().get(0);
    assertThat(truncation.offset()).isEqualTo(A.length());
    assertThat(truncation.length()).isEqualTo(BAD.length() + A.length());

    AofDir gone = AofDir.in(folder).base(image(0, 1)).incr(A).incr(A).incr(A).incr(A);
    Files.delete(gone.incrFile(2));
    Files.delete(gone.incrFile(3));
    assertThat(gone.plan(PREFIX).edits())
        .filteredOn(edit -> edit.kind() == EditKind.DROP)
        .extracting(PlannedEdit::reason)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith(
                        "nothing that could be loaded is there, and the log ends in front of it: "),
            second -> assertThat(second).endsWith("and the log ends in front of it"),
            third -> assertThat(third).isEqualTo("it stands behind the end of the log"));
  }

  @Test
  void keysAreCountedOnceForEachDatabaseAndEveryNameOfACommandCounts() throws IOException {
    Aof keys =
        Aof.of(
            set("k", "1"),
            command("DEL", "x", "y", "z"),
            command("MSET", "m", "x", "n", "y"),
            select(1),
            set("k", "1"),
            select(11),
            set("k", "1"),
            select(10),
            set("k", "1"),
            select(1),
            set("k", "2"));
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(A, BAD, select(0), keys);

    Lost lost = dir.plan(PREFIX).lost();

    assertThat(lost.keys()).isEqualTo(1 + 3 + 2 + 3);
    assertThat(lost.keysAtLeast()).isFalse();
    assertThat(lost.commands()).isEqualTo(12);
  }

  @Test
  void anEndOfTheLogBetweenTwoFilesCutsNone() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(A).incr(A);
    PointInTime end = new PointInTime.Place("appendonly.aof.1.incr.aof", A.length());

    assertThat(dir.plan(PlanOptions.safe().until(end)).edits())
        .extracting(PlannedEdit::kind)
        .containsExactly(EditKind.MANIFEST, EditKind.DROP);
  }
}
