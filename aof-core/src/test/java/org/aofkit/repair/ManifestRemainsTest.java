package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.imageTakenAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.aofkit.check.EditClass;
import org.aofkit.check.Verdict;
import org.junit.jupiter.api.Test;

/** What the lines that are left of a manifest prove, and those of one that was being written. */
class ManifestRemainsTest extends LostManifests {
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
}
