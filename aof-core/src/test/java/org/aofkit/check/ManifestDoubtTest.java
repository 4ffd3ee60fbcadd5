package org.aofkit.check;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Refusal;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that servers take, and that no step of a rewrite leaves. */
class ManifestDoubtTest {
  private static final String NAME = "appendonly.aof";

  @TempDir Path folder;
  private AofDir dir;

  @BeforeEach
  void oneBaseAndThreeIncrs() throws IOException {
    dir = AofDir.in(folder);
    Files.write(dir.file(NAME + ".1.base.rdb"), image(0, 2).bytes());
    for (int i = 1; i <= 3; i++) {
      Aof log = Aof.of(select(0), set("from", "incr" + i));
      Files.write(dir.file(NAME + "." + i + ".incr.aof"), log.bytes());
    }
  }

  private static String line(String file, int seq, char type) {
    return "file " + NAME + "." + file + " seq " + seq + " type " + type + "\n";
  }

  private Report checkWith(String... lines) throws IOException {
    Files.writeString(dir.file(NAME + ".manifest"), String.join("", lines));
    return dir.check();
  }

  private static void assertLinesLost(Report report) {
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_LINES_LOST);
    assertThat(report.damages())
        .hasOnlyElementsOfType(Damage.ManifestLost.class)
        .allMatch(damage -> damage.editClass() == EditClass.UNLOCATED);
  }

  @Test
  void incrBetweenListedOnesIsNotLeftOutInSilence() throws IOException {
    assertLinesLost(
        checkWith(
            line("1.base.rdb", 1, 'b'), line("1.incr.aof", 1, 'i'), line("3.incr.aof", 3, 'i')));
  }

  /** As where the end of one line and the beginning of the next are overwritten. */
  @Test
  void incrWhoseLineHasRunIntoTheOneInFrontIsNotLeftOutInSilence() throws IOException {
    Files.delete(dir.file(NAME + ".1.base.rdb"));
    Files.delete(dir.file(NAME + ".3.incr.aof"));
    assertLinesLost(checkWith("file " + NAME + ".1.incr.aof seq 1 type i\u0001 seq 2 type i\n"));
    assertLinesLost(checkWith("file " + NAME + ".2.incr.aof seq 1 type i\n"));
  }

  @Test
  void baseThatIsThereIsNotLeftOutInSilence() throws IOException {
    assertLinesLost(
        checkWith(
            line("1.incr.aof", 1, 'i'), line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i')));
  }

  @Test
  void incrsBesideABaseAloneAreNotLeftOutInSilence() throws IOException {
    Files.move(dir.file(NAME + ".1.base.rdb"), dir.file(NAME + ".2.base.rdb"));
    Files.delete(dir.file(NAME + ".1.incr.aof"));
    Files.delete(dir.file(NAME + ".3.incr.aof"));
    assertLinesLost(checkWith(line("2.base.rdb", 2, 'b')));
  }

  @Test
  void historyBehindAnIncrInUseIsNotDeletedInSilence() throws IOException {
    assertLinesLost(
        checkWith(
            line("1.base.rdb", 1, 'b'),
            line("1.incr.aof", 1, 'i'),
            line("2.incr.aof", 2, 'i'),
            line("3.incr.aof", 3, 'h')));
  }

  @Test
  void fileThatIsListedTwiceIsNotLoadedTwiceInSilence() throws IOException {
    // A digit of the name of incr 1 is damaged.
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'), line("3.incr.aof", 1, 'i'), line("3.incr.aof", 3, 'i'));

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_LISTED_TWICE);
    assertThat(report.damages())
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.editClass()).isEqualTo(EditClass.UNLOCATED);
              assertThat(((Damage.ManifestLost) damage).chains())
                  .anySatisfy(
                      chain ->
                          assertThat(chain.files())
                              .contains(NAME + ".1.incr.aof")
                              .containsOnlyOnce(NAME + ".3.incr.aof"));
            });
  }

  @Test
  void fileInUseThatIsListedAsHistoryTooIsNotDeletedInSilence() throws IOException {
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'),
            line("1.incr.aof", 1, 'h'),
            line("1.incr.aof", 1, 'i'),
            line("2.incr.aof", 2, 'i'),
            line("3.incr.aof", 3, 'i'));

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_LISTED_TWICE);
  }

  @Test
  void lineWhoseEndWasZeroedHidesTheOneBehindItAndProvesNothing() throws IOException {
    String base = line("1.base.rdb", 1, 'b');
    String first = line("1.incr.aof", 1, 'i');
    String zeroed = base.stripTrailing() + "\0".repeat(30) + first.substring(29);

    Report report = checkWith(zeroed, line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i'));

    assertThat(report.damages())
        .hasOnlyElementsOfType(Damage.ManifestLost.class)
        .allSatisfy(
            damage ->
                assertThat(((Damage.ManifestLost) damage).chains().get(0).files())
                    .contains(NAME + ".1.incr.aof"));
  }

  @Test
  void incrInFrontIsMissedBehindABaseThatNoRewriteMade() throws IOException {
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'), line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i'));

    assertLinesLost(report);
    assertThat(((Damage.ManifestLost) report.damages().get(0)).chains())
        .extracting(Chain::files)
        .containsExactly(NAME + ".1.base.rdb + " + NAME + ".1.incr.aof .. " + NAME + ".3.incr.aof");
  }

  @Test
  void incrBehindThoseListedIsMissedThoughItHasNotTheNextNumber() throws IOException {
    Files.write(dir.file(NAME + ".2.incr.aof"), new byte[0]);

    assertLinesLost(checkWith(line("1.base.rdb", 1, 'b'), line("1.incr.aof", 1, 'i')));
  }

  @Test
  void incrThatBecameHistoryWithoutItsBaseIsNotDeletedInSilence() throws IOException {
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'),
            line("1.incr.aof", 1, 'h'),
            line("2.incr.aof", 2, 'i'),
            line("3.incr.aof", 3, 'i'));

    assertLinesLost(report);
    assertThat(((Damage.ManifestLost) report.damages().get(0)).chains())
        .extracting(Chain::files)
        .contains(NAME + ".1.base.rdb + " + NAME + ".1.incr.aof .. " + NAME + ".3.incr.aof");
  }

  @Test
  void baseThatBecameHistoryWithoutASuccessorIsNotDeletedInSilence() throws IOException {
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'h'),
            line("1.incr.aof", 1, 'i'),
            line("2.incr.aof", 2, 'i'),
            line("3.incr.aof", 3, 'i'));

    assertLinesLost(report);
    assertThat(((Damage.ManifestLost) report.damages().get(0)).chains())
        .extracting(Chain::files)
        .contains(NAME + ".1.base.rdb + " + NAME + ".1.incr.aof .. " + NAME + ".3.incr.aof");
  }

  /**
   * A base that a rewrite made at a second, with the incrs 3 and later listed behind it.
   *
   * @param base its name
   * @param content what it holds
   * @param changed the file times of base, incr 1 and incr 2
   */
  private Report rewritten(String base, Aof content, long... changed) throws IOException {
    Files.deleteIfExists(dir.file(NAME + ".1.base.rdb"));
    Files.write(dir.file(NAME + "." + base), content.bytes());
    String[] files = {base, "1.incr.aof", "2.incr.aof"};
    for (int i = 0; i < changed.length; i++) {
      Path file = dir.file(NAME + "." + files[i]);
      if (Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(changed[i], TimeUnit.SECONDS));
      }
    }
    return checkWith(line(base, 2, 'b'), line("3.incr.aof", 3, 'i'));
  }

  private static Aof takenAt(long second) {
    return Aof.imageTakenAt(second, 2);
  }

  @Test
  void incrsThatARewriteCouldNotDeleteAreOnlyNamed() throws IOException {
    Report report = rewritten("2.base.rdb", takenAt(1000), 1003, 900, 939);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings())
        .filteredOn(finding -> finding.code() == FindingCode.DIR_UNLISTED)
        .hasSize(2);
    Aof commands = Aof.of(Aof.timestamp(1000), set("a", "b"));
    assertThat(rewritten("2.base.aof", commands, 1003, 900, 939).verdict())
        .isEqualTo(Verdict.CLEAN);
  }

  @Test
  void baseThatDoesNotSayWhenItWasTakenProvesNothingOfAnIncrInFront() throws IOException {
    assertLinesLost(rewritten("2.base.aof", Aof.of(set("a", "b")), 1003, 500, 600));
  }

  @Test
  void incrInFrontThatWasWrittenToSinceTheBaseWasTakenIsMissed() throws IOException {
    assertLinesLost(rewritten("2.base.rdb", takenAt(1000), 1003, 900, 1001));
  }

  @Test
  void incrInFrontThatWasWrittenToAroundTheVerySecondIsMissed() throws IOException {
    rewritten("2.base.rdb", takenAt(1000), 1000, 900, 1000);
    Path incr = dir.file(NAME + ".2.incr.aof");

    // A child that forked is late to read the clock: what is written meanwhile is behind the base.
    for (long changed : new long[] {1000_999, 1000_000, 999_999, 999_000, 998_000, 940_000}) {
      Files.setLastModifiedTime(incr, FileTime.fromMillis(changed));
      assertLinesLost(dir.check());
    }
    Files.setLastModifiedTime(incr, FileTime.fromMillis(939_999));
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void annotationAtTheHeadOfAnIncrInFrontSaysWhatNoCopyChanges() throws IOException {
    Path incr = dir.file(NAME + ".2.incr.aof");
    for (int second : new int[] {940, 998, 1000, 1001}) {
      Files.write(incr, Aof.of(Aof.timestamp(second), select(0), set("a", "b")).bytes());
      assertLinesLost(rewritten("2.base.rdb", takenAt(1000), 5000, 5000, 5000));
    }
    // Later than the base by the server's word, whatever the file's time says.
    assertLinesLost(rewritten("2.base.rdb", takenAt(1000), 5000, 5000, 100));
    Files.write(incr, Aof.of(Aof.timestamp(939), select(0), set("a", "b")).bytes());
    assertThat(rewritten("2.base.rdb", takenAt(1000), 5000, 5000, 5000).verdict())
        .isEqualTo(Verdict.CLEAN);
  }

  @Test
  void timesOfACopyTellNothingOfAnIncrInFront() throws IOException {
    assertLinesLost(rewritten("2.base.rdb", takenAt(1000), 7, 7, 7));
    assertLinesLost(rewritten("2.base.aof", Aof.of(set("a", "b")), 7, 7, 7));
  }

  @Test
  void incrInFrontOfAGapCanNotBeALineThatIsLost() throws IOException {
    Files.delete(dir.file(NAME + ".2.incr.aof"));

    assertThat(rewritten("2.base.rdb", takenAt(1000), 1003, 1500).verdict())
        .isEqualTo(Verdict.CLEAN);
  }

  @Test
  void manifestThatIsThereStaysByTheWordOfTheOperatorWhereAServerMayHaveWrittenIt()
      throws IOException {
    // A copy that gave all files the same time.
    Report report = rewritten("2.base.rdb", takenAt(1000), 7000, 7000, 7000);
    assertLinesLost(report);
    assertThat(report.findings())
        .filteredOn(finding -> finding.code() == FindingCode.MAN_LINES_LOST)
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).contains("--assume listed"));
    assertThat(((Damage.ManifestLost) report.damages().get(0)).chains())
        .filteredOn(Chain::inForce)
        .singleElement()
        .satisfies(chain -> assertThat(chain.number()).isEqualTo(1));
    assertThat(report.damages().get(0).reason()).contains("or with --assume listed");
    byte[] leftover = Files.readAllBytes(dir.file(NAME + ".2.incr.aof"));

    RepairOutcome outcome =
        AofDir.repair(dir.path(), PlanOptions.safe().assuming(PlanOptions.LISTED));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().set().log())
        .extracting(file -> file.name().toString())
        .containsExactly(NAME + ".2.base.rdb", NAME + ".3.incr.aof");
    assertThat(dir.file(NAME + ".2.incr.aof")).doesNotExist();
    dir.undo();
    assertThat(dir.file(NAME + ".2.incr.aof")).hasBinaryContent(leftover);
  }

  @Test
  void manifestThatNoServerWroteDoesNotStayByAnybodysWord() throws IOException {
    Report between =
        checkWith(
            line("1.base.rdb", 1, 'b'), line("1.incr.aof", 1, 'i'), line("3.incr.aof", 3, 'i'));
    Report inFront =
        checkWith(
            line("1.base.rdb", 1, 'b'), line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i'));

    for (Report report : List.of(between, inFront)) {
      RepairPlan plan =
          RepairPlanner.plan(
              report, CheckOptions.defaults(), PlanOptions.safe().assuming(PlanOptions.LISTED));

      assertThat(plan.mayBeApplied()).isFalse();
      assertThat(plan.refusals())
          .singleElement()
          .satisfies(
              refusal ->
                  assertThat(refusal.reason())
                      .contains("no manifest that a server may have written")
                      .contains("--assume"));
    }
  }

  @Test
  void logThatEndsInFrontOfAFileThatIsGoneIsNotCutWhereAnotherIsListedTwiceBehind()
      throws IOException {
    Files.delete(dir.file(NAME + ".2.incr.aof"));
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'),
            line("1.incr.aof", 1, 'i'),
            line("2.incr.aof", 2, 'i'),
            // A digit of the name of incr 3 is damaged.
            line("1.incr.aof", 3, 'i'));

    RepairPlan plan =
        RepairPlanner.plan(report, CheckOptions.defaults(), PlanOptions.of(Policy.PREFIX));

    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(plan.refusals())
        .extracting(Refusal::reason)
        .contains(
            "a file is listed more than once and loaded each time; to cut it would change them all");
  }

  @Test
  void chosenManifestLeavesNothingInDoubt() throws IOException {
    Report report = rewritten("2.base.rdb", takenAt(1000), 1003, 1500, 1500);
    assertLinesLost(report);
    List<Chain> chains = ((Damage.ManifestLost) report.damages().get(0)).chains();
    assertThat(chains).extracting(chain -> chain.aside().size()).containsExactlyInAnyOrder(0, 1, 2);

    for (Chain chain : chains) {
      RepairOutcome outcome =
          AofDir.repair(dir.path(), PlanOptions.safe().assuming(chain.number()));

      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(outcome.after().set().log()).hasSize(4 - chain.aside().size());
      assertThat(chain.aside()).allMatch(Files::notExists);
      dir.undo();
    }
  }
}
