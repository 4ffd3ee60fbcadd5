package org.aofkit.repair;

import static org.aofkit.testing.Aof.annotated;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.imageTakenAt;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aofkit.check.Chain;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which manifest is put together from the files that are there, and when it counts as proven. */
class ManifestRebuildTest {
  private static final String NAME = "appendonly.aof";
  private static final long T = 1_700_000_000L;

  @TempDir Path folder;

  private AofDir dir;

  @BeforeEach
  void makeDirectory() throws IOException {
    dir = AofDir.in(folder);
  }

  private void base(int seq, Aof content) throws IOException {
    Files.write(dir.file(NAME + "." + seq + ".base.rdb"), content.bytes());
  }

  private void incr(int seq, Aof content) throws IOException {
    Files.write(dir.file(NAME + "." + seq + ".incr.aof"), content.bytes());
  }

  /** An incr whose content tells its number. */
  private void incr(int seq) throws IOException {
    incr(seq, Aof.of(select(0), set("from", "incr" + seq)));
  }

  private Path manifest() {
    return dir.file(NAME + ".manifest");
  }

  private static String baseLine(int seq) {
    return "file " + NAME + "." + seq + ".base.rdb seq " + seq + " type b\n";
  }

  private static String incrLine(int seq) {
    return "file " + NAME + "." + seq + ".incr.aof seq " + seq + " type i\n";
  }

  private static String lines(int base, int... incrs) {
    StringBuilder text = new StringBuilder(base == 0 ? "" : baseLine(base));
    Arrays.stream(incrs).forEach(seq -> text.append(incrLine(seq)));
    return text.toString();
  }

  private Damage.ManifestLost lost() throws IOException {
    return (Damage.ManifestLost)
        dir.check().damages().stream()
            .filter(Damage.ManifestLost.class::isInstance)
            .findFirst()
            .orElseThrow();
  }

  /** The possible manifests, in the order of their numbers, as text. */
  private List<String> choices() throws IOException {
    assertThat(lost().editClass()).isEqualTo(EditClass.UNLOCATED);
    return lost().chains().stream().map(ManifestRebuildTest::text).toList();
  }

  private static String text(Chain chain) {
    byte[] bytes = org.aofkit.manifest.ManifestWriter.write(chain.manifest().entries());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private void assertProven(String manifest) throws IOException {
    Damage.ManifestLost lost = lost();
    assertThat(lost.editClass()).as("%s", lost).isEqualTo(EditClass.SAFE);
    assertThat(text(lost.chains().get(0))).isEqualTo(manifest);
  }

  private RepairOutcome repair(PlanOptions options) throws IOException {
    return AofDir.repair(dir.path(), options);
  }

  private String written() throws IOException {
    return Files.readString(manifest(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void missingManifestOfTheFirstStartIsWrittenAsAServerWouldAndUndoTakesItBack()
      throws IOException {
    base(1, image(0, 2));
    incr(1);
    Map<String, String> before = AofDir.snapshot(dir.path(), false);

    RepairOutcome outcome = repair(PlanOptions.safe());

    assertThat(written()).isEqualTo(lines(1, 1));
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.lost()).isEqualTo(Lost.NOTHING);
    assertThat(RepairPlanner.plan(outcome.after()).nothingToDo()).isTrue();
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
  }

  @Test
  void manifestThatIsCutAnywhereEmptyOrZeroedBecomesWhatItWas() throws IOException {
    base(1, image(0, 2));
    incr(1);
    incr(2);
    byte[] whole = lines(1, 1, 2).getBytes(StandardCharsets.ISO_8859_1);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length > 0 && cut[length - 1] == '\n') {
        continue;
      }
      Files.write(manifest(), cut);
      assertProven(lines(1, 1, 2));
      Files.write(manifest(), Arrays.copyOf(cut, whole.length));
      assertProven(lines(1, 1, 2));
    }
  }

  @Test
  void oneBaseWithOneIncrIsProven() throws IOException {
    base(2, image(0, 2));
    incr(2);

    assertProven(lines(2, 2));
  }

  @Test
  void laterBaseWithTwoIncrsIsNotProvenSinceTheFirstMayBeHistory() throws IOException {
    base(2, image(0, 2));
    incr(1);
    incr(2);

    assertThat(choices()).startsWith(lines(2, 2)).contains(lines(2, 1, 2));
    Report report = dir.check();
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.findings())
        .filteredOn(finding -> finding.code() == FindingCode.MAN_POSSIBLE)
        .hasSize(choices().size())
        .first()
        .satisfies(finding -> assertThat(finding.remedy()).contains("--assume 1"));
    assertThat(RepairPlanner.plan(report).refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.reason()).contains("--assume"));
  }

  @Test
  void chosenManifestIsWrittenAndWhatItLeavesOutInFrontStaysIfItIsOlder() throws IOException {
    long taken = System.currentTimeMillis() / 1000 - 10;
    base(2, Aof.imageTakenAt(taken, 2));
    incr(1);
    Files.setLastModifiedTime(dir.incrFile(1), FileTime.from(taken - 3, TimeUnit.SECONDS));
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
  void finishedRewriteWithoutItsManifestNeedsNoNewBase() throws IOException {
    base(1, imageTakenAt(T, 2));
    base(2, imageTakenAt(T + 10, 3));
    incr(1);
    incr(2);

    assertProven(lines(1, 1, 2));
  }

  @Test
  void newestBaseIsNeverOfferedAloneWithAllIncrs() throws IOException {
    base(1, imageTakenAt(T, 2));
    base(2, imageTakenAt(T, 3));
    incr(1);
    incr(2);

    assertThat(choices()).contains(lines(1, 1, 2), lines(2, 2));
    assertThat(choices().indexOf(lines(2, 1, 2))).isGreaterThan(1);
  }

  @Test
  void serverThatStartedEmptyOverALostManifestIsNotTakenForTheBeginning() throws IOException {
    base(1, imageTakenAt(T + 100, 0));
    base(2, imageTakenAt(T, 3));
    incr(1);
    incr(2);

    assertThat(choices()).contains(lines(1, 1), lines(2, 2));
  }

  @Test
  void emptyFirstBaseWithSeveralIncrsMayStandInFrontOfAnOlderLog() throws IOException {
    base(1, imageTakenAt(T, 0));
    incr(1);
    incr(2);

    assertThat(choices()).contains(lines(1, 1), lines(1, 1, 2));
  }

  @Test
  void annotationsProveThatIncrsFollowTheirBase() throws IOException {
    base(1, imageTakenAt(T, 0));
    incr(1, annotated(T + 1, set("a", "1")));
    incr(2, annotated(T + 5, set("b", "1")));
    assertProven(lines(1, 1, 2));

    base(1, image(0, 1));
    Files.delete(dir.file(NAME + ".1.base.rdb"));
    base(7, imageTakenAt(T, 1));
    assertProven(lines(7, 1, 2));
  }

  @Test
  void annotationsOfAnOlderLogAreNoProof() throws IOException {
    base(1, imageTakenAt(T, 0));
    incr(1, annotated(T + 1, set("a", "1")));
    incr(2, annotated(T - 100, set("b", "1")));

    assertThat(choices()).contains(lines(1, 1), lines(1, 1, 2));
  }

  @Test
  void incrThatWasLastChangedBeforeItsBaseWasTakenIsNoProof() throws IOException {
    base(2, imageTakenAt(T, 1));
    incr(2);
    Files.setLastModifiedTime(
        dir.incrFile(2), FileTime.from(java.time.Instant.ofEpochSecond(T - 9)));

    assertThat(choices()).contains(lines(2, 2), lines(2));
  }

  @Test
  void emptyIncrMakesNoDifference() throws IOException {
    base(1, image(0, 0));
    incr(1);
    incr(2, Aof.empty());

    assertProven(lines(1, 1, 2));
  }

  @Test
  void firstIncrThatIsGoneIsNoProof() throws IOException {
    base(1, image(0, 2));
    incr(2);
    incr(3);

    assertThat(choices()).contains(lines(1, 2, 3));
  }

  @Test
  void gapBetweenIncrsIsNoProof() throws IOException {
    base(1, image(0, 2));
    incr(1);
    incr(3);

    assertThat(choices()).contains(lines(1, 1), lines(1, 1, 3));
  }

  @Test
  void incrsWithoutABaseAreAChoiceAndNoMore() throws IOException {
    incr(1);
    incr(2);

    assertThat(choices()).contains(lines(0, 1, 2));
  }

  @Test
  void readableLinesSayWhereTheIncrsBegin() throws IOException {
    base(2, image(0, 2));
    incr(2);
    incr(3);
    String whole = lines(2, 2, 3);
    int firstIncr = lines(2, 2).length();
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      if (cut.endsWith("\n")) {
        continue;
      }
      Files.writeString(manifest(), cut);
      if (length >= firstIncr - 1) {
        assertProven(whole);
      } else {
        assertThat(choices()).contains(whole);
      }
    }
  }

  @Test
  void historyLinesKeepTheirFilesOut() throws IOException {
    base(2, image(0, 2));
    incr(1);
    incr(2);
    Files.writeString(
        manifest(), baseLine(2) + incrLine(1).replace("type i", "type h") + "file appendonly.a");

    assertProven(lines(2, 2));
  }

  @Test
  void historyLineOfAnIncrBehindOneInUseIsNotBelieved() throws IOException {
    base(1, image(0, 2));
    incr(1);
    incr(2);
    incr(3);
    Files.writeString(
        manifest(), "file x\n" + lines(0, 1, 2) + incrLine(3).replace("type i", "type h"));

    assertThat(choices()).contains(lines(1, 1, 2, 3));
  }

  @Test
  void manifestThatWasBeingWrittenProvesItsChain() throws IOException {
    base(2, image(0, 2));
    incr(2);
    incr(3);
    Files.writeString(dir.file("temp-" + NAME + ".manifest"), lines(2, 2, 3));
    assertProven(lines(2, 2, 3));

    Files.writeString(dir.file("temp-" + NAME + ".manifest"), lines(2, 2));
    assertThat(choices()).contains(lines(2, 2, 3), lines(2, 2));
    Files.writeString(dir.file("temp-" + NAME + ".manifest"), lines(2, 2, 3).substring(0, 99));
    assertThat(choices()).contains(lines(2, 2, 3), lines(2, 3));
  }

  @Test
  void historyOfTheManifestThatWasBeingWrittenIsNotTakenBackIntoTheChain() throws IOException {
    base(2, imageTakenAt(T, 2));
    base(3, imageTakenAt(T + 10, 2));
    incr(2);
    incr(3);
    String history =
        baseLine(2).replace("type b", "type h") + incrLine(2).replace("type i", "type h");
    Files.writeString(dir.file("temp-" + NAME + ".manifest"), baseLine(3) + history + incrLine(3));
    assertProven(lines(3, 3));

    Files.writeString(manifest(), "fil\0\0\0\n" + incrLine(2) + incrLine(3));
    assertThat(choices()).contains(lines(2, 2, 3));
  }

  @Test
  void manifestThatWasCutBetweenTwoLinesIsInDoubt() throws IOException {
    base(1, image(0, 2));
    incr(1);
    incr(2);
    Files.writeString(manifest(), lines(1, 1));

    assertThat(choices()).containsExactlyInAnyOrder(lines(1, 1), lines(1, 1, 2));
    assertThat(dir.check().verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(dir.check().loads()).isEqualTo(org.aofkit.check.Loads.YES);
    repair(PlanOptions.safe().assuming(choices().indexOf(lines(1, 1)) + 1));
    assertThat(dir.incrFile(2)).doesNotExist();
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void baseAloneBesideAnIncrThatAServerWouldAppendToIsInDoubt() throws IOException {
    base(1, image(0, 2));
    incr(1);
    Files.writeString(manifest(), lines(1));

    assertThat(choices()).containsExactlyInAnyOrder(lines(1), lines(1, 1));
  }

  @Test
  void backupCopiedAcrossARewriteTakesTheFilesThatAreThere() throws IOException {
    base(2, image(0, 2));
    incr(2);
    Files.writeString(manifest(), lines(1, 1));
    assertProven(lines(2, 2));
    Files.writeString(manifest(), lines(1, 1, 2));
    assertProven(lines(2, 2));

    RepairOutcome outcome = repair(PlanOptions.safe());

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(written()).isEqualTo(lines(2, 2));
  }

  @Test
  void listedFileThatIsGoneIsALossThatHasToBeAccepted() throws IOException {
    base(1, image(0, 2));
    incr(1);
    Files.writeString(manifest(), lines(1, 1, 2));
    assertThat(choices()).contains(lines(1, 1));

    Files.delete(dir.file(NAME + ".1.base.rdb"));
    assertThat(choices()).contains(lines(0, 1));
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CORRUPT);
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
  void linesInTheWrongOrderAndRepeatedLinesAreMended() throws IOException {
    base(2, image(0, 2));
    incr(2);
    incr(3);
    Files.writeString(manifest(), baseLine(2) + incrLine(3) + incrLine(2));
    assertProven(lines(2, 2, 3));

    Files.writeString(manifest(), baseLine(2) + baseLine(2) + incrLine(2) + incrLine(3));
    assertProven(lines(2, 2, 3));
  }

  @Test
  void twoListedBasesAreNoProof() throws IOException {
    base(1, image(0, 2));
    base(2, image(0, 2));
    incr(1);
    incr(2);
    Files.writeString(manifest(), baseLine(1) + baseLine(2) + incrLine(2));

    assertThat(choices()).contains(lines(2, 2));
  }

  @Test
  void lineThatContradictsTheNameInItIsNoProof() throws IOException {
    base(1, image(0, 2));
    incr(1);
    incr(2);
    Files.writeString(
        manifest(), baseLine(1) + incrLine(1) + incrLine(2).replace("seq 2", "seq 1"));

    assertThat(lost().editClass()).isEqualTo(EditClass.UNLOCATED);
  }

  @Test
  void replicationOffsetsAndUnknownPairsOfReadableLinesStay() throws IOException {
    base(1, image(0, 2));
    incr(1);
    incr(2);
    String first = incrLine(1).replace("\n", " startoffset 7 new pair\n");
    Files.writeString(manifest(), baseLine(1) + first + "file");

    repair(PlanOptions.safe());

    assertThat(written()).isEqualTo(baseLine(1) + first + incrLine(2));
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
  void singleFileOfAnUpgradeIsTheFirstBase() throws IOException {
    Files.write(dir.file(NAME), set("old", "1").bytes());
    incr(1);

    assertProven("file " + NAME + " seq 1 type b\n" + incrLine(1));
  }

  @Test
  void commandsOfAnInterruptedSwitchOnAreNoProofOfAnything() throws IOException {
    base(1, image(0, 2));
    incr(1);
    Files.write(dir.file("temp-" + NAME + ".incr"), set("a", "1").bytes());

    assertThat(choices()).contains(lines(1, 1));
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
  void oneOfManyIncrsThatIsCutOffIsFoundInBoundedTime() throws IOException {
    base(2, image(0, 2));
    for (int seq = 1; seq <= 300; seq++) {
      incr(seq);
    }

    assertThat(lost().chains()).hasSizeLessThan(65);
    assertThat(choices().get(0)).contains("300.incr");
  }
}
