package org.aofkit.check;

import static org.aofkit.check.EditClass.LOSSY;
import static org.aofkit.check.EditClass.SAFE;
import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
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

/** Transactions that are open where a file ends, and where servers cut them. */
class OpenTransactionTailTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"), set("b", "2"));
  private static final Aof LAST = set("last", "value");

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr);
  }

  /** An EXEC that is lost without a trace, in front of a MULTI or an annotation. */
  private static void assertLostExec(Report report, int at, EditClass... classes) {
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(classes(report)).containsExactly(classes);
    Damage.Gap gap = (Damage.Gap) report.damages().get(0);
    assertThat(gap.cause()).isEqualTo(GapCause.LOST_EXEC);
    assertThat(gap.offset()).isEqualTo(at);
    assertThat(gap.length()).isZero();
    assertThat(gap.context().transactionStart()).isEqualTo(GOOD.length());
  }

  private static Damage.BadTail tail(Report report) {
    return (Damage.BadTail) only(report);
  }

  @Test
  void openTransactionAtTheEndIsTruncatedAndItsCommandsAreListed() throws IOException {
    AofDir dir = dir(GOOD, multi(), set("x", "1"), set("y", "2"));

    Report report = dir.check();

    assertTail(report, Verdict.TRUNCATED, SAFE, GOOD.length());
    assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(tail(report).cause()).isEqualTo(TailCause.OPEN_TRANSACTION);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_OPEN_TRANSACTION);
    assertThat(count(report, FindingCode.AOF_DROPPED_COMMAND)).isEqualTo(3);
    assertThat(tail(report).droppedCommands()).isEqualTo(3);
    assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
    assertThat(dir.incrReport(report, 1).serverCutsAt()).isEmpty();
  }

  @Test
  void openTransactionWithATornCommandIsCutAtItsMultiWhichRedisWouldLeaveOpen() throws IOException {
    Report report = dir(GOOD, multi(), set("x", "1"), LAST.cutBy(1)).check();

    assertTail(report, Verdict.LOSSY, SAFE, GOOD.length());
    assertThat(count(report, FindingCode.AOF_DROPPED_COMMAND)).isEqualTo(2);
  }

  @Test
  void openTransactionWithAFurtherMultiHasLostAnExec() throws IOException {
    Aof open = Aof.of(multi(), set("x", "1"), set("y", "2"));
    AofDir dir = dir(GOOD, open, multi(), set("z", "3"));

    Report report = dir.check();

    assertLostExec(report, GOOD.length() + open.length(), LOSSY, SAFE);
    assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(codes(report)).contains(FindingCode.AOF_HALF_TRANSACTION);
    assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
    assertThat(dir.incrReport(report, 1).serverCutsAt()).hasValue(GOOD.length() + open.length());
  }

  @Test
  void openTransactionWithAnAnnotationInsideHasLostAnExec() throws IOException {
    Aof open = Aof.of(multi(), set("x", "1"));
    AofDir dir = dir(GOOD, open, timestamp(17), set("y", "2"));

    Report report = dir.check();

    assertLostExec(report, GOOD.length() + open.length(), LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(GOOD.length());
    assertThat(dir.incrReport(report, 1).serverCutsAt()).isEmpty();
  }

  @Test
  void openTransactionWithACutAnnotationAtTheEndHasLostAnExec() throws IOException {
    Report report = dir(GOOD, multi(), set("x", "1"), text("#TS:17")).check();

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(classes(report)).containsExactly(LOSSY);
  }

  @Test
  void openTransactionWithAFurtherMultiAndATornEndIsLossyToo() throws IOException {
    Aof open = Aof.of(multi(), set("x", "1"));

    assertLostExec(
        dir(GOOD, open, multi(), LAST.cutBy(4)).check(),
        GOOD.length() + open.length(),
        LOSSY,
        SAFE);
  }

  @Test
  void openTransactionInAFileThatIsNotTheLastIsLossy() throws IOException {
    Report report = dir(GOOD, multi(), set("x", "1")).incr(GOOD).check();

    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(classes(report)).containsExactly(LOSSY);
  }

  @Test
  void transactionThatADiscardLeavesOpenIsCut() throws IOException {
    assertTail(
        dir(GOOD, multi(), set("x", "1"), command("DISCARD")).check(),
        Verdict.TRUNCATED,
        SAFE,
        GOOD.length());
  }

  @Test
  void openTransactionRightBehindAPreambleMakesRedisWipeTheImageToo() throws IOException {
    Aof image = image(0, 3);
    for (Aof before : new Aof[] {Aof.empty(), timestamp(17)}) {
      AofDir dir = AofDir.in(folder).base(Aof.of(image, before, multi(), set("x", "1")));

      Report redis = dir.check();
      assertTail(redis, Verdict.LOSSY, SAFE, image.length() + before.length());
      assertThat(redis.loads()).isEqualTo(Loads.ONLY_LENIENT);
      assertThat(redis.files().get(1).serverCutsAt()).hasValue(0);

      CheckOptions options = CheckOptions.defaults().withServer(Server.VALKEY_9);
      Report valkey = Checker.check(dir.path(), options);
      assertThat(valkey.verdict()).isEqualTo(Verdict.TRUNCATED);
      assertThat(valkey.files().get(1).serverCutsAt().orElse(image.length()))
          .isEqualTo(image.length());
    }
  }

  @Test
  void annotationsInFrontOfAnOpenTransactionAreKeptThoughTheServerCutsThem() throws IOException {
    AofDir dir = dir(GOOD, timestamp(17), multi(), set("x", "1"));

    Report report = dir.check();

    int valid = GOOD.length() + timestamp(17).length();
    assertTail(report, Verdict.TRUNCATED, SAFE, valid);
    assertThat(dir.incrReport(report, 1).validUpTo()).isEqualTo(valid);
    assertThat(dir.incrReport(report, 1).serverCutsAt()).hasValue(GOOD.length());
  }

  @Test
  void redisCutsOnlyTheTornCommandOfAnOpenTransactionAndLeavesTheMulti() throws IOException {
    Aof open = Aof.of(multi(), set("x", "1"));
    AofDir dir = dir(GOOD, open, LAST.cutBy(1));

    assertThat(dir.incrReport(dir.check(), 1).serverCutsAt())
        .hasValue(GOOD.length() + open.length());
    CheckOptions options = CheckOptions.defaults().withServer(Server.VALKEY_9);
    assertThat(dir.incrReport(Checker.check(dir.path(), options), 1).serverCutsAt()).isEmpty();
  }
}
