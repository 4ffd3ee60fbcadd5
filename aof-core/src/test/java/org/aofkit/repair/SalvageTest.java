package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.aofkit.testing.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy {@code salvage}: what goes with a gap, and what stays in which database. */
class SalvageTest {
  private static final PlanOptions DROP = PlanOptions.of(Policy.SALVAGE);
  private static final PlanOptions KEEP = DROP.with(AmbiguousDatabase.KEEP);
  private static final Aof A = Aof.of(select(5), set("a", "1"));
  private static final Aof B = set("b", "2");
  private static final Aof C = set("c", "3");
  private static final Aof BAD = text("??? these bytes are no command\r\n");
  private static final Aof ELSEWHERE = Aof.of(select(7), set("e", "9"));

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(5, 1)).incr(incr);
  }

  private static List<String> effects(AofDir dir, int... incrs) throws IOException {
    Aof[] files = new Aof[incrs.length];
    for (int i = 0; i < incrs.length; i++) {
      files[i] = Aof.raw(dir.incrBytes(incrs[i]));
    }
    return Effects.of(files);
  }

  private static List<String> salvaged(PlanOptions options, AofDir dir) throws IOException {
    Map<String, String> before = AofDir.snapshot(dir.path(), false);
    RepairOutcome outcome = dir.repair(options);
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.plan(DROP).nothingToDo()).isTrue();
    assertThat(dir.plan(KEEP).nothingToDo()).isTrue();
    assertThat(dir.plan(PlanOptions.safe()).nothingToDo()).isTrue();
    List<String> effects = Files.exists(dir.incrFile(2)) ? effects(dir, 1, 2) : effects(dir, 1);
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    return effects;
  }

  private List<String> drop(Aof... incr) throws IOException {
    return salvaged(DROP, dir(incr));
  }

  private List<String> keep(Aof... incr) throws IOException {
    return salvaged(KEEP, dir(incr));
  }

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
  void transactionInFrontThatLostAPartGoesWhole() throws IOException {
    assertThat(drop(A, multi(), B, BAD, C)).containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void transactionBehindThatLostItsMultiGoesWhole() throws IOException {
    assertThat(drop(A, BAD, B, exec(), C)).containsExactly("5:SET a 1", "5:SET c 3");
    assertThat(drop(A, multi(), B, BAD, B, exec(), C)).containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void transactionWhoseMultiLiesUnderNulsGoesWhole() throws IOException {
    assertThat(drop(A, nuls(15), B, exec(), C)).containsExactly("5:SET a 1", "5:SET c 3");
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
  void halfTransactionIsDroppedUpToTheNextMultiOrAnnotation() throws IOException {
    assertThat(drop(A, multi(), B, timestamp(17), C)).containsExactly("5:SET a 1", "5:SET c 3");
    assertThat(drop(A, multi(), B, multi(), B, timestamp(17), C))
        .containsExactly("5:SET a 1", "5:SET c 3");
    assertThat(drop(A, multi(), B, timestamp(17), C, multi(), B))
        .containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void whereTheLoaderExecutesTwoMultisWithOneExecNothingIsDropped() throws IOException {
    AofDir dir = dir(A, multi(), B, multi(), C, exec());

    assertThat(dir.plan(DROP).nothingToDo()).isTrue();
  }

  @Test
  void commandThatNoServerKnowsCostsItselfAlone() throws IOException {
    Aof damaged = command("SEX", "x", "1");

    assertThat(drop(ELSEWHERE, A, damaged, C))
        .containsExactly("7:SET e 9", "5:SET a 1", "5:SET c 3");
    assertThat(drop(ELSEWHERE, A, multi(), B, damaged, exec(), C))
        .containsExactly("7:SET e 9", "5:SET a 1", "5:SET c 3");
    assertThat(drop(ELSEWHERE, A, multi(), select(7), damaged, exec(), C))
        .containsExactly("7:SET e 9", "5:SET a 1", "7:SET c 3");
    assertThat(drop(ELSEWHERE, A, multi(), B, damaged, C))
        .containsExactly("7:SET e 9", "5:SET a 1");
  }

  @Test
  void execBehindADamagedCommandOfThreeWordsBelongsToAMultiThatIsLostBefore() throws IOException {
    // Three words never were a MULTI: all from the first damage on is one transaction.
    assertThat(drop(A, command("MUDTI"), B, command("SEX", "x", "1"), B, exec(), C))
        .containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void intactCommandInFrontOfAPieceOfAnotherStays() throws IOException {
    for (String piece :
        new String[] {"$", "$5\r\nabcde\r\n", "$5\r\nab", "$1\r\nx\r\n$1\r\ny\r\n"}) {
      assertThat(drop(A, command("APPEND", "k", "v"), text(piece), B, C))
          .as(piece)
          .containsExactly("5:SET a 1", "5:APPEND k v", "5:SET b 2", "5:SET c 3");
    }
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
  void commandOfAModuleIsNoDamage() throws IOException {
    AofDir dir = dir(A, command("BF.ADD", "x", "1"), C);

    assertThat(dir.plan(DROP).refusals()).hasSize(1);
  }

  @Test
  void transactionThatCrashesServersGoesWhole() throws IOException {
    assertThat(drop(A, multi(), B, command("DISCARD"), exec(), C))
        .containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void flippedLengthCostsOneCommand() throws IOException {
    Aof long0 = set("k", "0123456789");
    for (String length :
        new String[] {
          "$90", "$15", "$09", "$11", "$00", "$20", "$1x", "$x0", "$30", "$40", "$50", "$60"
        }) {
      Aof damaged = long0.replace("$10", length);
      assertThat(drop(A, B, damaged, C, B))
          .as(length)
          .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
    }
  }

  @Test
  void flippedCountCostsOneCommand() throws IOException {
    for (String count : new String[] {"*2", "*4", "*1", "*9", "*0", "+3", "*x", "*33"}) {
      assertThat(drop(A, B, set("k", "0123456789").replace("*3", count), C, B))
          .as(count)
          .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
    }
  }

  @Test
  void flippedByteAnywhereInACommandCostsThatCommandAlone() throws IOException {
    Aof whole = set("key", "0123456789");
    List<String> rest = List.of("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
    for (int i = 0; i < whole.length(); i++) {
      for (int bit = 0; bit < 7; bit += 2) {
        byte[] flipped = whole.bytes();
        flipped[i] ^= (byte) (1 << bit);
        AofDir dir = dir(A, B, Aof.raw(flipped), C, B);
        if (!dir.check().damages().isEmpty()) {
          assertThat(salvaged(DROP, dir)).as("byte %d bit %d", i, bit).isEqualTo(rest);
        }
      }
    }
  }

  @Test
  void blockOfNulsOverSeveralCommandsCostsThose() throws IOException {
    Aof all = Aof.of(A, B, C, set("x", "123456789012345678901234567890"), C, B);
    for (int from = A.length(); from < A.length() + 40; from += 3) {
      AofDir dir = dir(all.with(from, nuls(70)));

      List<String> left = salvaged(DROP, dir);

      assertThat(left).as("from %d", from).startsWith("5:SET a 1").endsWith("5:SET b 2");
      assertThat(left.size()).as("from %d", from).isBetween(3, 4);
    }
  }

  @Test
  void valueThatHoldsCommandsIsNeverReplayedWhereItsHeaderSurvives() throws IOException {
    String log = "see\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n1\r\n*1\r\n$8\r\nFLUSHALL\r\n";
    Aof value = set("doc", log.repeat(3) + "$5\r\nabcde");
    Aof headGone = text("?").length() == 1 ? value.with(0, text("?")) : value;
    Aof endGone = value.with(value.length() - 2, text("XX"));
    Aof nameGone = value.replace("$3\r\ndoc", "$3\r\ndocX");

    for (Aof damaged : new Aof[] {headGone, nameGone}) {
      assertThat(drop(A, B, damaged, C, B))
          .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
    }
    assertThat(drop(A, B, endGone, BAD, C, B))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
    // Not exactly behind a command in it: that is what a length damaged in more than one digit is.
    for (int cut = 12; cut < value.length(); cut += 12) {
      assertThat(drop(A, value.cutBy(cut))).as("cut by %d", cut).containsExactly("5:SET a 1");
    }
  }

  @Test
  void textThatIsOneDigitOffTheLengthOfItsValueIsNeverReplayed() throws IOException {
    String fake = "\r\n*1\r\n$8\r\nFLUSHALL\r\n*1\r\n$8\r\nFLUSHALL\r\n";
    // 100 bytes, or 900.
    Aof value = set("doc", "x".repeat(100) + fake + "y".repeat(800 - fake.length()));
    Aof endGone = value.with(value.length() - 2, text("??"));
    String[] without = {"5:SET a 1", "5:SET c 3", "5:SET b 2"};

    assertThat(value.replace("$900", "$100").length()).isEqualTo(value.length());
    assertThat(drop(A, endGone, BAD, C, B)).containsExactly(without);
    assertThat(drop(A, value.cutBy(2), text("?".repeat(20)), C, B)).containsExactly(without);
    assertThat(drop(A, value.cutBy(40))).containsExactly("5:SET a 1");
    // Whole, with damage behind it.
    assertThat(drop(A, value, text("?".repeat(20)), C, B)).hasSize(4).contains("5:SET c 3");
  }

  @Test
  void lengthsBeyondTheEndOfTheFileCostOneCommandEach() throws IOException {
    Aof swallowing = set("k", "0123456789".repeat(100)).replace("$10", "$90");

    assertThat(drop(A, swallowing, B, C, BAD, C, B, swallowing, B, C))
        .containsExactly(
            "5:SET a 1",
            "5:SET b 2",
            "5:SET c 3",
            "5:SET c 3",
            "5:SET b 2",
            "5:SET b 2",
            "5:SET c 3");
  }

  @Test
  void doubtfulIslandsAreListed() throws IOException {
    Report report = dir(A, BAD, B, C).check();

    assertThat(Reports.count(report, FindingCode.AOF_DOUBTFUL_ISLAND)).isEqualTo(1);
  }

  @Test
  void tornCommandInAFileThatIsNotTheLastIsCutOff() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 1)).incr(A, B.cutBy(4)).incr(select(5), C);

    assertThat(salvaged(DROP, dir)).containsExactly("5:SET a 1", "5:SET c 3");
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
  void gluedAnnotationCostsTheCommandThatWasAppended() throws IOException {
    assertThat(drop(A, B, text("#TS:17"), set("glued", "1"), C, B))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
  }

  @Test
  void missingSelectBehindABaseIsPutInOnlyIfTheLossIsAccepted() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 3)).incr(B, C);

    assertThat(dir.plan(DROP).refusals()).hasSize(1);
    assertThat(salvaged(DROP.withAcceptedLoss(), dir)).containsExactly("5:SET b 2", "5:SET c 3");
  }

  @Test
  void secondLookUnderAnyPolicyFindsNothingToDo() throws IOException {
    AofDir dir = dir(ELSEWHERE, A, BAD, multi(), B, nuls(700), C, exec(), select(5), B, BAD, C);
    dir.repair(DROP);

    for (Policy policy : Policy.values()) {
      RepairPlan plan =
          RepairPlanner.plan(dir.check(), CheckOptions.defaults(), PlanOptions.of(policy));
      assertThat(plan.nothingToDo()).isTrue();
    }
  }
}
