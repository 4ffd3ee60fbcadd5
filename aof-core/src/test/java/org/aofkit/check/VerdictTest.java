package org.aofkit.check;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.aofkit.testing.Reports.classes;
import static org.aofkit.testing.Reports.codes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each verdict means: what the ends of files do not decide. */
class VerdictTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"));

  @TempDir Path folder;

  private AofDir dir() throws IOException {
    return AofDir.in(folder).base(image(0, 2)).incr(GOOD);
  }

  private Report incr(Aof... parts) throws IOException {
    return AofDir.in(folder).base(image(0, 2)).incr(parts).check();
  }

  private static void assertReport(Report report, Verdict verdict, Loads loads, FindingCode code) {
    assertThat(report.verdict()).isEqualTo(verdict);
    assertThat(report.loads()).isEqualTo(loads);
    assertThat(codes(report)).contains(code);
  }

  @Test
  void healthyDirectoryIsClean() throws IOException {
    Report report = dir().check();

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings()).isEmpty();
    assertThat(report.damages()).isEmpty();
    assertThat(report.stats()).isEqualTo(new Report.Stats(report.stats().bytes(), 2, 0, 0, 2));
  }

  @Test
  void emptyVolumeIsClean() throws IOException {
    Report report =
        Checker.check(Files.createDirectory(folder.resolve("e")), CheckOptions.defaults());

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.loads()).isEqualTo(Loads.YES);
  }

  @Test
  void manifestThatIsMissingIsLossySinceTheServerStartsEmpty() throws IOException {
    AofDir dir = dir();
    Files.delete(dir.file("appendonly.aof.manifest"));

    assertReport(dir.check(), Verdict.LOSSY, Loads.YES, FindingCode.MAN_MISSING);
    assertThat(classes(dir.check())).containsExactly(EditClass.SAFE);
  }

  @Test
  void manifestWithoutEntriesIsLossy() throws IOException {
    AofDir dir = dir();
    Files.writeString(dir.file("appendonly.aof.manifest"), "# nothing\n");

    assertReport(dir.check(), Verdict.LOSSY, Loads.YES, FindingCode.MAN_NO_ENTRIES);
  }

  @Test
  void manifestWithoutByteIsCorrupt() throws IOException {
    AofDir dir = dir();
    Files.writeString(dir.file("appendonly.aof.manifest"), "");

    assertReport(dir.check(), Verdict.CORRUPT, Loads.NO, FindingCode.MAN_EMPTY);
    assertThat(classes(dir.check())).containsExactly(EditClass.SAFE);
  }

  @Test
  void listedFileThatIsMissingIsCorrupt() throws IOException {
    AofDir dir = dir();
    Files.delete(dir.incrFile(1));

    assertReport(dir.check(), Verdict.CORRUPT, Loads.NO, FindingCode.MAN_FILE_MISSING);
    assertThat(classes(dir.check())).containsOnly(EditClass.UNLOCATED);
  }

  @Test
  void rdbBaseWithoutByteIsLossyAndACommandBaseWithoutByteIsHealthy() throws IOException {
    Report rdb = AofDir.in(folder).base(Aof.empty()).incr(GOOD).check();
    Report aof = AofDir.in(folder).commandBase(Aof.empty()).incr(GOOD).check();

    assertReport(rdb, Verdict.LOSSY, Loads.YES, FindingCode.DIR_BASE_EMPTY);
    assertThat(aof.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(aof.findings()).extracting(Finding::code).contains(FindingCode.DIR_BASE_EMPTY_NOTE);
  }

  @Test
  void appendonlyWithADumpOnlyIsLossy() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("dump"));
    Files.write(dir.resolve("dump.rdb"), image(0, 3).bytes());

    assertReport(
        Checker.check(dir, CheckOptions.defaults()),
        Verdict.LOSSY,
        Loads.YES,
        FindingCode.DIR_DUMP_IGNORED);
  }

  @Test
  void payloadNewerThanTheServerIsLossy() throws IOException {
    String payload = "\0\u00c0\1\u0050\0" + "12345678";

    assertReport(
        incr(select(0), command("RESTORE", "k", "0", payload)),
        Verdict.LOSSY,
        Loads.YES,
        FindingCode.AOF_FOREIGN_PAYLOAD);
    assertReport(
        incr(select(0), command("FUNCTION", "RESTORE", payload)),
        Verdict.LOSSY,
        Loads.YES,
        FindingCode.AOF_FOREIGN_PAYLOAD);
  }

  @Test
  void unknownCommandIsCorrupt() throws IOException {
    Report report = incr(GOOD, command("NOSUCHCOMMAND", "x"));

    assertReport(report, Verdict.CORRUPT, Loads.NO, FindingCode.AOF_UNKNOWN_COMMAND);
    assertThat(report.loadsOn().values()).containsOnly(Loads.NO);
    assertThat(incr(GOOD, multi(), command("NOSUCH"), exec()).loads()).isEqualTo(Loads.NO);
    assertThat(incr(GOOD, command("CONFIG", "nosuch")).loads()).isEqualTo(Loads.NO);
  }

  @Test
  void commandOfANewerServerChoosesThatServerAndIsCorruptForTheOlderOne() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(GOOD, command("HPEXPIREAT", "h", "4102444800000", "FIELDS", "1", "f"));

    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
    assertReport(
        Checker.check(dir.path(), CheckOptions.defaults().withServer(Server.REDIS_7_0)),
        Verdict.CORRUPT,
        Loads.NO,
        FindingCode.AOF_UNKNOWN_COMMAND);
  }

  @Test
  void wrongArityIsCorruptWhateverTheServerDoesWithIt() throws IOException {
    Report crash = incr(GOOD, command("GET"));
    assertReport(crash, Verdict.CORRUPT, Loads.NO, FindingCode.AOF_ARITY);

    Report survives = incr(GOOD, command("DEL"));
    assertReport(survives, Verdict.CORRUPT, Loads.YES, FindingCode.AOF_ARITY);
    assertThat(survives.loadsOn().get(Server.VALKEY_9)).isEqualTo(Loads.NO);
  }

  @Test
  void transactionWithADiscardAndAnExecCrashesEveryServer() throws IOException {
    Report report = incr(GOOD, multi(), set("x", "1"), command("DISCARD"), exec());

    assertReport(report, Verdict.CORRUPT, Loads.NO, FindingCode.AOF_DISCARD_IN_TRANSACTION);
  }

  @Test
  void thingsAServerAcceptsAlthoughTheyAreWrongAreWarnings() throws IOException {
    Report nested = incr(GOOD, multi(), multi(), set("x", "1"), exec());
    assertReport(nested, Verdict.CLEAN, Loads.YES, FindingCode.AOF_NESTED_MULTI);

    Report stray = incr(GOOD, exec(), set("x", "1"));
    assertReport(stray, Verdict.CLEAN, Loads.YES, FindingCode.AOF_STRAY_EXEC);

    Report lax = incr(GOOD, text("*3x\n$3\r\nSET\r\n$01\r\nk\r\n$+1\r\nvXX"), set("x", "1"));
    assertReport(lax, Verdict.CLEAN, Loads.YES, FindingCode.AOF_LAX_FORMAT);

    Report image = incr(image(1, 1), GOOD);
    assertReport(image, Verdict.CLEAN, Loads.YES, FindingCode.AOF_RDB_IN_INCR);
  }

  @Test
  void hostileHeadersAreCorruptAndNothingIsAllocatedForThem() throws IOException {
    for (String hostile :
        new String[] {
          "*0\r\n",
          "*-1\r\n",
          "*2147483648\r\n",
          "*3\r\n$-1\r\n",
          "*3\r\n$3\r\nSET\r\n$-1\r\n",
          "*3\r\n$99999999999999999999\r\n",
          "*3\r\n:3\r\n",
          "*3\r$3\r\nSET\r\n"
        }) {
      Report report = incr(GOOD, text(hostile), set("b", "2"), set("c", "3"));

      assertThat(report.verdict()).as(hostile).isEqualTo(Verdict.CORRUPT);
      assertThat(report.loads()).as(hostile).isEqualTo(Loads.NO);
      assertThat(classes(report)).as(hostile).containsExactly(EditClass.LOSSY);
    }
  }

  @Test
  void imageThatIsCutIsCorruptEvenInTheLastFile() throws IOException {
    Aof image = image(0, 5);
    for (int cut : new int[] {1, 8, 9, 30}) {
      Report report = AofDir.in(folder).base(image.cutBy(cut)).check();

      assertReport(report, Verdict.CORRUPT, Loads.NO, FindingCode.RDB_CUT);
      assertThat(classes(report)).containsExactly(EditClass.LOSSY);
    }
  }

  @Test
  void imageWithAWrongChecksumIsUnlocated() throws IOException {
    Aof image = image(0, 5);
    Aof wrong = image.with(image.length() - 8, text("checksum"));

    Report report = AofDir.in(folder).base(wrong).incr(GOOD).check();

    assertReport(report, Verdict.CORRUPT, Loads.NO, FindingCode.RDB_CHECKSUM);
    assertThat(classes(report)).containsExactly(EditClass.UNLOCATED);
  }

  @Test
  void imageNewerThanTheToolIsUnsupportedUnlessSomethingWorseIsThere() throws IOException {
    Aof newer = text("REDIS0099").with(0, text("REDIS0099"));
    Aof image = Aof.of(newer, image(0, 2).from(9));

    Report alone = AofDir.in(folder).base(image).incr(GOOD).check();
    assertThat(alone.verdict()).isEqualTo(Verdict.UNSUPPORTED);

    Report beside = AofDir.in(folder).base(image).incr(GOOD, Aof.nuls(100), set("b", "2")).check();
    assertThat(beside.verdict()).isEqualTo(Verdict.CORRUPT);
  }

  @Test
  void annotationsAndWholeTransactionsAreCounted() throws IOException {
    Report report = incr(timestamp(1), select(0), multi(), set("x", "1"), exec(), timestamp(2));

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.stats().commands()).isEqualTo(4);
    assertThat(report.stats().transactions()).isEqualTo(1);
    assertThat(report.stats().annotations()).isEqualTo(2);
  }

  @Test
  void validUpToIncludesWholeAnnotationsBehindTheLastCommand() throws IOException {
    Aof whole = Aof.of(GOOD, timestamp(1), timestamp(2));
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(whole);

    assertThat(dir.incrReport(dir.check(), 1).validUpTo()).isEqualTo(whole.length());
  }

  @Test
  void thousandsOfSmallThingsDoNotHideACommandThatIsNotTaken() throws IOException {
    String lax = "*3x\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n".repeat(1200);

    Report unknown = incr(select(0), text(lax), command("NOSUCHCOMMAND", "1"));

    assertReport(unknown, Verdict.CORRUPT, Loads.NO, FindingCode.AOF_UNKNOWN_COMMAND);
    Report foreign =
        incr(select(0), text(lax), command("RESTORE", "k", "0", "\0\u00c0\u0001P\0\u00e9R.'OSv\b"));
    assertReport(foreign, Verdict.LOSSY, Loads.YES, FindingCode.AOF_FOREIGN_PAYLOAD);
  }

  @Test
  void whatLooksLikeCommandsInAValueWithAnOddEndIsDoubtfulAndStaysInIt() throws IOException {
    Aof lost = Aof.of(set("b", "2"), set("c", "31234"));
    Aof next = set("d", "4");
    // One digit off the length that ends in front of them. Of a value that would be one damage, of
    // a
    // flipped digit two, since every command that can have been swallowed ends in CR LF.
    int announced = 10 + 2 + lost.length();
    assertThat(announced).isEqualTo(70);
    Aof odd = text("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$" + announced + "\r\n0123456789\r\n");

    Report report = incr(select(0), odd, lost, text("XX"), next);

    assertReport(report, Verdict.CLEAN, Loads.YES, FindingCode.AOF_LAX_FORMAT);
    assertThat(report.findings())
        .extracting(Finding::code)
        .contains(FindingCode.AOF_DOUBTFUL_ISLAND);
    assertThat(report.damages()).isEmpty();
    Report value =
        incr(select(0), text("*2\r\n$3\r\nGET\r\n$54\r\n"), lost.head(54), text("XX"), next);
    assertThat(value.verdict()).as("a value that is a log").isEqualTo(Verdict.CLEAN);
    Report lax = incr(select(0), text("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1XX"), lost);
    assertThat(lax.verdict()).isEqualTo(Verdict.CLEAN);
  }
}
