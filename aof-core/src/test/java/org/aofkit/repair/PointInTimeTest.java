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
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An end of the log that somebody names: a time, or a place. */
class PointInTimeTest {
  private static final Aof A = Aof.of(select(5), set("a", "1"));
  private static final Aof B = Aof.of(set("b", "2"), set("c", "3"));
  private static final Aof FLUSH = command("FLUSHALL");
  private static final Aof BAD = text("??? these bytes are no command\r\n");
  private static final String INCR = "appendonly.aof.1.incr.aof";

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr);
  }

  private static PlanOptions time(long seconds) {
    return PlanOptions.safe().until(new PointInTime.Timestamp(seconds));
  }

  private static PlanOptions place(String file, long offset) {
    return PlanOptions.safe().until(new PointInTime.Place(file, offset));
  }

  private static String refusal(RepairPlan plan) {
    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(plan.edits()).isEmpty();
    return plan.refusals().get(0).reason();
  }

  @Test
  void cleanLogEndsInFrontOfTheFirstLaterAnnotation() throws IOException {
    AofDir dir =
        dir(timestamp(100), A, timestamp(110), B)
            .incr(timestamp(120), select(5), B, timestamp(130), FLUSH)
            .incr(timestamp(140), A);

    RepairOutcome outcome = dir.repair(time(129));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.lost().commands()).isEqualTo(1 + 2);
    assertThat(dir.incrBytes(2)).isEqualTo(Aof.of(timestamp(120), select(5), B).bytes());
    assertThat(dir.incrFile(3)).doesNotExist();
    dir.undo();
    assertThat(dir.incrFile(3)).exists();
  }

  @Test
  void secondItselfIsKept() throws IOException {
    AofDir dir = dir(timestamp(100), A, timestamp(110), B, timestamp(111), FLUSH);

    dir.repair(time(110));

    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(timestamp(100), A, timestamp(110), B).bytes());
  }

  @Test
  void timeBehindTheLogHasNothingToDoAndSaysSo() throws IOException {
    RepairPlan plan = dir(timestamp(100), A).plan(time(100));

    assertThat(plan.nothingToDo()).isTrue();
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("Nothing in these files is later"));
  }

  @Test
  void logWithoutAnnotationsIsRefused() throws IOException {
    assertThat(refusal(dir(A, B).plan(time(100)))).contains("no #TS: annotations");
  }

  @Test
  void timeInFrontOfTheFirstAnnotationLeavesTheBase() throws IOException {
    AofDir dir = dir(timestamp(100), A).incr(timestamp(110), A);

    dir.repair(time(99));

    assertThat(dir.incrFile(1)).doesNotExist();
    assertThat(dir.incrFile(2)).doesNotExist();
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void commandsOfUnknownTimeGoAndThisIsSaid() throws IOException {
    AofDir dir = dir(A, timestamp(100), B);

    RepairPlan plan = dir.plan(time(99));

    assertThat(plan.lost().commands()).isEqualTo(4);
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("2 commands stand in front"));
  }

  @Test
  void timesThatGoBackwardsAreSaidAndTheFirstLaterOneDecides() throws IOException {
    AofDir dir = dir(timestamp(100), A, timestamp(120), B, timestamp(90), B);

    RepairPlan plan = dir.plan(time(110));
    dir.repair(time(110));

    assertThat(plan.notes()).anyMatch(note -> note.startsWith("The clock was set back"));
    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(timestamp(100), A).bytes());
  }

  @Test
  void timeInFrontOfACommandBaseIsRefused() throws IOException {
    AofDir dir = AofDir.in(folder).commandBase(Aof.of(timestamp(100), A)).incr(timestamp(110), A);

    assertThat(refusal(dir.plan(time(99)))).contains("before the base was made");
    assertThat(dir.plan(time(105)).mayBeApplied()).isTrue();
  }

  @Test
  void timeInFrontOfAnImageIsRefused() throws IOException {
    // REDIS0010, then the aux field ctime as a string.
    Aof image = Aof.of(text("REDIS0010\u00fa\u0005ctime\u0003100\u00ff"), nuls(8));
    AofDir dir = AofDir.in(folder).base(image).incr(timestamp(110), select(0), B);

    assertThat(refusal(dir.plan(time(99)))).contains("before the base was made");
    assertThat(dir.plan(time(100)).mayBeApplied()).isTrue();
  }

  @Test
  void logEndsAtAPlace() throws IOException {
    AofDir dir = dir(A, B, FLUSH, B).incr(A);

    RepairOutcome outcome = dir.repair(place(INCR, A.length() + B.length()));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(A, B).bytes());
    assertThat(dir.incrFile(2)).doesNotExist();
  }

  @Test
  void placeAtTheHeadOfAFileLeavesItOut() throws IOException {
    AofDir dir = dir(A).incr(A);

    dir.repair(place("appendonly.aof.2.incr.aof", 0));

    assertThat(dir.incrFile(1)).exists();
    assertThat(dir.incrFile(2)).doesNotExist();
  }

  @Test
  void placeAtTheEndOfAFileLeavesTheLaterOnesOut() throws IOException {
    AofDir dir = dir(A).incr(A);

    dir.repair(place(INCR, A.length()));

    assertThat(dir.incrBytes(1)).isEqualTo(A.bytes());
    assertThat(dir.incrFile(2)).doesNotExist();
  }

  @Test
  void startOfATransactionIsAPlaceAndItsInsideIsNot() throws IOException {
    AofDir dir = dir(A, multi(), B, exec(), B);
    int begin = A.length();
    int inside = begin + multi().length();
    int end = inside + B.length() + exec().length();

    assertThat(refusal(dir.plan(place(INCR, inside))))
        .contains("lies in a transaction")
        .contains(INCR + ":" + begin + " and " + INCR + ":" + end);
    dir.repair(place(INCR, begin));

    assertThat(dir.incrBytes(1)).isEqualTo(A.bytes());
  }

  @Test
  void placeInsideACommandIsRefusedWithTheNearestOnes() throws IOException {
    int first = select(5).length();
    int second = first + set("a", "1").length();

    assertThat(refusal(dir(A, B).plan(place(INCR, first + 3))))
        .contains("no place between two commands")
        .contains(INCR + ":" + first + " and " + INCR + ":" + second);
    assertThat(refusal(dir(A, B).plan(place(INCR, 1_000_000)))).contains("behind the end");
  }

  @Test
  void placeInABaseIsRefused() throws IOException {
    AofDir image = dir(A);
    AofDir commands = AofDir.in(folder).commandBase(Aof.of(A, B)).incr(A);

    assertThat(refusal(image.plan(place("appendonly.aof.1.base.rdb", 0)))).contains("the base");
    assertThat(refusal(commands.plan(place("appendonly.aof.1.base.aof", A.length()))))
        .contains("the base");
    assertThat(refusal(image.plan(place("dump.rdb", 0))))
        .contains("none of the files")
        .contains(INCR);
  }

  @Test
  void placeBehindAPreambleIsAllowed() throws IOException {
    Path file = folder.resolve("appendonly.aof");
    Files.write(file, Aof.of(image(0, 2), A, B).bytes());

    AofDir.repair(file, place("appendonly.aof", image(0, 2).length() + A.length()));

    assertThat(Files.readAllBytes(file)).isEqualTo(Aof.of(image(0, 2), A).bytes());
  }

  @Test
  void damageInFrontOfThePointNeedsThePolicy() throws IOException {
    AofDir safe = dir(A, nuls(50), B, FLUSH);
    AofDir lossy = dir(A, BAD, B, FLUSH);
    int safePoint = A.length() + 50 + B.length();
    int lossyPoint = A.length() + BAD.length() + B.length();

    assertThat(safe.plan(place(INCR, safePoint)).mayBeApplied()).isTrue();
    assertThat(lossy.plan(place(INCR, lossyPoint)).mayBeApplied()).isFalse();
    RepairPlan prefix = lossy.plan(place(INCR, lossyPoint).with(Policy.PREFIX));
    assertThat(prefix.mayBeApplied()).isTrue();
    assertThat(prefix.edits().get(0).offset()).isEqualTo(A.length());
  }

  @Test
  void damageBehindThePointGoesWithIt() throws IOException {
    AofDir dir = dir(A, FLUSH, BAD, B).incr(BAD);

    RepairOutcome outcome = dir.repair(place(INCR, A.length()));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.incrBytes(1)).isEqualTo(A.bytes());
  }

  @Test
  void timeIsFoundBehindAHoleThatIsMended() throws IOException {
    AofDir dir = dir(timestamp(100), A, nuls(700), timestamp(110), B, timestamp(120), FLUSH);

    RepairOutcome outcome = dir.repair(time(115));

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.lost().commands()).isEqualTo(1);
  }
}
