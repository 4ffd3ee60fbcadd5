package org.aofkit.repair;

import static org.aofkit.testing.Aof.annotated;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.imageTakenAt;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;

/** Which manifest is put together from the files alone, and when it counts as proven. */
class ManifestRebuildTest extends LostManifests {
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
  void oneOfManyIncrsThatIsCutOffIsFoundInBoundedTime() throws IOException {
    base(2, image(0, 2));
    for (int seq = 1; seq <= 300; seq++) {
      incr(seq);
    }

    assertThat(lost().chains()).hasSizeLessThan(65);
    assertThat(choices().get(0)).contains("300.incr");
  }
}
