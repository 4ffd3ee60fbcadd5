package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.aofkit.testing.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Salvage of transactions over two files or with two damages, and of lengths beyond belief. */
class SalvageTransactionTest {
  private static final PlanOptions SALVAGE = PlanOptions.of(Policy.SALVAGE);
  private static final Aof A = Aof.of(select(5), set("a", "1"));
  private static final Aof B = set("b", "2");
  private static final Aof C = set("c", "3");
  private static final Aof D = set("d", "4");
  private static final Aof Z = set("z", "1");
  private static final Aof BAD = text("??? these bytes are no command\r\n");

  @TempDir Path folder;

  private static String[] salvaged(AofDir dir, int incrs) throws IOException {
    return salvaged(dir, incrs, SALVAGE);
  }

  private static String[] salvaged(AofDir dir, int incrs, PlanOptions how) throws IOException {
    Map<String, String> before = AofDir.snapshot(dir.path(), false);
    assertThat(dir.repair(how).after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(Reports.count(dir.check(), FindingCode.AOF_STRAY_EXEC)).isZero();
    assertThat(dir.plan(how).nothingToDo()).isTrue();
    Aof[] files = new Aof[incrs];
    for (int i = 0; i < incrs; i++) {
      files[i] = Aof.raw(dir.incrBytes(i + 1));
    }
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    return Effects.of(files).toArray(String[]::new);
  }

  private String[] salvaged(Aof... incr) throws IOException {
    return salvaged(AofDir.in(folder).incr(incr), 1);
  }

  @Test
  void transactionCutBetweenTwoCommandsOverTwoFilesGoesWhole() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B).incr(C, exec(), select(5), Z);

    assertThat(salvaged(dir, 2)).containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(dir.plan(PlanOptions.safe()).refusals()).isNotEmpty();
    assertThat(dir.plan(SALVAGE).lost().commands()).isEqualTo(4);
    assertThat(dir.plan(SALVAGE).lost().transactions()).isEqualTo(1);
    assertThat(Reports.count(dir.check(), FindingCode.AOF_HALF_TRANSACTION)).isEqualTo(2);
  }

  @Test
  void selectInASplitTransactionHoldsForWhatFollows() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B).incr(select(7), C, exec(), Z);

    assertThat(salvaged(dir, 2)).containsExactly("5:SET a 1", "7:SET z 1");
  }

  @Test
  void databaseInFrontOfASplitTransactionHoldsWhereTheSetNamesNoOther() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B).incr(C, exec(), Z);

    assertThat(salvaged(dir, 2)).containsExactly("5:SET a 1", "5:SET z 1");
  }

  @Test
  void splitTransactionThatLostThePartBetweenGoesWhole() throws IOException {
    Aof torn = Aof.of(A, multi(), B, C.cutBy(7));

    assertThat(salvaged(AofDir.in(folder).incr(torn).incr(select(5), D, exec(), Z), 2))
        .containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(salvaged(AofDir.in(folder).incr(A, multi(), B).incr(C, BAD, D, exec(), A), 2))
        .containsExactly("5:SET a 1", "5:SET a 1");
  }

  @Test
  void transactionOverThreeFilesGoesWhole() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B).incr(C).incr(D, exec(), select(5), Z);

    assertThat(salvaged(dir, 3)).containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(dir.plan(SALVAGE).lost().commands()).isEqualTo(5);
    assertThat(dir.plan(SALVAGE).lost().transactions()).isEqualTo(1);
    assertThat(Reports.count(dir.check(), FindingCode.AOF_HALF_TRANSACTION)).isEqualTo(3);
    assertThat(dir.plan(PlanOptions.safe()).refusals()).isNotEmpty();
  }

  @Test
  void selectInTheMiddleOfThreeFilesHoldsForWhatFollows() throws IOException {
    AofDir dir =
        AofDir.in(folder).incr(A, multi(), B).incr(Aof.empty()).incr(select(7), C).incr(exec(), Z);

    assertThat(salvaged(dir, 4)).containsExactly("5:SET a 1", "7:SET z 1");
  }

  @Test
  void transactionWhoseMultiIsLostGoesThroughItsExecInALaterFile() throws IOException {
    assertThat(salvaged(AofDir.in(folder).incr(A, BAD, B).incr(C, exec(), Z), 2))
        .containsExactly("5:SET a 1", "5:SET z 1");
    AofDir three = AofDir.in(folder).incr(A, BAD, B).incr(C).incr(D, exec(), select(5), Z);
    assertThat(salvaged(three, 3)).containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(three.plan(SALVAGE).lost().commands()).isEqualTo(4);
    assertThat(three.plan(SALVAGE).lost().transactions()).isEqualTo(1);
    assertThat(salvaged(AofDir.in(folder).incr(A, BAD, select(7), B).incr(C, exec(), Z), 2))
        .containsExactly("5:SET a 1", "7:SET z 1");
  }

  @Test
  void nulsOverAMultiAreALossWhereItsExecIsInTheNextFile() throws IOException {
    AofDir hole = AofDir.in(folder).incr(A, nuls(15), B).incr(C, exec(), Z);
    AofDir tail = AofDir.in(folder).incr(A, nuls(15)).incr(C, exec(), Z);

    for (AofDir dir : new AofDir[] {hole, tail}) {
      assertThat(dir.plan(PlanOptions.safe()).refusals()).isNotEmpty();
      assertThat(salvaged(dir, 2)).containsExactly("5:SET a 1", "5:SET z 1");
    }
    AofDir harmless = AofDir.in(folder).incr(A, nuls(15), B).incr(C, multi(), D, exec(), Z);
    assertThat(harmless.plan(PlanOptions.safe()).refusals()).isEmpty();
  }

  @Test
  void tornEndOfAFileMayHaveHeldTheMultiOfAnExecInTheNext() throws IOException {
    assertThat(salvaged(AofDir.in(folder).incr(A, B, D.cutBy(3)).incr(C, exec(), Z), 2))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET z 1");
  }

  @Test
  void transactionOfABaseGoesWithItsRestInTheIncr() throws IOException {
    AofDir dir = AofDir.in(folder).commandBase(Aof.of(A, multi(), B)).incr(C, exec(), select(5), Z);

    assertThat(salvaged(dir, 1)).containsExactly("5:SET z 1");
    // Behind a base it can't be known which database goes on.
    AofDir unselected = AofDir.in(folder).commandBase(Aof.of(A, multi(), B)).incr(C, exec(), Z);
    assertThat(unselected.plan(SALVAGE).refusals()).hasSize(1);
  }

  @Test
  void tornExecAtTheEndEndsATransactionWithADamage() throws IOException {
    assertThat(salvaged(A, multi(), BAD, B, exec().cutBy(3))).containsExactly("5:SET a 1");
    assertThat(salvaged(A, BAD, B, exec().cutBy(6))).containsExactly("5:SET a 1");
    assertThat(salvaged(AofDir.in(folder).incr(A, multi(), B).incr(C, exec().cutBy(3)), 2))
        .containsExactly("5:SET a 1");
  }

  @Test
  void whatStandsBehindAnOpenTransactionStaysWhereNoExecShowsMore() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B).incr(C).incr(D, Z);
    dir.repair(SALVAGE);

    assertThat(
            Effects.of(
                Aof.raw(dir.incrBytes(1)), Aof.raw(dir.incrBytes(2)), Aof.raw(dir.incrBytes(3))))
        .containsExactly("5:SET a 1", "5:SET c 3", "5:SET d 4", "5:SET z 1");
  }

  @Test
  void transactionInFrontOfAnyExecInTheNextFileIsNotTaken() throws IOException {
    AofDir dir =
        AofDir.in(folder).incr(A, multi(), B).incr(select(5), C, multi(), D, exec(), exec(), Z);
    dir.repair(SALVAGE);

    assertThat(Effects.of(Aof.raw(dir.incrBytes(1)), Aof.raw(dir.incrBytes(2))))
        .containsExactly("5:SET a 1", "5:SET c 3", "5:SET d 4", "5:SET z 1");
  }

  @Test
  void transactionWithTwoDamagesGoesWhole() throws IOException {
    assertThat(salvaged(A, multi(), BAD, B, BAD, C, D, exec(), Z))
        .containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(salvaged(A, multi(), BAD, B, BAD, C, BAD, D, exec(), Z))
        .containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(salvaged(A, multi(), BAD, B, BAD, C, exec().replace("EXEC", "EXEB"), Z))
        .containsExactly("5:SET a 1", "5:SET z 1");
  }

  @Test
  void whatStandsBetweenTwoDamagesStaysWhereSomethingShowsThatTheFirstTookTheExec()
      throws IOException {
    assertThat(salvaged(A, multi(), BAD, B, timestamp(1_700_000_000L), B, BAD, C, exec(), Z))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET b 2", "5:SET z 1");
    assertThat(salvaged(A, multi(), BAD, B, multi(), C, exec(), D, BAD, C, exec(), Z))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET d 4", "5:SET z 1");
  }

  @Test
  void whatStandsBetweenTwoDamagesStaysWhereNoTransactionIsOpenInFront() throws IOException {
    assertThat(salvaged(A, BAD, B, BAD, C, D, exec(), Z))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET z 1");
  }

  @Test
  void damagedCommandOfTwoWordsIsNoMulti() throws IOException {
    // Two words may have been a SELECT, but an EXEC behind is that of a MULTI lost before.
    for (Aof lost : new Aof[] {command("INCQ", "k"), command("SELECT", "u")}) {
      for (Aof multi : new Aof[] {command("MUDTI"), BAD}) {
        assertThat(salvaged(A, multi, B, lost, C, exec(), Z))
            .containsExactly("5:SET a 1", "5:SET z 1");
      }
    }
    assertThat(salvaged(A, B, command("INCQ", "k"), C, exec(), Z))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET z 1");
  }

  @Test
  void selectOfATransactionThatLostAPartIsTheLastThatIsKnownInTheNextFile() throws IOException {
    AofDir dir =
        AofDir.in(folder).incr(A, multi(), B, select(7), BAD, C).incr(BAD, D, select(5), Z);
    PlanOptions keep = SALVAGE.with(AmbiguousDatabase.KEEP);

    assertThat(salvaged(dir, 2, keep))
        .containsExactly("5:SET a 1", "7:SET c 3", "7:SET d 4", "5:SET z 1");
    assertThat(salvaged(dir, 2)).containsExactly("5:SET a 1", "5:SET z 1");
  }

  @Test
  void selectOfDatabase0InASplitTransactionHoldsInTheFileBehind() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B).incr(select(0), exec()).incr(C, A);

    assertThat(salvaged(dir, 3)).containsExactly("5:SET a 1", "0:SET c 3", "5:SET a 1");
  }

  @Test
  void nulsAtTheEndInsideOfASplitTransactionMayLieOverASelect() throws IOException {
    AofDir dir =
        AofDir.in(folder).incr(A, command("QULTI"), B, select(7), nuls(37)).incr(exec(), Z, A);

    assertThat(salvaged(dir, 2)).containsExactly("5:SET a 1", "5:SET a 1");
  }

  private static Aof many() {
    Aof[] parts = new Aof[50];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = set("key:" + i, "value " + i);
    }
    return Aof.of(parts);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void lengthThatNoClientCanSendIsDamagedThoughTheEndOfTheFileIsTorn(int nuls) throws IOException {
    Aof tail = nuls == 0 ? D.cutBy(5) : nuls(900);
    AofDir dir =
        AofDir.in(folder).incr(A, B.replace("$1\r\n2", "$999999999\r\n2"), C, many(), tail);

    assertThat(Reports.count(dir.check(), FindingCode.AOF_DOUBTFUL_ISLAND)).isEqualTo(1);
    assertThat(salvaged(dir, 1)).hasSize(52).startsWith("5:SET a 1", "5:SET c 3");
  }

  @Test
  void commandsInAValueThatMayBeTornAreCountedAsLost() throws IOException {
    Aof torn = B.replace("$1\r\n2", "$99999999\r\n2");
    AofDir dir = AofDir.in(folder).incr(A, torn, C, many(), D.cutBy(5));

    RepairPlan plan = dir.plan(SALVAGE);

    assertThat(plan.edits()).hasSize(1);
    assertThat(plan.lost().commands()).isEqualTo(51);
    assertThat(plan.lost().keys()).isEqualTo(51);
    assertThat(dir.plan(PlanOptions.of(Policy.PREFIX)).lost().commands()).isEqualTo(51);
    assertThat(salvaged(dir, 1)).containsExactly("5:SET a 1");
  }

  @Test
  void commandsBetweenNulsAndGarbageAreListedAsDoubtful() throws IOException {
    Aof value = Aof.of(command("FLUSHALL"), set("evil", "1"));
    AofDir dir = AofDir.in(folder).incr(A, nuls(40), value, text("zz\r\n"), C, D);

    assertThat(dir.check().findings().stream())
        .filteredOn(finding -> finding.code() == FindingCode.AOF_DOUBTFUL_ISLAND)
        .extracting(Finding::offset)
        .containsExactlyInAnyOrder(
            A.length() + 40L, A.length() + 40L + value.length() + "zz\r\n".length());
  }

  @Test
  void oneByteIsNoBytes() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, nuls(1), B);

    assertThat(dir.check().findings())
        .extracting(Finding::message)
        .anyMatch(message -> message.startsWith("1 NUL byte between"));
  }
}
