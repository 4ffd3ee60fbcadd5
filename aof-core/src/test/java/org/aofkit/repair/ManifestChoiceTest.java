package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.imageTakenAt;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;

/** What is written and moved once a manifest is proven or chosen, and what is refused. */
class ManifestChoiceTest extends LostManifests {
  @Test
  void chosenManifestIsWrittenAndWhatItLeavesOutInFrontStaysIfItIsOlder() throws IOException {
    long taken = System.currentTimeMillis() / 1000 - 10;
    base(2, Aof.imageTakenAt(taken, 2));
    incr(1);
    Files.setLastModifiedTime(dir.incrFile(1), FileTime.from(taken - 61, TimeUnit.SECONDS));
    incr(2);

    RepairOutcome outcome = repair(PlanOptions.safe().assuming(1));

    assertThat(written()).isEqualTo(lines(2, 2));
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.incrFile(1)).exists();
  }

  @Test
  void whatAChosenManifestLeavesOutInFrontGoesAsideIfItMayBeNewer() throws IOException {
    base(2, image(0, 2));
    incr(1);
    incr(2);

    RepairOutcome outcome = repair(PlanOptions.safe().assuming(1));

    assertThat(written()).isEqualTo(lines(2, 2));
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.incrFile(1)).doesNotExist();
    dir.undo();
    assertThat(dir.incrFile(1)).exists();
  }

  @Test
  void acceptedLossDoesNotChooseAmongSeveral() throws IOException {
    base(2, image(0, 2));
    incr(1);
    incr(2);

    RepairPlan plan =
        RepairPlanner.plan(
            dir.check(),
            CheckOptions.defaults(),
            PlanOptions.of(Policy.SALVAGE).withAcceptedLoss());

    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(
            RepairPlanner.plan(
                    dir.check(), CheckOptions.defaults(), PlanOptions.safe().assuming(77))
                .refusals())
        .isNotEmpty();
  }

  @Test
  void incrThatAServerWouldAppendToNextGoesToTheQuarantine() throws IOException {
    base(2, image(0, 2));
    incr(1);
    incr(2);
    int alone = choices().indexOf(lines(2)) + 1;

    repair(PlanOptions.safe().assuming(alone));

    assertThat(written()).isEqualTo(lines(2));
    assertThat(dir.incrFile(1)).doesNotExist();
    assertThat(dir.incrFile(2)).doesNotExist();
    dir.undo();
    assertThat(dir.incrFile(1)).exists();
    assertThat(manifest()).doesNotExist();
  }

  @Test
  void nothingThatCouldBeListedIsRefusedWithAReason() throws IOException {
    Files.writeString(manifest(), lines(1, 1));

    RepairPlan plan = dir.plan();

    assertThat(plan.refusals())
        .first()
        .satisfies(refusal -> assertThat(refusal.reason()).contains("no manifest can be made"));
  }

  @Test
  void tornEndIsCutInTheSameRun() throws IOException {
    base(1, image(0, 2));
    incr(1, Aof.of(select(0), set("a", "1"), set("b", "2").cutBy(3)));

    RepairOutcome outcome = repair(PlanOptions.safe());

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(select(0), set("a", "1")).bytes());
  }

  @Test
  void damagedFilesAreNoProofAndAreLeftToTheNextRun() throws IOException {
    base(1, image(0, 2));
    incr(1, Aof.of(select(0), Aof.text("rubbish"), set("a", "1")));
    assertThat(choices()).contains(lines(1, 1));

    RepairOutcome outcome = repair(PlanOptions.safe().assuming(1));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(written()).isEqualTo(lines(1, 1));
  }

  @Test
  void finishedRewriteIsAdoptedWhereItIsChosen() throws IOException {
    incr(3);
    Aof finished = image(0, 4);
    Files.write(dir.path().resolve("temp-rewriteaof-bg-77.aof"), finished.bytes());
    int number = choices().indexOf(lines(1, 3)) + 1;

    RepairOutcome outcome = repair(PlanOptions.safe().assuming(number));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(Files.readAllBytes(dir.file(NAME + ".1.base.rdb"))).isEqualTo(finished.bytes());
    dir.undo();
    assertThat(dir.file(NAME + ".1.base.rdb")).doesNotExist();
  }

  @Test
  void namesThatServersCanNotReadBackGetTheirQuotes() throws IOException {
    AofDir odd = AofDir.named(folder, "it's.aof").base(image(0, 2)).incr(set("a", "1"));

    RepairOutcome outcome = AofDir.repair(odd.path());

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(Files.readString(odd.file("it's.aof.manifest")))
        .startsWith("file \"it's.aof.1.base.rdb\" seq 1 type b\n");
  }

  @Test
  void symbolicLinkInTheManifestsPlaceIsNotWrittenThrough() throws IOException {
    base(1, image(0, 2));
    incr(1);
    Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
    Files.createSymbolicLink(manifest(), elsewhere);

    assertThat(dir.plan().refusals().get(0).reason()).contains("a link");
    assertThat(Checker.check(dir.path(), CheckOptions.defaults()).verdict())
        .isEqualTo(Verdict.CORRUPT);
  }

  @Test
  void baseWhoseNameTheNextRewriteWouldTakeGoesAside() throws IOException {
    base(1, imageTakenAt(T, 2));
    base(2, imageTakenAt(T, 3));
    incr(1);
    incr(2);
    Path left = dir.file(NAME + ".2.base.rdb");
    byte[] bytes = Files.readAllBytes(left);
    int number = choices().indexOf(lines(1, 1, 2)) + 1;

    RepairOutcome outcome = repair(PlanOptions.safe().assuming(number));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(left).doesNotExist();
    dir.undo();
    assertThat(left).hasBinaryContent(bytes);
  }

  @Test
  void offsetsDoNotOutliveATornEndThatIsCutInTheSameRun() throws IOException {
    base(1, image(0, 2));
    incr(1, Aof.of(select(0), set("a", "1"), set("b", "2").cutBy(3)));
    String first = incrLine(1).replace("\n", " startoffset 7\n");
    Files.writeString(manifest(), baseLine(1) + first + "file");

    repair(PlanOptions.safe());

    assertThat(written()).isEqualTo(lines(1, 1));
  }

  @Test
  void whatTheNextRunHasToDoIsSaid() throws IOException {
    base(1, image(0, 2));
    incr(1);
    PointInTime end = new PointInTime.Place(NAME + ".1.incr.aof", 0);
    String later = "what else was asked for is left to the next run";

    assertThat(dir.plan(PlanOptions.safe()).notes()).isEmpty();
    for (PlanOptions options :
        List.of(PlanOptions.safe().until(end), PlanOptions.safe().withCleanLeftovers())) {
      assertThat(dir.plan(options).notes()).singleElement().asString().contains(later);
    }
    incr(1, Aof.of(select(0), Aof.text("rubbish"), set("a", "1")));
    assertThat(dir.plan(PlanOptions.safe().assuming(1)).notes())
        .singleElement()
        .asString()
        .contains("the next run sees to that");
  }
}
