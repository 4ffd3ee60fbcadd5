package org.aofkit.check;

import static org.aofkit.check.EditClass.LOSSY;
import static org.aofkit.check.EditClass.SAFE;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.aofkit.testing.Reports.assertTail;
import static org.aofkit.testing.Reports.classes;
import static org.aofkit.testing.Reports.codes;
import static org.aofkit.testing.Reports.count;
import static org.aofkit.testing.Reports.only;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.check.Damage.TailCause;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a file: rules 2 to 6 of the SAFE edits, each with its restrictions. */
class TailTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"), set("b", "2"));
  private static final Aof LAST = set("last", "value");
  private static final Aof SWALLOWING = set("k", "0123456789").replace("$10\r\n", "$90000\r\n");
  private static final Aof FLIPPED = set("k", "0123456789".repeat(100)).replace("$10", "$90");

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr);
  }

  /** A gap of one damaged command, with what is intact behind it kept. */
  private static void assertSwallowed(Report report, EditClass... classes) {
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(classes(report)).containsExactly(classes);
    Damage.Gap gap = (Damage.Gap) report.damages().get(0);
    assertThat(gap.cause()).isEqualTo(GapCause.SWALLOWED);
    assertThat(gap.offset()).isEqualTo(GOOD.length());
    assertThat(gap.length()).isEqualTo(FLIPPED.length());
    assertThat(gap.doubtful()).isTrue();
  }

  private static Damage.BadTail tail(Report report) {
    return (Damage.BadTail) only(report);
  }

  @Test
  void tornLastCommandIsTruncatedWhereverItWasCut() throws IOException {
    for (int kept = 1; kept < LAST.length(); kept++) {
      AofDir dir = dir(GOOD, LAST.head(kept));
      Report report = dir.check();

      assertTail(report, Verdict.TRUNCATED, SAFE, GOOD.length());
      assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
      assertThat(codes(report)).containsExactly(FindingCode.AOF_TORN_TAIL);
      assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
      assertThat(dir.incrReport(report, 1).serverCutsAt()).isEmpty();
    }
  }

  @Test
  void wholeAnnotationsInFrontOfATornCommandAreKeptThoughTheServerCutsThem() throws IOException {
    AofDir dir = dir(GOOD, timestamp(17), LAST.cutBy(3));

    Report report = dir.check();

    int valid = GOOD.length() + timestamp(17).length();
    assertTail(report, Verdict.TRUNCATED, SAFE, valid);
    assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(valid);
    assertThat(dir.incrReport(report, 1).serverCutsAt()).hasValue(GOOD.length());
  }

  @Test
  void oneFlippedByteInALengthMakesATailThatHasSwallowedIntactCommands() throws IOException {
    Report report = dir(GOOD, FLIPPED, set("c", "3"), set("d", "4"), set("e", "5")).check();

    assertSwallowed(report, LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_SWALLOWED);
  }

  @Test
  void oneSwallowedCommandIsSeenAtTheVeryEnd() throws IOException {
    assertSwallowed(dir(GOOD, FLIPPED, LAST).check(), LOSSY);
  }

  @Test
  void lengthOneDigitOffInFrontOfATornCommandIsNeitherCutNorReplayed() throws IOException {
    // A stored log that is torn is one damage; a flipped digit and a torn command are two.
    Report report = dir(GOOD, FLIPPED, set("c", "3"), LAST.cutBy(2)).check();

    assertTail(report, Verdict.LOSSY, LOSSY, GOOD.length());
    assertThat(codes(report)).containsExactly(FindingCode.AOF_SWALLOWED);
  }

  @Test
  void whatMayBeATornValueWithCommandsInItIsNeitherCutNorReplayed() throws IOException {
    Report report = dir(GOOD, SWALLOWING, set("c", "3"), LAST.cutBy(2)).check();

    assertTail(report, Verdict.LOSSY, LOSSY, GOOD.length());
    assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_SWALLOWED);
  }

  @Test
  void wholeCommandsUpToTheVeryEndAreNoTornValue() throws IOException {
    Report report = dir(GOOD, SWALLOWING, set("c", "3"), LAST).check();

    assertThat(classes(report)).containsExactly(LOSSY);
    assertThat(only(report).length()).isEqualTo(SWALLOWING.length());
  }

  @Test
  void swallowedCommandsInFrontOfNulsAreNeitherCutNorReplayed() throws IOException {
    Report report = dir(GOOD, FLIPPED, set("c", "3"), nuls(700)).check();

    Damage damage = only(report);
    assertThat(damage.editClass()).isEqualTo(LOSSY);
    assertThat(damage.offset()).isEqualTo(GOOD.length());
    assertThat(codes(report)).containsExactly(FindingCode.AOF_SWALLOWED);
  }

  @Test
  void textLikeACommandInATornValueDoesNotMakeItSwallowed() throws IOException {
    Aof torn = set("doc", "see\r\n*1\r\n$4\r\nPING\r\nfor an example, and read on").cutBy(9);

    assertTail(dir(GOOD, torn).check(), Verdict.TRUNCATED, SAFE, GOOD.length());
  }

  @Test
  void tornCommandInAFileThatIsNotTheLastIsLossyAndTheServerCutsItAllTheSame() throws IOException {
    AofDir dir = dir(GOOD, timestamp(17), LAST.cutBy(3)).incr(GOOD);

    Report report = dir.check();

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_TORN_NOT_LAST);
    assertThat(classes(report)).containsExactly(LOSSY);
    assertThat(dir.incrReport(report, 1).serverCutsAt()).hasValue(GOOD.length());
  }

  @Test
  void tornCommandInFrontOfAnEmptyFileIsSafeToCutThoughTheServerRefuses() throws IOException {
    Report report = dir(GOOD, LAST.cutBy(3)).incr().check();

    assertTail(report, Verdict.LOSSY, SAFE, GOOD.length());
    assertThat(report.loads()).isEqualTo(Loads.NO);
  }

  @Test
  void nulTailIsCutBehindTheLastWholeCommand() throws IOException {
    for (int count : new int[] {1, 2, 511, 4096, 300_000}) {
      AofDir dir = dir(GOOD, nuls(count));
      Report report = dir.check();

      assertTail(report, Verdict.CORRUPT, SAFE, GOOD.length());
      assertThat(report.loads()).isEqualTo(Loads.NO);
      assertThat(codes(report)).containsExactly(FindingCode.AOF_NUL_TAIL);
      assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
      assertThat(dir.incrReport(report, 1).serverCutsAt()).isEmpty();
    }
  }

  @Test
  void nulsToTheEndFromInsideTheLastCommandAreCutAtItsBeginning() throws IOException {
    for (int kept = 1; kept < LAST.length(); kept++) {
      Report report = dir(GOOD, LAST.head(kept), nuls(300)).check();

      assertThat(only(report).editClass()).as("%d bytes kept", kept).isEqualTo(SAFE);
      assertThat(only(report).offset()).as("%d bytes kept", kept).isEqualTo(GOOD.length());
    }
  }

  @Test
  void nulsToTheEndFromInsideALongValueAreCutAtTheCommand() throws IOException {
    Aof torn = set("k", "v".repeat(900)).cutBy(500);

    Report longer = dir(GOOD, torn, nuls(5000)).check();
    assertTail(longer, Verdict.CORRUPT, SAFE, GOOD.length());
    assertThat(longer.loads()).isEqualTo(Loads.NO);

    Report shorter = dir(GOOD, torn, nuls(100)).check();
    assertTail(shorter, Verdict.TRUNCATED, SAFE, GOOD.length());
    assertThat(shorter.loads()).isEqualTo(Loads.ONLY_LENIENT);
  }

  @Test
  void nulsBehindALastCommandWithAnOddLineEndLeaveThatCommandAlone() throws IOException {
    Aof odd = Aof.of(set("odd", "end").cutBy(2), text("XX"));

    Report report = dir(GOOD, odd, nuls(300)).check();

    assertThat(only(report).editClass()).isEqualTo(SAFE);
    assertThat(only(report).offset()).isEqualTo(GOOD.length() + odd.length());
  }

  @Test
  void nulsOverTheLineEndOfAnExecTakeItsTransactionWithThem() throws IOException {
    for (int lost = 1; lost <= 2; lost++) {
      AofDir dir = dir(GOOD, multi(), set("x", "1"), exec().cutBy(lost), nuls(300));
      Report report = dir.check();

      assertThat(only(report).editClass()).isEqualTo(SAFE);
      assertThat(only(report).offset()).isEqualTo(GOOD.length());
      assertThat(tail(report).droppedTransactions()).isEqualTo(1);
      assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
    }
  }

  @Test
  void nulsBehindACutAnnotationAreCutWithIt() throws IOException {
    for (int count : new int[] {1, 500, 1016, 1018, 1019, 3000}) {
      Report report = dir(GOOD, text("#TS:17"), nuls(count)).check();

      assertThat(only(report).editClass()).as("%d NULs", count).isEqualTo(SAFE);
      assertThat(only(report).offset()).as("%d NULs", count).isEqualTo(GOOD.length());
    }
  }

  @Test
  void baseOfNothingButNulsIsLossy() throws IOException {
    Report report = AofDir.in(folder).base(nuls(4000)).incr(GOOD).check();

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(classes(report)).containsExactly(LOSSY);
  }

  @Test
  void annotationCutAtTheVeryEndIsCutOffThoughItLoads() throws IOException {
    AofDir dir = dir(GOOD, text("#TS:17"));

    Report report = dir.check();

    assertTail(report, Verdict.LOSSY, SAFE, GOOD.length());
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(tail(report).cause()).isEqualTo(TailCause.CUT_ANNOTATION);
    assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
  }

  @Test
  void cutAnnotationWithACommandAppendedIsLossy() throws IOException {
    Report report = dir(GOOD, text("#TS:17"), LAST, set("c", "3")).check();

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(codes(report)).contains(FindingCode.AOF_ANNOTATION_GLUED);
    assertThat(classes(report)).containsExactly(LOSSY);
  }

  @Test
  void cutAnnotationThatNoServerAppendsToIsOnlyAWarning() throws IOException {
    Report report = dir(GOOD, text("#TS:17")).incr(GOOD).check();

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_CUT_ANNOTATION);
    assertThat(report.damages()).isEmpty();
  }

  @Test
  void firstCommandBehindAPreambleIsCutAtTheEndOfTheImageAndNotWhereRedisWould()
      throws IOException {
    Aof image = image(0, 3);
    for (int kept = 1; kept < LAST.length(); kept++) {
      AofDir dir = AofDir.in(folder).base(Aof.of(image, LAST.head(kept)));
      Report report = dir.check();

      assertTail(report, Verdict.LOSSY, SAFE, image.length());
      assertThat(tail(report).cause()).isEqualTo(TailCause.TORN_BEHIND_PREAMBLE);
      assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
      FileReport base = report.files().get(1);
      assertThat(base.validUpTo()).isEqualTo(image.length());
      assertThat(base.serverCutsAt()).hasValue(0);
    }
  }

  @Test
  void valkey9CutsBehindTheImage() throws IOException {
    Aof image = image(0, 3);
    AofDir dir = AofDir.in(folder).base(Aof.of(image, LAST.cutBy(3)));

    Report report = Checker.check(dir.path(), CheckOptions.defaults().withServer(Server.VALKEY_9));

    assertTail(report, Verdict.TRUNCATED, SAFE, image.length());
    assertThat(report.files().get(1).serverCutsAt()).isEmpty();
  }

  @Test
  void baseWithItsFirstCommandCutInFrontOfAnIncrIsNoSafeCut() throws IOException {
    Report report = AofDir.in(folder).base(Aof.of(image(0, 3), LAST.cutBy(3))).incr(GOOD).check();

    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(classes(report)).containsExactly(LOSSY);
    assertThat(report.files().get(1).serverCutsAt()).hasValue(0);
  }

  @Test
  void garbageAtTheEndIsLossy() throws IOException {
    for (String garbage :
        new String[] {"\n", "\r\n", "PING\r\n", "\u00ff\u00fe", "*0\r\n", "*\r"}) {
      Report report = dir(GOOD, text(garbage)).check();

      assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
      assertThat(report.loads()).isEqualTo(Loads.NO);
      assertThat(classes(report)).containsExactly(LOSSY);
    }
  }

  @Test
  void nulsBehindNothingButTheStarOfACommandAreANulTail() throws IOException {
    for (int nuls : new int[] {1, 1021, 1022, 1023, 5000}) {
      Report report = dir(GOOD, text("*"), nuls(nuls)).check();

      assertThat(codes(report)).as("%d NULs", nuls).containsExactly(FindingCode.AOF_NUL_TAIL);
      assertThat(classes(report)).containsExactly(SAFE);
      assertThat(only(report).offset()).isEqualTo(GOOD.length());
    }
  }
}
