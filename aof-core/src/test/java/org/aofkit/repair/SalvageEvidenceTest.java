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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Loads;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.aofkit.testing.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Salvage where what is left of a damage says what it was, and where nothing does. */
class SalvageEvidenceTest {
  private static final PlanOptions DROP = PlanOptions.of(Policy.SALVAGE);
  private static final PlanOptions KEEP = DROP.with(AmbiguousDatabase.KEEP);
  private static final Aof A = Aof.of(select(5), set("a", "1"));
  private static final Aof B = set("b", "2");
  private static final Aof C = set("c", "3");
  private static final Aof D = set("d", "4");
  private static final Aof BAD = text("??? these bytes are no command\r\n");
  private static final Aof ELSEWHERE = Aof.of(select(7), set("e", "9"));

  @TempDir Path folder;

  private static List<String> salvaged(PlanOptions options, AofDir dir, int incrs)
      throws IOException {
    Map<String, String> before = AofDir.snapshot(dir.path(), false);
    assertThat(dir.repair(options).after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.plan(DROP).nothingToDo()).isTrue();
    assertThat(dir.plan(KEEP).nothingToDo()).isTrue();
    Aof[] files = new Aof[incrs];
    for (int i = 0; i < incrs; i++) {
      files[i] = Aof.raw(dir.incrBytes(i + 1));
    }
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    return Effects.of(files);
  }

  private List<String> salvaged(Aof... incr) throws IOException {
    return salvaged(DROP, AofDir.in(folder).incr(incr), 1);
  }

  static Stream<Aof> damagedExecs() {
    return Stream.of(
        exec().replace("EXEC", "EXEB"),
        exec().replace("EXEC", "\0\0\0\0"),
        exec().replace("*1", "?1"),
        exec().replace("$4", "$\0"));
  }

  @ParameterizedTest
  @MethodSource("damagedExecs")
  void damagedExecEndsTheTransactionThatAnotherDamageHasBrokenInTwo(Aof damagedExec)
      throws IOException {
    assertThat(salvaged(A, multi(), B, BAD, C, D, damagedExec, set("z", "1")))
        .containsExactly("5:SET a 1", "5:SET z 1");
    assertThat(salvaged(A, BAD, C, D, damagedExec, set("z", "1")))
        .containsExactly("5:SET a 1", "5:SET z 1");
  }

  @Test
  void damagedExecOfAWholeTransactionInFrontTakesNothingElseWithIt() throws IOException {
    Aof whole = Aof.of(multi(), D, exec());

    assertThat(salvaged(A, multi(), B, BAD, C, whole, C, command("EXEB"), set("z", "1")))
        .containsExactly("5:SET a 1", "5:SET c 3", "5:SET d 4", "5:SET c 3", "5:SET z 1");
  }

  @Test
  void whatStandsBetweenTwoDamagesStaysWhereNothingSaysWhichOneTookTheExec() throws IOException {
    // The very same bytes are left of both logs; in the second one b and c are no transaction's.
    Aof lost = command("APPEND", "k", "v");
    Aof first = Aof.of(A, multi(), B, lost, C, D, exec(), set("z", "1"));
    Aof second = Aof.of(A, multi(), B, exec(), lost, C, D, set("z", "1"));
    Aof over = text("?".repeat(lost.length() + exec().length()));
    int at = A.length() + multi().length() + B.length();
    int further = at + lost.length() + C.length() + D.length();
    Aof firstDamaged =
        first
            .with(at, text("?".repeat(lost.length())))
            .with(further, text("?".repeat(exec().length())));
    assertThat(second.with(at, over).length()).isEqualTo(firstDamaged.length());

    assertThat(salvaged(firstDamaged))
        .containsExactly("5:SET a 1", "5:SET c 3", "5:SET d 4", "5:SET z 1");
  }

  @Test
  void commandOfOtherNameInATransactionIsNotItsExec() throws IOException {
    assertThat(salvaged(A, multi(), B, command("SEX", "k", "1"), C, D, BAD, set("z", "1")))
        .containsExactly("5:SET a 1", "5:SET z 1");
  }

  static Stream<Aof> deadly() {
    return Stream.of(
        command("RESET"),
        command("PSYNC", "?", "-1"),
        command("SHUTDOWN", "NOW"),
        command("DEBUG", "SEGFAULT"),
        command("DISCARD"));
  }

  @ParameterizedTest
  @MethodSource("deadly")
  void transactionWithACommandThatEndsServersGoesWhole(Aof command) throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B, command, exec(), C);

    RepairPlan plan = dir.plan(DROP);

    assertThat(dir.check().verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.lost().transactions()).isEqualTo(1);
    assertThat(plan.lost().commands()).isEqualTo(4);
    assertThat(salvaged(DROP, dir, 1)).containsExactly("5:SET a 1", "5:SET c 3");
    assertThat(salvaged(A, multi(), select(7), B, command, exec(), C, A))
        .containsExactly("5:SET a 1", "5:SET a 1");
    assertThat(dir.plan(PlanOptions.safe()).edits()).isEmpty();
    assertThat(dir.plan(PlanOptions.safe()).refusals()).hasSize(1);
  }

  @Test
  void commandThatEndsServersOutsideOfATransactionIsNoDamageOfTheFile() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, command("PSYNC", "?", "-1"), C);

    assertThat(dir.plan(DROP).refusals()).hasSize(1);
    assertThat(dir.plan(DROP).edits()).isEmpty();
  }

  @Test
  void oneDeadlyTransactionAndOneDeadlyCommandOutsideAreRefused() throws IOException {
    Aof psync = command("PSYNC", "?", "-1");

    assertThat(AofDir.in(folder).incr(A, multi(), psync, exec(), psync).plan(DROP).refusals())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "???\r\nk\r",
        "???garbagek",
        "*3\r\n$3\r\nSE???1\r\nk\r",
        "?3\r\n$3\r\nSET\r\n$1\r\nk\r",
        "?? these bytes are no command\r\n$1\r\nk\r",
        "*3\r\n$3\r\nS\0\0\0\0\0k"
      })
  void valueWhoseHeaderStandsInTheMidstOfDamageIsNotReplayed(String damage) throws IOException {
    String commands = "*1\r\n$8\r\nFLUSHALL\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n1\r\n";
    Aof value = text("$" + commands.length() + "\r\n" + commands + "\r\n");

    assertThat(salvaged(A, text(damage), value, B, C))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3");
  }

  @Test
  void whatLooksLikeAHeaderInTheMidstOfDamageDoesNotTakeCommandsWithIt() throws IOException {
    // At 6, 33 and 60 it ends at a line end, inside of a command.
    for (int length : new int[] {0, 3, 6, 7, 20, 33, 40, 60, 100, 1000}) {
      assertThat(salvaged(A, text("???$" + length + "\r\n"), B, C, D, B))
          .as("length %d", length)
          .containsExactly("5:SET a 1", "5:SET b 2", "5:SET c 3", "5:SET d 4", "5:SET b 2");
    }
  }

  @Test
  void lengthWrongInSeveralDigitsThatEndsAtAnotherLineEndCostsOneCommand() throws IOException {
    Aof behind = Aof.of(C, D, command("APPEND", "x", "yy"), command("DEL", "q"), D);
    List<String> rest = new ArrayList<>(Effects.of(Aof.of(select(5), behind)));
    for (String length :
        List.of("41", "45", "54", "57", "61", "68", "72", "84", "87", "91", "99")) {
      Aof damaged = set("k", "0123456789").replace("$10", "$" + length);
      List<String> expected = new ArrayList<>(List.of("5:SET a 1", "5:SET b 2"));
      expected.addAll(rest);
      assertThat(salvaged(A, B, damaged, behind)).as(length).isEqualTo(expected);
    }
  }

  @Test
  void lengthOfAKeyWrongInSeveralDigitsCostsOneCommandToo() throws IOException {
    Aof behind = Aof.of(C, D, command("APPEND", "x", "yy"), command("DEL", "q"), D);
    for (String length : List.of("24", "38", "53", "57", "62", "66", "80")) {
      Aof damaged = set("longer-key", "012345").replace("$10\r\nl", "$" + length + "\r\nl");
      assertThat(salvaged(A, B, damaged, behind)).as(length).contains("5:SET c 3").hasSize(7);
    }
  }

  @Test
  void lengthThatEndsExactlyWhereACommandEndsIsNoDamageToAnybody() throws IOException {
    // A document with two commands in it is written just so.
    Aof document = set("k", "0123456789\r\n*3\r\n$3\r\nSET\r\n$1\r\nc\r\n$1\r\n3");
    Aof damaged = Aof.of(set("k", "0123456789").replace("$10", "$37"), C);

    assertThat(damaged.bytes()).isEqualTo(document.bytes());
    assertThat(AofDir.in(folder).incr(A, damaged, D).plan(DROP).nothingToDo()).isTrue();
  }

  @Test
  void nulsOverTheFirstSelectBehindAnAnnotationAreLocated() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5, 1)).incr(timestamp(17), nuls(40), B, C, ELSEWHERE);

    assertThat(dir.plan(DROP).refusals()).isEmpty();
    assertThat(salvaged(DROP, dir, 1)).containsExactly("7:SET e 9");
    assertThat(salvaged(KEEP, dir, 1)).containsExactly("5:SET b 2", "5:SET c 3", "7:SET e 9");
  }

  @Test
  void splitCommandBehindALossIsJoinedWhereTheSetKnowsOneDatabase() throws IOException {
    Aof split = set("s", "10");
    AofDir dir =
        AofDir.in(folder).base(image(5, 1)).incr(A, BAD, B, split.head(14)).incr(split.from(14), C);

    assertThat(salvaged(DROP, dir, 2))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET s 10", "5:SET c 3");
  }

  @Test
  void splitCommandOfALostDatabaseStaysOrGoesWithWhatStandsBesideIt() throws IOException {
    Aof split = set("s", "10");
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(ELSEWHERE, A, BAD, B, split.head(14))
            .incr(split.from(14), C, ELSEWHERE);

    assertThat(salvaged(KEEP, dir, 2))
        .containsExactly(
            "7:SET e 9", "5:SET a 1", "5:SET b 2", "5:SET s 10", "5:SET c 3", "7:SET e 9");
    assertThat(salvaged(DROP, dir, 2)).containsExactly("7:SET e 9", "5:SET a 1", "7:SET e 9");
    assertThat(dir.plan(DROP).lost().commands()).isEqualTo(3);
  }

  @Test
  void splitCommandBehindALossInAFileBeforeIsJoined() throws IOException {
    Aof split = set("s", "10");
    AofDir dir =
        AofDir.in(folder)
            .base(image(5, 1))
            .incr(A, BAD)
            .incr(B, split.head(14))
            .incr(split.from(14), C);

    assertThat(salvaged(DROP, dir, 3))
        .containsExactly("5:SET a 1", "5:SET b 2", "5:SET s 10", "5:SET c 3");
  }

  @Test
  void splitSelectBehindALossSaysWhichDatabaseHolds() throws IOException {
    Aof split = select(7);
    AofDir dir =
        AofDir.in(folder)
            .base(image(5, 1))
            .incr(A, BAD, B, split.head(14))
            .incr(split.from(14), C, A);
    for (PlanOptions options : new PlanOptions[] {DROP, KEEP}) {
      assertThat(salvaged(options, dir, 2)).contains("7:SET c 3").endsWith("5:SET a 1");
    }
  }

  @Test
  void valueThatLostBytesInFrontOfTheLastAnnotationTakesNoTransactionWithIt() throws IOException {
    Aof whole = set("k", "x".repeat(40));
    for (int gone = 1; gone < 26; gone++) {
      Aof damaged = Aof.of(whole.head(30), whole.from(30 + gone));
      AofDir dir = AofDir.in(folder).incr(A, multi(), B, exec(), damaged, timestamp(1_700_000_000));
      if (dir.check().verdict() != Verdict.CLEAN) {
        assertThat(salvaged(DROP, dir, 1))
            .as("%d bytes gone", gone)
            .containsExactly("5:SET a 1", "5:SET b 2");
      }
    }
  }

  @Test
  void planWithoutAnEditHasNoId() throws IOException {
    AofDir clean = AofDir.in(folder).incr(A);
    AofDir refused = AofDir.in(folder).incr(A, command("PSYNC", "?", "-1"), C);

    assertThat(clean.plan().id()).isEmpty();
    assertThat(refused.plan().id()).isEmpty();
    assertThat(AofDir.in(folder).incr(A, nuls(40), B).plan().id()).hasSize(16);
  }

  @Test
  void deadlyTransactionIsSaidToEndTheServer() throws IOException {
    AofDir dir = AofDir.in(folder).incr(A, multi(), B, command("RESET"), exec(), C);

    assertThat(Reports.count(dir.check(), FindingCode.AOF_ENDS_SERVER)).isEqualTo(1);
    assertThat(dir.check().loads()).isEqualTo(Loads.NO);
  }
}
