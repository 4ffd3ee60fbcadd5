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
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Reports;
import org.junit.jupiter.api.Test;

/** The policy {@code salvage}: what goes with a gap, and what stays. */
class SalvageTest extends SalvagedLogs {
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
  void doubtfulIslandsThatStayAreNamedByAPlanThatChangesSomething() throws IOException {
    AofDir dir = dir(A, BAD, B, C);
    int at = A.length() + BAD.length();

    assertThat(dir.plan(DROP).notes())
        .anyMatch(note -> note.startsWith("What follows appendonly.aof.1.incr.aof:" + at + " "));
    assertThat(dir.plan(PlanOptions.safe()).notes()).isEmpty();
    AofDir two = dir(A, BAD, B, BAD, C);
    assertThat(two.plan(DROP).notes())
        .anyMatch(note -> note.startsWith("What follows 2 damages, the first at "));
    // What goes with the end of the log does not stay.
    assertThat(two.plan(PlanOptions.of(Policy.PREFIX)).notes())
        .noneMatch(note -> note.startsWith("What follows"));
  }

  @Test
  void holesAndTornEndsBesideGapsAreMendedWithThem() throws IOException {
    Aof hole = nuls(700);
    String[] kept = {"5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2"};
    assertThat(drop(A, hole, B, BAD, C, B)).containsExactly(kept);
    assertThat(drop(A, B, BAD, C, hole, B)).containsExactly(kept);
    assertThat(drop(A, hole, B, BAD, C, hole, B, nuls(300))).containsExactly(kept);
    assertThat(drop(A, B, BAD, C, hole, B, C.cutBy(2))).containsExactly(kept);
    assertThat(drop(A, BAD, B, hole, C, BAD, B, hole)).containsExactly(kept);
  }

  @Test
  void holesAndTornEndsInARangeThatGoesGoWithIt() throws IOException {
    Aof hole = nuls(700);
    String[] kept = {"7:SET e 9", "5:SET a 1", "7:SET e 9"};
    assertThat(drop(ELSEWHERE, A, BAD, C, hole, C, ELSEWHERE)).containsExactly(kept);
    assertThat(drop(ELSEWHERE, A, BAD, C, hole, ELSEWHERE)).containsExactly(kept);
    assertThat(drop(ELSEWHERE, A, BAD, C, hole, C, ELSEWHERE, hole)).containsExactly(kept);
    for (Aof end : new Aof[] {C.cutBy(2), hole, Aof.of(hole, C, hole)}) {
      assertThat(drop(ELSEWHERE, A, BAD, C, end)).containsExactly("7:SET e 9", "5:SET a 1");
    }
  }

  @Test
  void tornCommandInAFileThatIsNotTheLastIsCutOff() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 1)).incr(A, B.cutBy(4)).incr(select(5), C);

    assertThat(salvaged(DROP, dir)).containsExactly("5:SET a 1", "5:SET c 3");
  }

  @Test
  void gluedAnnotationCostsTheCommandThatWasAppended() throws IOException {
    assertThat(drop(A, B, text("#TS:17"), set("glued", "1"), C, B))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET b 2");
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
