package org.aofkit.check;

import static org.aofkit.check.EditClass.SAFE;
import static org.aofkit.check.EditClass.UNLOCATED;
import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.timestamp;
import static org.aofkit.testing.Reports.classes;
import static org.aofkit.testing.Reports.codes;
import static org.aofkit.testing.Reports.only;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.aofkit.io.IoMode;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which database commands go to: rule 8 of the SAFE edits, and databases that are not there. */
class SelectTest {
  private static final Aof UNSELECTED = Aof.of(set("b", "2"), set("c", "3"));

  @TempDir Path folder;

  private static void assertMissing(Report report, EditClass edit, int database) {
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_MISSING_SELECT);
    Damage.MissingSelect missing = (Damage.MissingSelect) only(report);
    assertThat(missing.editClass()).isEqualTo(edit);
    assertThat(missing.database()).isEqualTo(database);
  }

  @Test
  void missingSelectBehindAnIncrIsThatOfTheIncr() throws IOException {
    assertMissing(
        AofDir.in(folder).base(image(0, 1)).incr(select(5), set("a", "1")).incr(UNSELECTED).check(),
        SAFE,
        5);
  }

  @Test
  void missingSelectIsSeenBehindAnAnnotationAndInsideATransaction() throws IOException {
    for (Aof head : new Aof[] {timestamp(17), multi()}) {
      Aof tail = head.length() == multi().length() ? exec() : Aof.empty();
      assertMissing(
          AofDir.in(folder)
              .base(image(0, 1))
              .incr(select(5), set("a", "1"))
              .incr(head, UNSELECTED, tail)
              .check(),
          SAFE,
          5);
    }
  }

  @Test
  void missingSelectsAreFollowedOverSeveralFiles() throws IOException {
    Report report =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(5), set("a", "1"))
            .incr(UNSELECTED)
            .incr(set("d", "4"))
            .check();

    assertThat(classes(report)).containsExactly(SAFE, SAFE);
    assertThat(report.damages())
        .allMatch(damage -> ((Damage.MissingSelect) damage).database() == 5);
  }

  @Test
  void fileThatHoldsOnlyTheHeadOfASplitCommandLacksItsSelectToo() throws IOException {
    Aof split = set("s", "10");
    Aof first = Aof.of(select(5), set("a", "1"));
    for (int kept : new int[] {1, 12, split.length() - 1}) {
      AofDir dir =
          AofDir.in(folder)
              .base(image(0, 1))
              .incr(first)
              .incr(split.head(kept))
              .incr(split.from(kept), UNSELECTED);

      assertThat(classes(dir.check())).as("%d bytes", kept).containsOnly(SAFE);
      assertThat(dir.repair().after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(
              Effects.of(
                  Aof.raw(dir.incrBytes(1)), Aof.raw(dir.incrBytes(2)), Aof.raw(dir.incrBytes(3))))
          .containsExactly("5:SET a 1", "5:SET s 10", "5:SET b 2", "5:SET c 3");
    }
  }

  @Test
  void splitCommandBehindABaseLacksItsSelectAsAWholeOneDoes() throws IOException {
    Aof split = set("s", "10");
    Report report =
        AofDir.in(folder)
            .base(image(5, 3))
            .incr(split.head(12))
            .incr(split.from(12), UNSELECTED)
            .check();

    assertThat(classes(report)).containsOnly(UNLOCATED);
  }

  @Test
  void splitSelectNeedsNoSelectInFront() throws IOException {
    Report report =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(5), set("a", "1"))
            .incr(select(7).head(12))
            .incr(select(7).from(12), UNSELECTED)
            .check();

    assertThat(only(report)).isInstanceOf(Damage.SplitCommand.class);
  }

  @Test
  void missingSelectBehindABaseIsUnlocated() throws IOException {
    assertMissing(AofDir.in(folder).base(image(5, 3)).incr(UNSELECTED).check(), UNLOCATED, -1);
  }

  @Test
  void missingSelectBehindACommandBaseIsUnlocated() throws IOException {
    assertMissing(
        AofDir.in(folder).commandBase(Aof.of(select(5), set("a", "1"))).incr(UNSELECTED).check(),
        UNLOCATED,
        -1);
  }

  @Test
  void emptyIncrInBetweenDoesNotMakeItKnown() throws IOException {
    assertMissing(
        AofDir.in(folder).base(image(5, 3)).incr().incr(UNSELECTED).check(), UNLOCATED, -1);
    assertMissing(
        AofDir.in(folder).base(image(5, 3)).incr(timestamp(17)).incr(UNSELECTED).check(),
        UNLOCATED,
        -1);
  }

  @Test
  void incrInDatabase0NeedsNoSelect() throws IOException {
    Report report =
        AofDir.in(folder).base(image(0, 3)).incr(set("a", "1")).incr(UNSELECTED).check();

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void selectInsideTheFirstTransactionIsASelect() throws IOException {
    Report report =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(5), set("a", "1"))
            .incr(multi(), select(2), set("x", "1"), exec(), UNSELECTED)
            .check();

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void commandsWithoutADatabaseNeedNoSelect() throws IOException {
    Report report =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(5), set("a", "1"))
            .incr(command("FLUSHALL"), command("PING"), select(5), set("x", "1"))
            .check();

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void selectBeyondTheDatabasesIsLossy() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(select(0), select(16), set("a", "1"));

    Report report = dir.check();

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(codes(report)).contains(FindingCode.AOF_SELECT_OUT_OF_RANGE);
    assertThat(classes(report)).containsExactly(UNLOCATED);
  }

  @Test
  void fewerDatabasesMakeASelectLossyAndMoreMakeItClean() throws IOException {
    Path dir = AofDir.in(folder).base(image(0, 1)).incr(select(7), set("a", "1")).path();

    assertThat(Checker.check(dir, databases(8)).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(Checker.check(dir, databases(7)).verdict()).isEqualTo(Verdict.LOSSY);
  }

  @Test
  void imageWithADatabaseThatIsNotThereIsCorrupt() throws IOException {
    Path dir = AofDir.in(folder).base(image(7, 2)).path();

    assertThat(Checker.check(dir, databases(8)).verdict()).isEqualTo(Verdict.CLEAN);
    Report report = Checker.check(dir, databases(7));
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(codes(report)).containsExactly(FindingCode.RDB_DATABASE_OUT_OF_RANGE);
  }

  private static CheckOptions databases(int number) {
    return new CheckOptions(
        Optional.empty(),
        number,
        true,
        null,
        "appendonlydir",
        "dump.rdb",
        IoMode.READ,
        1,
        64,
        done -> {},
        () -> false);
  }

  @Test
  void incrWithoutSelectDoesNotMakeTheDatabaseOfTheBaseKnown() throws IOException {
    assertMissing(
        AofDir.in(folder).base(image(5, 3)).incr(command("PING")).incr(UNSELECTED).check(),
        UNLOCATED,
        -1);
  }

  @Test
  void lastKeyOfAnImageInAnIncrDoesNotTellTheSelectedDatabase() throws IOException {
    Report inFront = AofDir.in(folder).base(image(0, 1)).incr(image(5, 2)).incr(UNSELECTED).check();
    Report same = AofDir.in(folder).base(image(0, 1)).incr(image(5, 2), UNSELECTED).check();

    assertThat(classes(inFront)).containsExactly(UNLOCATED);
    assertThat(classes(same)).containsExactly(UNLOCATED);
  }
}
