package org.aofkit.check;

import static org.aofkit.check.EditClass.LOSSY;
import static org.aofkit.check.EditClass.SAFE;
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

/** Commands that lie across two incr files: rule 7 of the SAFE edits, and its restrictions. */
class SplitTest {
  private static final Aof HEAD = Aof.of(select(5), set("a", "1"));
  private static final Aof SPLIT = set("split", "a value in two parts");
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));

  @TempDir Path folder;

  private AofDir dir(Aof first, Aof second) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(first).incr(second);
  }

  private Report check(Aof first, Aof second) throws IOException {
    return dir(first, second).check();
  }

  private void assertRefused(Aof first, Aof second) throws IOException {
    Report report = check(first, second);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(classes(report)).contains(LOSSY);
    assertThat(codes(report)).doesNotContain(FindingCode.AOF_SPLIT_COMMAND);
  }

  @Test
  void splitCommandIsJoinedWhereverItWasSplit() throws IOException {
    for (int kept = 1; kept < SPLIT.length(); kept++) {
      AofDir dir = dir(Aof.of(HEAD, SPLIT.head(kept)), Aof.of(SPLIT.from(kept), BEHIND));
      Report report = dir.check();

      assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
      assertThat(report.loads()).isEqualTo(Loads.NO);
      assertThat(classes(report)).as("%d bytes in the first file", kept).containsExactly(SAFE);
      Damage.SplitCommand split = (Damage.SplitCommand) only(report);
      assertThat(split.offset()).isEqualTo(HEAD.length());
      assertThat(split.restLength()).isEqualTo(SPLIT.length() - kept);
      assertThat(split.database()).isEqualTo(5);
      assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(HEAD.length());
    }
  }

  @Test
  void splitSelectDecidesTheDatabaseOfTheLaterFile() throws IOException {
    Aof first = Aof.of(select(3), set("a", "1"));
    Aof split = select(7);
    for (int kept = 1; kept < split.length(); kept++) {
      Report report = check(Aof.of(first, split.head(kept)), Aof.of(split.from(kept), BEHIND));

      assertThat(classes(report)).as("%d bytes in the first file", kept).containsExactly(SAFE);
      assertThat(((Damage.SplitCommand) only(report)).database()).isEqualTo(7);
    }
  }

  @Test
  void splitMultiIsNotJoined() throws IOException {
    assertRefused(Aof.of(HEAD, multi().head(9)), Aof.of(multi().from(9), BEHIND, Aof.exec()));
  }

  @Test
  void restThatIsTheWholeLaterFileIsJoined() throws IOException {
    assertThat(classes(check(Aof.of(HEAD, SPLIT.head(20)), SPLIT.from(20)))).containsExactly(SAFE);
    assertThat(classes(check(Aof.of(HEAD, SPLIT.head(20)), Aof.of(SPLIT.from(20), timestamp(17)))))
        .containsExactly(SAFE);
  }

  @Test
  void laterFileThatSelectsForItselfNeedsNoSelect() throws IOException {
    Report report = check(Aof.of(HEAD, SPLIT.head(20)), Aof.of(SPLIT.from(20), select(2), BEHIND));

    assertThat(((Damage.SplitCommand) only(report)).database()).isEqualTo(-1);
  }

  @Test
  void laterFileThatBeginsWithACommandOfItsOwnIsNotJoined() throws IOException {
    Aof value = set("split", "x".repeat(50));
    assertRefused(Aof.of(HEAD, SPLIT.head(20)), Aof.of(select(5), BEHIND));
    assertRefused(Aof.of(HEAD, value.cutBy(30)), Aof.of(select(5), BEHIND));
  }

  @Test
  void restThatItselfBeginsWithWhatParsesAsCommandsIsNotJoined() throws IOException {
    String inner = "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n";
    Aof split = set("doc", "head " + inner + "tail");
    int kept =
        new String(split.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("*1");

    assertRefused(Aof.of(HEAD, split.head(kept)), Aof.of(split.from(kept), BEHIND));
  }

  @Test
  void restWithTwoPossibleJoinPointsIsNotJoined() throws IOException {
    Aof inner = Aof.of(set("x", "1"), set("y", "2"));
    Aof split =
        set(
            "doc",
            "0123456789\r\n"
                + new String(inner.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1));

    assertRefused(Aof.of(HEAD, split.head(35)), Aof.of(split.from(35), BEHIND));
  }

  @Test
  void joinThatDoesNotEndAtALineEndIsNotDone() throws IOException {
    assertRefused(
        Aof.of(HEAD, SPLIT.head(20)), Aof.of(SPLIT.from(20).cutBy(2), text("XX"), BEHIND));
    assertRefused(Aof.of(HEAD, SPLIT.head(20)), Aof.of(SPLIT.from(21), BEHIND));
  }

  @Test
  void joinThatNothingFollowsOnIsNotDone() throws IOException {
    assertRefused(Aof.of(HEAD, SPLIT.head(20)), Aof.of(SPLIT.from(20), text("junk"), BEHIND));
  }

  @Test
  void nulsBetweenThePartsAreNotJoinedOver() throws IOException {
    assertRefused(Aof.of(HEAD, SPLIT.head(40)), Aof.of(nuls(4096), SPLIT.from(40), BEHIND));
    assertRefused(Aof.of(HEAD, SPLIT.head(40), nuls(100)), Aof.of(SPLIT.from(40), BEHIND));
  }

  @Test
  void splitInsideATransactionIsNotJoined() throws IOException {
    assertRefused(
        Aof.of(HEAD, multi(), SPLIT.head(20)), Aof.of(SPLIT.from(20), BEHIND, Aof.exec()));
  }

  @Test
  void baseIsNeverJoinedWithAnIncr() throws IOException {
    Report report =
        AofDir.in(folder)
            .commandBase(Aof.of(HEAD, SPLIT.head(20)))
            .incr(SPLIT.from(20), BEHIND)
            .check();

    assertThat(classes(report)).contains(LOSSY);
    assertThat(codes(report)).doesNotContain(FindingCode.AOF_SPLIT_COMMAND);
  }

  @Test
  void splitThatLacksItsRestIsATornCommandInTheMiddle() throws IOException {
    assertRefused(Aof.of(HEAD, SPLIT.head(20)), BEHIND);
  }

  @Test
  void lengthThatHasSwallowedCommandsUpToTheJoinIsNoSplit() throws IOException {
    Aof swallowed = Aof.of(set("b", "2"), SPLIT);
    for (Aof behind : new Aof[] {swallowed, SPLIT}) {
      int announced = 1 + 2 + behind.length() - 2;
      Aof head = text("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$" + announced + "\r\n1\r\n");
      int kept = behind.length() - 9;

      assertRefused(
          Aof.of(HEAD, head, behind.head(kept)), Aof.of(behind.from(kept), set("z", "9")));
    }
  }
}
