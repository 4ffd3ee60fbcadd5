package org.aofkit.check;

import static org.aofkit.check.EditClass.LOSSY;
import static org.aofkit.check.EditClass.SAFE;
import static org.aofkit.check.EditClass.UNLOCATED;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.filler;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.aofkit.testing.Reports.classes;
import static org.aofkit.testing.Reports.codes;
import static org.aofkit.testing.Reports.only;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of NULs between commands: rule 1 of the SAFE edits, and each of its restrictions. */
class HoleTest {
  private static final Aof BEFORE = Aof.of(select(0), set("a", "1"));
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));

  @TempDir Path folder;

  private Report check(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr).check();
  }

  private static void assertSafeHole(Report report, long offset, long length) {
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_NUL_HOLE);
    Damage hole = only(report);
    assertThat(hole).isInstanceOf(Damage.NulHole.class);
    assertThat(hole.editClass()).isEqualTo(SAFE);
    assertThat(hole.offset()).isEqualTo(offset);
    assertThat(hole.length()).isEqualTo(length);
  }

  @Test
  void holeBetweenTwoWholeCommandsIsSafe() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(BEFORE, nuls(1000), BEHIND);

    Report report = dir.check();

    assertSafeHole(report, BEFORE.length(), 1000);
    assertThat(report.loadsOn().values()).containsOnly(Loads.NO);
    FileReport incr = dir.incrReport(report, 1);
    assertThat(incr.validUpTo()).isEqualTo(BEFORE.length());
    assertThat(incr.serverCutsAt()).isEmpty();
    assertThat(incr.commands()).isEqualTo(4);
  }

  @Test
  void holeOfAnyLengthIsFound() throws IOException {
    for (int length = 1; length <= 64; length++) {
      assertSafeHole(check(BEFORE, nuls(length), BEHIND), BEFORE.length(), length);
    }
    for (int length : new int[] {4095, 4096, 65_536, 262_145, 17 << 20}) {
      assertSafeHole(check(BEFORE, nuls(length), BEHIND), BEFORE.length(), length);
    }
  }

  @Test
  void holeAtAnyOffsetIsFoundByItsBytesAndOneAtAMultipleOf512MayBeALostBlock() throws IOException {
    for (int length = 470; length < 530; length++) {
      Aof before = Aof.of(select(0), filler(length));
      boolean atBlock = before.length() % 512 == 0;

      Report report = check(before, nuls(100), BEHIND);

      assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
      assertThat(classes(report))
          .as("at %d", before.length())
          .containsExactly(atBlock ? LOSSY : SAFE);
      assertThat(codes(report))
          .containsExactly(atBlock ? FindingCode.AOF_NUL_BLOCK : FindingCode.AOF_NUL_HOLE);
    }
  }

  @Test
  void holeBehindAPreambleIsSafeUnlessAtAMultipleOf512() throws IOException {
    int keys = 20;
    int padding = 0;
    while (image(0, keys, padding).length() % 512 != 0) {
      padding = (padding + 1) % 40;
      keys += padding == 0 ? 1 : 0;
    }
    for (int more = -1; more <= 1; more++) {
      Aof image = image(0, keys, padding + more);
      Report report = AofDir.in(folder).base(Aof.of(image, nuls(700), BEFORE)).check();

      assertThat(classes(report)).containsExactly(more == 0 ? LOSSY : SAFE);
      assertThat(only(report).offset()).isEqualTo(image.length());
    }
  }

  @Test
  void holeAtOffset0IsSafeWhereASelectFollows() throws IOException {
    assertSafeHole(check(nuls(4096), BEFORE, BEHIND), 0, 4096);
  }

  @Test
  void holeAtOffset0BehindABaseWithoutSelectIsUnlocated() throws IOException {
    Report report = check(nuls(4096), BEHIND);

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(classes(report)).contains(UNLOCATED);
    assertThat(codes(report)).contains(FindingCode.AOF_MISSING_SELECT);
  }

  @Test
  void holeBehindOnlyAnAnnotationIsLossySinceAServerWritesItTogetherWithASelect()
      throws IOException {
    assertThat(classes(check(timestamp(17), nuls(4096), BEHIND))).containsExactly(LOSSY);
  }

  @Test
  void holeBetweenAnAnnotationAndTheFirstSelectIsSafe() throws IOException {
    assertThat(classes(check(timestamp(17), nuls(4096), select(5), BEHIND))).containsExactly(SAFE);
  }

  @Test
  void holeAtOffset0BehindAnIncrGetsTheSelectOfThatIncr() throws IOException {
    Report report =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(5), set("a", "1"))
            .incr(nuls(4096), BEHIND)
            .check();

    assertThat(classes(report)).containsExactly(SAFE);
    assertThat(((Damage.NulHole) only(report)).selectDatabase()).isEqualTo(5);
  }

  @Test
  void firstNulInsideAnAnnouncedValueMeansThatACommandHasSwallowedNuls() throws IOException {
    Aof torn = set("k", "v".repeat(100)).cutBy(50);

    Report report = check(BEFORE, torn, nuls(1000), BEHIND);

    assertThat(classes(report)).containsExactly(LOSSY);
    assertThat(only(report).offset()).isEqualTo(BEFORE.length());
    assertThat(codes(report)).contains(FindingCode.AOF_NUL_BLOCK);
  }

  @Test
  void nulsInFrontOfAnExecWithoutMultiLieOverThatMulti() throws IOException {
    Report report = check(BEFORE, nuls(15), set("t", "1"), exec(), BEHIND);

    assertThat(classes(report)).containsExactly(LOSSY);
    assertThat(only(report).offset()).isEqualTo(BEFORE.length());
    assertThat(codes(report)).containsExactly(FindingCode.AOF_NUL_BLOCK);
  }

  @Test
  void nulsInFrontOfAWholeTransactionAreAHole() throws IOException {
    Report report = check(BEFORE, nuls(15), set("a", "1"), multi(), set("t", "1"), exec(), BEHIND);

    assertSafeHole(report, BEFORE.length(), 15);
  }

  @Test
  void nulsOverTheLineEndOfTheCommandBeforeHaveSwallowedIt() throws IOException {
    for (int lost = 1; lost <= 2; lost++) {
      Report report = check(BEFORE, set("k", "v").cutBy(lost), nuls(600), BEHIND);

      assertThat(classes(report)).containsExactly(LOSSY);
      assertThat(only(report).offset()).isEqualTo(BEFORE.length());
    }
  }

  @Test
  void holeInsideAnOpenTransactionIsLossy() throws IOException {
    Report report = check(BEFORE, multi(), set("x", "1"), nuls(600), set("y", "2"), exec(), BEHIND);

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(classes(report)).containsExactly(LOSSY);
  }

  @Test
  void holeBehindAClosedTransactionIsSafe() throws IOException {
    assertThat(classes(check(BEFORE, multi(), set("x", "1"), exec(), nuls(600), BEHIND)))
        .containsExactly(SAFE);
  }

  @Test
  void holeThatDoesNotEndDirectlyAtACommandIsLossy() throws IOException {
    assertThat(classes(check(BEFORE, nuls(600), text("half a value\r\n"), BEHIND)))
        .containsExactly(LOSSY);
  }

  @Test
  void holeThatEndsAtSomethingNoServerKnowsIsLossy() throws IOException {
    assertThat(classes(check(BEFORE, nuls(600), Aof.command("NOSUCH", "x"), BEHIND)))
        .contains(LOSSY);
  }

  @Test
  void annotationsBesideTheHoleDoNoHarm() throws IOException {
    assertSafeHole(check(BEFORE, nuls(600), timestamp(17), BEHIND), BEFORE.length(), 600);
    assertThat(classes(check(BEFORE, timestamp(17), nuls(600), BEHIND))).containsExactly(SAFE);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1016, 1018, 1100, 5000})
  void nulsInsideAnAnnotationLineMayHaveBeenCommands(int length) throws IOException {
    assertThat(classes(check(BEFORE, text("#TS:17"), nuls(length), BEHIND))).contains(LOSSY);
  }

  @Test
  void twoHolesInOneFileAreBothFound() throws IOException {
    Report report = check(BEFORE, nuls(700), set("m", "1"), nuls(33), BEHIND);

    assertThat(classes(report)).containsExactly(SAFE, SAFE);
    assertThat(report.damages().get(1).offset())
        .isEqualTo(BEFORE.length() + 700 + set("m", "1").length());
  }

  @Test
  void holeInAnIncrThatIsNotTheLastIsSafe() throws IOException {
    AofDir dir =
        AofDir.in(folder).base(image(0, 1)).incr(BEFORE, nuls(700), BEHIND).incr(select(0), BEHIND);

    assertSafeHole(dir.check(), BEFORE.length(), 700);
  }

  @Test
  void holeAndATornTailAreBothMended() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(BEFORE, nuls(700), BEHIND, set("torn", "value").cutBy(3));

    Report report = dir.check();

    assertThat(classes(report)).containsExactlyInAnyOrder(SAFE, SAFE);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(dir.incrReport(report, 1).serverCutsAt()).as("it stops at the hole").isEmpty();
  }

  @Test
  void holeInFrontOfATornCommandGoesWithTheTail() throws IOException {
    Report report = check(BEFORE, nuls(700), set("torn", "value").cutBy(3));

    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(classes(report)).containsExactly(SAFE);
    assertThat(only(report).offset()).isEqualTo(BEFORE.length());
  }

  @Test
  void holeThatOnlyAnnotationsFollowGoesWithTheTail() throws IOException {
    assertThat(classes(check(BEFORE, nuls(700), timestamp(17)))).containsExactly(SAFE);
    assertThat(classes(check(BEFORE, nuls(700), text("#TS:17")))).containsExactly(SAFE);
  }

  @Test
  void tornCommandBehindSwallowedNulsIsCutFromTheCommandThatSwallowedThem() throws IOException {
    Aof swallowing = set("k", "v".repeat(100)).cutBy(50);

    Report report = check(BEFORE, swallowing, nuls(1000), set("torn", "value").cutBy(3));

    assertThat(only(report).offset()).isEqualTo(BEFORE.length());
  }

  @Test
  void valueThatLegitimatelyHoldsAMegabyteOfNulsIsLeftAlone() throws IOException {
    Aof value = text("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$1048576\r\n");

    Report report = check(BEFORE, value, nuls(1 << 20), text("\r\n"), BEHIND);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.damages()).isEmpty();
    assertThat(report.findings()).isEmpty();
  }

  @Test
  void fileOfNothingButNulsIsANulTail() throws IOException {
    Report report = check(nuls(4096));

    assertThat(classes(report)).containsExactly(SAFE);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_NUL_TAIL);
  }

  @Test
  void holeAtTheHeadOfABaseWithoutSelectIsUnlocated() throws IOException {
    AofDir commands = AofDir.in(folder).commandBase(Aof.of(nuls(4096), set("a", "1")));
    AofDir tail = AofDir.in(folder).base(Aof.of(image(0, 1), nuls(100), set("a", "1")));

    assertThat(classes(commands.check())).contains(UNLOCATED);
    assertThat(classes(tail.check())).contains(UNLOCATED);
  }
}
