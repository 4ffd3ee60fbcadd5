package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy {@code prefix}: what is left is the log up to some place, across files. */
class PrefixTest {
  private static final PlanOptions PREFIX = PlanOptions.of(Policy.PREFIX);
  private static final Aof A = Aof.of(select(5), set("a", "1"));
  private static final Aof B = Aof.of(set("b", "2"), set("c", "3"));
  private static final Aof BAD = text("??? these bytes are no command\r\n");

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr);
  }

  private static String manifest(AofDir dir) throws IOException {
    return Files.readString(dir.file("appendonly.aof.manifest"), StandardCharsets.US_ASCII);
  }

  private static void requireClean(RepairOutcome outcome) throws IOException {
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(RepairPlanner.plan(outcome.after()).nothingToDo()).isTrue();
    assertThat(RepairPlanner.plan(outcome.after(), CheckOptions.defaults(), PREFIX).nothingToDo())
        .isTrue();
  }

  @Test
  void everythingBehindTheFirstDamageGoesAcrossFiles() throws IOException {
    AofDir dir =
        dir(A).incr(select(5), B, BAD, A, multi(), B, exec()).incr(A, B).incr(select(1), B);
    Map<String, String> before = AofDir.snapshot(dir.path(), false);

    RepairPlan plan = dir.plan(PREFIX);
    RepairOutcome outcome = dir.repair(PREFIX);

    requireClean(outcome);
    assertThat(dir.incrBytes(1)).isEqualTo(A.bytes());
    assertThat(dir.incrBytes(2)).isEqualTo(Aof.of(select(5), B).bytes());
    assertThat(dir.incrFile(3)).doesNotExist();
    assertThat(dir.incrFile(4)).doesNotExist();
    assertThat(manifest(dir)).doesNotContain("3.incr").doesNotContain("4.incr").contains("2.incr");
    assertThat(plan.edits())
        .extracting(PlannedEdit::kind)
        .containsExactly(EditKind.TRUNCATE, EditKind.MANIFEST, EditKind.DROP, EditKind.DROP);
    assertThat(plan.lost().commands()).isEqualTo(2 + 4 + 4 + 3);
    assertThat(plan.lost().transactions()).isEqualTo(1);
    assertThat(plan.lost().keys()).isEqualTo(3 + 2);
    assertThat(outcome.lost()).isEqualTo(plan.lost());
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
  }

  @Test
  void safeDamageInFrontOfTheCutIsMended() throws IOException {
    AofDir dir = dir(A, nuls(300), B, BAD, B);

    RepairPlan plan = dir.plan(PREFIX);
    RepairOutcome outcome = dir.repair(PREFIX);

    requireClean(outcome);
    assertThat(plan.edits())
        .extracting(PlannedEdit::editClass)
        .containsExactly(EditClass.SAFE, EditClass.LOSSY);
    assertThat(dir.incrBytes(1)).hasSize(A.length() + 300 + B.length());
  }

  @Test
  void fileWrittenAnewForASafeDamageIsCutAllTheSame() throws IOException {
    AofDir dir = dir(A, nuls(7), B, BAD, B);

    requireClean(dir.repair(PREFIX));

    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(A, B).bytes());
  }

  @Test
  void safeDamageBehindTheCutGoesWithIt() throws IOException {
    AofDir dir = dir(A, BAD, B, nuls(300), B).incr(B);

    RepairPlan plan = dir.plan(PREFIX);

    assertThat(plan.mayBeApplied()).isTrue();
    assertThat(plan.edits()).noneMatch(edit -> edit.kind() == EditKind.MASK);
    requireClean(dir.repair(PREFIX));
    assertThat(dir.incrBytes(1)).isEqualTo(A.bytes());
  }

  @Test
  void cutIsNeverInsideATransaction() throws IOException {
    AofDir dir = dir(A, timestamp(17), multi(), B, BAD, B, exec(), A);

    requireClean(dir.repair(PREFIX));

    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(A, timestamp(17)).bytes());
  }

  @Test
  void annotationsBehindTheLastWholeCommandStay() throws IOException {
    AofDir dir = dir(A, timestamp(17), BAD, B);

    requireClean(dir.repair(PREFIX));

    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(A, timestamp(17)).bytes());
  }

  @Test
  void damageInAnRdbBaseIsRefused() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 3).cutBy(20)).incr(A);

    RepairPlan plan = dir.plan(PREFIX);

    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(plan.edits()).isEmpty();
    assertThat(plan.refusals().get(0).reason()).contains("RDB image");
  }

  @Test
  void damageInACommandBaseCutsTheBaseAndSaysSo() throws IOException {
    AofDir dir = AofDir.in(folder).commandBase(Aof.of(A, B, BAD, B)).incr(A).incr(B);

    RepairPlan plan = dir.plan(PREFIX);
    RepairOutcome outcome = dir.repair(PREFIX);

    requireClean(outcome);
    assertThat(plan.notes()).anyMatch(note -> note.contains("The base itself is cut"));
    assertThat(plan.edits().get(0).reason()).contains("BASE");
    assertThat(Files.readAllBytes(dir.file("appendonly.aof.1.base.aof")))
        .isEqualTo(Aof.of(A, B).bytes());
    assertThat(manifest(dir)).doesNotContain("incr");
  }

  @Test
  void nothingIsDoneWhereNothingWouldBeLeft() throws IOException {
    AofDir dir = AofDir.in(folder).commandBase(Aof.of(BAD, A)).incr(A);

    RepairPlan plan = dir.plan(PREFIX);

    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(plan.refusals().get(0).reason()).contains("nothing at all would be left");
  }

  @Test
  void singleFileOfAnOldServerIsOnlyCut() throws IOException {
    Path file = folder.resolve("appendonly.aof");
    Files.write(file, Aof.of(A, BAD, B).bytes());
    Report report = Checker.check(file, CheckOptions.defaults());

    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), PREFIX);
    AofDir.repair(file, PREFIX);

    assertThat(plan.edits()).extracting(PlannedEdit::kind).containsExactly(EditKind.TRUNCATE);
    assertThat(Files.readAllBytes(file)).isEqualTo(A.bytes());
  }

  @Test
  void tailBehindAPreambleIsCutAndTheImageStays() throws IOException {
    Path file = folder.resolve("appendonly.aof");
    Aof preamble = Aof.raw(image(0, 2).bytes()).replace("aof-base", "aof-preamble".substring(0, 8));
    Files.write(file, Aof.of(image(0, 2), A, BAD, B).bytes());

    AofDir.repair(file, PREFIX);

    assertThat(preamble.length()).isEqualTo(image(0, 2).length());
    assertThat(Files.readAllBytes(file)).isEqualTo(Aof.of(image(0, 2), A).bytes());
  }

  @Test
  void missingSelectBehindABaseIsNoDoubtWhereAllBehindItGoes() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(3, 2)).incr(B).incr(A);
    assertThat(dir.plan().refusals().get(0).editClass()).isEqualTo(EditClass.UNLOCATED);

    RepairPlan plan = dir.plan(PREFIX);
    requireClean(dir.repair(PREFIX));

    assertThat(plan.edits()).noneMatch(edit -> edit.editClass() == EditClass.UNLOCATED);
    assertThat(manifest(dir)).doesNotContain("incr");
  }

  @Test
  void listedIncrThatIsGoneEndsTheLog() throws IOException {
    AofDir dir = dir(A).incr(A).incr(B);
    Files.delete(dir.incrFile(2));

    RepairPlan plan = dir.plan(PREFIX);
    requireClean(dir.repair(PREFIX));

    assertThat(plan.lost().commands()).isEqualTo(2);
    assertThat(manifest(dir)).contains("1.incr").doesNotContain("2.incr").doesNotContain("3.incr");
  }

  @Test
  void unknownCommandIsCutOffWhereItStands() throws IOException {
    AofDir dir = dir(A, command("NOSUCHCOMMAND", "x"), B);

    requireClean(dir.repair(PREFIX));

    assertThat(dir.incrBytes(1)).isEqualTo(A.bytes());
  }

  @Test
  void lossBeyondTheBoundIsRefusedWithBothNumbers() throws IOException {
    AofDir dir = dir(A, BAD, B);
    long lost = BAD.length() + B.length();

    RepairPlan tooMuch = dir.plan(PREFIX.withMaxLoss(lost - 1));
    RepairPlan enough = dir.plan(PREFIX.withMaxLoss(lost));

    assertThat(tooMuch.mayBeApplied()).isFalse();
    assertThat(tooMuch.refusals().get(0).reason())
        .contains(Long.toString(lost))
        .contains(Long.toString(lost - 1));
    assertThat(enough.mayBeApplied()).isTrue();
  }

  @Test
  void whatIsSafeDoesNotCountAsLoss() throws IOException {
    AofDir dir = dir(A, B, nuls(5000));

    assertThat(dir.plan(PREFIX.withMaxLoss(0)).mayBeApplied()).isTrue();
  }

  @Test
  void replicationOffsetsGoWithTheCommands() throws IOException {
    AofDir dir = dir(A, BAD, B);
    Path manifest = dir.file("appendonly.aof.manifest");
    Files.writeString(manifest, manifest(dir).replace("type i\n", "type i startoffset 17\n"));

    dir.repair(PREFIX);

    assertThat(manifest(dir)).doesNotContain("startoffset").contains("1.incr");
  }

  @Test
  void idTellsPolicyAndOptions() throws IOException {
    AofDir dir = dir(A, nuls(100), B);

    String safe = dir.plan().id();

    assertThat(dir.plan(PlanOptions.safe()).id()).isEqualTo(safe);
    assertThat(dir.plan(PREFIX).id()).isNotEqualTo(safe);
    assertThat(dir.plan(PREFIX.withMaxLoss(5)).id()).isNotEqualTo(dir.plan(PREFIX).id());
  }

  @Test
  void lossyPlanOfThePolicySafeIsNotApplied() throws IOException {
    AofDir dir = dir(A, BAD, B);
    RepairPlan lossy = dir.plan(PREFIX);
    RepairPlan forged =
        new RepairPlan(
            lossy.id(),
            lossy.edits(),
            lossy.refusals(),
            lossy.lost(),
            lossy.partialValues(),
            lossy.notes(),
            PlanOptions.safe(),
            lossy.fileEdits(),
            lossy.fingerprints());

    assertThatThrownBy(() -> AofDir.apply(dir.path(), dir.check(), forged))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fileListedTwiceIsNotCut() throws IOException {
    AofDir dir = dir(A, BAD, B);
    Path manifest = dir.file("appendonly.aof.manifest");
    Files.writeString(manifest, manifest(dir) + "file appendonly.aof.1.incr.aof seq 2 type i\n");

    assertThat(dir.plan(PREFIX).mayBeApplied()).isFalse();
  }
}
