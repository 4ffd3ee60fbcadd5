package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;

/** The policy {@code salvage}: in which database stays what stands behind a gap. */
class SalvageDatabaseTest extends SalvagedLogs {
  @Test
  void withOneDatabaseEverythingIntactIsKept() throws IOException {
    assertThat(drop(A, B, BAD, C)).containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3");
  }

  @Test
  void withOneDatabaseALostSelectAtTheHeadIsWrittenBehindTheGap() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 1)).incr(BAD, B).incr(select(5), C);

    assertThat(salvaged(DROP, dir)).containsExactly("5:SET b 2", "5:SET c 3");
  }

  @Test
  void withSeveralDatabasesCommandsUpToTheNextSelectGo() throws IOException {
    assertThat(drop(A, B, BAD, C, ELSEWHERE))
        .containsExactly("5:SET a 1", "5:SET b 2", "7:SET e 9");
  }

  @Test
  void withSeveralDatabasesTheyStayInTheLastKnownOneIfThatIsWished() throws IOException {
    assertThat(keep(A, B, BAD, C, ELSEWHERE))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "7:SET e 9");
  }

  @Test
  void whereNoSelectFollowsTheRestOfTheFileGoes() throws IOException {
    AofDir dir = dir(ELSEWHERE, A, BAD, B, C);

    RepairPlan plan = dir.plan(DROP);

    assertThat(plan.edits()).hasSize(1);
    assertThat(plan.edits().get(0).kind()).isEqualTo(EditKind.TRUNCATE);
    assertThat(plan.lost()).isEqualTo(new Lost(BAD.length() + B.length() + C.length(), 2, 0, 2));
    assertThat(salvaged(DROP, dir)).containsExactly("7:SET e 9", "5:SET a 1");
    assertThat(salvaged(KEEP, dir))
        .containsExactly("7:SET e 9", "5:SET a 1", "5:SET b 2", "5:SET c 3");
  }

  @Test
  void databaseSelectedInALostTransactionHoldsBehindIt() throws IOException {
    assertThat(drop(A, BAD, select(7), B, exec(), C)).containsExactly("5:SET a 1", "7:SET c 3");
    assertThat(keep(A, BAD, select(7), B, exec(), C)).containsExactly("5:SET a 1", "7:SET c 3");
  }

  @Test
  void transactionThatSelectsFirstIsKeptFromItsMulti() throws IOException {
    assertThat(drop(A, BAD, B, multi(), select(7), C, exec(), B))
        .containsExactly("5:SET a 1", "7:SET c 3", "7:SET b 2");
  }

  @Test
  void transactionThatSelectsLaterIsDroppedWholeAndItsDatabaseHolds() throws IOException {
    assertThat(drop(A, BAD, multi(), B, select(7), C, exec(), B))
        .containsExactly("5:SET a 1", "7:SET b 2");
    assertThat(keep(A, BAD, multi(), B, select(7), C, exec(), B))
        .containsExactly("5:SET a 1", "5:SET b 2", "7:SET c 3", "7:SET b 2");
  }

  @Test
  void selectOfNoNumberMakesTheDatabaseDoubtful() throws IOException {
    Aof damaged = command("SELECT", "u");

    assertThat(drop(A, damaged, B, ELSEWHERE)).containsExactly("5:SET a 1", "7:SET e 9");
    assertThat(keep(A, damaged, B, ELSEWHERE))
        .containsExactly("5:SET a 1", "5:SET b 2", "7:SET e 9");
    assertThat(drop(A, multi(), B, damaged, B, exec(), C, ELSEWHERE))
        .containsExactly("5:SET a 1", "7:SET e 9");
    assertThat(drop(A, damaged, B)).containsExactly("5:SET a 1", "5:SET b 2");
  }

  @Test
  void selectLostInTheFirstFileHoldsForAFileThatGoesOnWithoutOne() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.empty()).incr(BAD, B).incr(C, select(5), B);

    assertThat(effectsOfPlan(dir)).containsExactly("5:SET b 2", "5:SET c 3", "5:SET b 2");
  }

  private static List<String> effectsOfPlan(AofDir dir) throws IOException {
    Files.delete(dir.file("appendonly.aof.1.base.rdb"));
    Files.writeString(
        dir.file("appendonly.aof.manifest"),
        "file appendonly.aof.1.incr.aof seq 1 type i\nfile appendonly.aof.2.incr.aof seq 2 type i\n");
    return salvaged(DROP, dir);
  }

  @Test
  void commandThatMayHaveBeenASelectMakesTheDatabaseDoubtful() throws IOException {
    assertThat(drop(A, command("SELEBT", "7"), B, ELSEWHERE))
        .containsExactly("5:SET a 1", "7:SET e 9");
    assertThat(drop(A, command("MULTJ"), B, exec(), C, ELSEWHERE))
        .containsExactly("5:SET a 1", "7:SET e 9");
  }

  @Test
  void databaseLostWithTheEndOfTheFileBeforeIsNotGuessed() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 1)).incr(ELSEWHERE, A, BAD).incr(C, select(7), B);

    assertThat(salvaged(DROP, dir)).containsExactly("7:SET e 9", "5:SET a 1", "7:SET b 2");
    assertThat(salvaged(KEEP, dir))
        .containsExactly("7:SET e 9", "5:SET a 1", "5:SET c 3", "7:SET b 2");
  }

  @Test
  void selectThatIsTakenBackNamesNoDatabase() throws IOException {
    Aof damaged = select(5).replace("5\r\n", "7 and what else was written over it\r\n");

    assertThat(drop(A, damaged, B, C)).containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3");
    assertThat(drop(A, multi(), damaged, B, exec(), C)).containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void withOneDatabaseASelectOfAnotherNameCostsItselfAlone() throws IOException {
    for (Aof damaged : new Aof[] {command("SELEBT", "5"), BAD}) {
      AofDir dir =
          AofDir.in(folder).base(image(5, 1)).incr(A, damaged, B).incr(select(5), C, damaged, B);

      assertThat(salvaged(DROP, dir))
          .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
    }
  }

  @Test
  void withOneDatabaseAGapInAFileWithoutASelectCostsItselfAlone() throws IOException {
    for (Aof damaged : new Aof[] {command("SELEBT", "5"), BAD, Aof.of(multi(), B, BAD)}) {
      AofDir dir = AofDir.in(folder).base(image(5, 1)).incr(A).incr(B, damaged, C);

      assertThat(salvaged(DROP, dir)).containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3");
    }
  }

  @Test
  void behindALostTransactionOfAFileWithoutASelectTheDatabaseOfTheFileBeforeHolds()
      throws IOException {
    AofDir dir = dir(A).incr(B, multi(), command("SAT", "x", "1"), exec(), C);

    assertThat(salvaged(DROP, dir)).containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3");
  }

  @Test
  void fileWithoutASelectBehindALostOneGoesWithWhatStandsInFront() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(BAD, B).incr(C, ELSEWHERE, A);

    assertThat(salvaged(DROP, dir)).containsExactly("7:SET e 9", "5:SET a 1");
    assertThat(salvaged(KEEP, dir))
        .containsExactly("0:SET b 2", "0:SET c 3", "7:SET e 9", "5:SET a 1");
  }

  @Test
  void splitCommandBehindALossIsJoinedWhereItsDatabaseIsKnown() throws IOException {
    Aof split = set("s", "10");
    Aof head = split.head(14);
    Aof rest = Aof.of(split.from(14), C);
    for (PlanOptions options : new PlanOptions[] {DROP, KEEP}) {
      AofDir same = AofDir.in(folder).base(image(0, 1)).incr(ELSEWHERE, BAD, A, head).incr(rest);
      assertThat(salvaged(options, same))
          .containsExactly("7:SET e 9", "5:SET a 1", "5:SET s 10", "5:SET c 3");
      AofDir before =
          AofDir.in(folder).base(image(0, 1)).incr(ELSEWHERE, BAD).incr(A, head).incr(rest);
      assertThat(before.repair(options).after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(effects(before, 1, 2, 3))
          .containsExactly("7:SET e 9", "5:SET a 1", "5:SET s 10", "5:SET c 3");
      assertThat(before.plan(options).nothingToDo()).isTrue();
    }
  }

  @Test
  void restOfASplitCommandGoesWhereItsHeadHasGone() throws IOException {
    Aof split = set("s", "10");
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(ELSEWHERE, A, BAD, B, split.head(14))
            .incr(split.from(14), C, select(7), B);

    RepairPlan plan = dir.plan(DROP);

    int rest = split.length() - 14;
    assertThat(plan.edits())
        .filteredOn(edit -> edit.file().endsWith("2.incr.aof") && edit.offset() == 0)
        .first()
        .satisfies(edit -> assertThat(edit.lost().bytes()).isGreaterThanOrEqualTo(rest));
    assertThat(salvaged(DROP, dir)).containsExactly("7:SET e 9", "5:SET a 1", "7:SET b 2");
  }

  @Test
  void lostHeadBehindALostEndIsKeptInTheLastDatabaseThatWasKnown() throws IOException {
    for (Aof end : new Aof[] {BAD, C.cutBy(4)}) {
      AofDir dir =
          AofDir.in(folder).base(image(0, 1)).incr(ELSEWHERE, A, end).incr(BAD, C, select(7), B);

      assertThat(salvaged(KEEP, dir))
          .containsExactly("7:SET e 9", "5:SET a 1", "5:SET c 3", "7:SET b 2");
      assertThat(salvaged(DROP, dir)).containsExactly("7:SET e 9", "5:SET a 1", "7:SET b 2");
    }
  }

  @Test
  void missingSelectBehindABaseIsPutInOnlyIfTheLossIsAccepted() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 3)).incr(B, C);

    assertThat(dir.plan(DROP).refusals()).hasSize(1);
    assertThat(salvaged(DROP.withAcceptedLoss(), dir)).containsExactly("5:SET b 2", "5:SET c 3");
  }
}
