package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowCommandTest {
  private static final Path REAL = Path.of("..", "testdata", "aof", "redis-7.0.15");
  private static final String FIRST = ShowFiles.FIRST;
  private static final String SECOND = ShowFiles.SECOND;

  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  private String data() throws IOException {
    return ShowFiles.data(
        folder,
        ShowFiles.log("SELECT 1", "SET user:1 secret", "#TS:1700000000", "DEL a b user:2"),
        ShowFiles.log(
            "SET x 1",
            "#TS:1700000060",
            "MULTI",
            "SELECT 2",
            "XGROUP CREATE s g $",
            "FLUSHALL ASYNC",
            "EXEC",
            "NOSUCH k"));
  }

  private int show(String... words) {
    List<String> all = new ArrayList<>(List.of("show"));
    all.addAll(List.of(words));
    return run.run(all.toArray(new String[0]));
  }

  /** The last column of each line. */
  private List<String> last() {
    return run.out().lines().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList();
  }

  @Test
  void commandsAreShownInLoadOrderWithoutTheirValues() throws Exception {
    String data = data();
    assertThat(show(data)).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            F1:0\tdb0\t-\t-\tSELECT 1
            F1:23\tdb1\t-\t-\tSET "user:1" <6 bytes>
            F1:76\tdb1\t2023-11-14T22:13:20Z\t-\tDEL "a" "b" "user:2"
            F2:0\tdb0\t2023-11-14T22:13:20Z\t-\tSET "x" <1 byte>
            F2:43\tdb0\t2023-11-14T22:14:20Z\ttx\tMULTI
            F2:58\tdb2\t2023-11-14T22:14:20Z\ttx\tSELECT 2
            F2:81\tdb2\t2023-11-14T22:14:20Z\ttx\tXGROUP CREATE "s" <1 byte> <1 byte>
            F2:130\tdb2\t2023-11-14T22:14:20Z\ttx\tFLUSHALL ASYNC
            F2:159\tdb2\t2023-11-14T22:14:20Z\ttx\tEXEC
            F2:173\tdb2\t2023-11-14T22:14:20Z\t-\tNOSUCH <1 byte>
            """
                .replace("F1", FIRST)
                .replace("F2", SECOND));
  }

  @Test
  void valuesAreShownEscapedAndCut() throws Exception {
    Path file = folder.resolve("a.aof");
    Files.write(file, ShowFiles.command("SET", "k\n", "a \"b\\\u00ff" + "z".repeat(100)));

    assertThat(show("--values", file.toString())).isZero();
    assertThat(last())
        .containsExactly(
            "SET \"k\\x0a\" \"a \\x22b\\\\\\xff" + "z".repeat(58) + "\"...<42 more bytes>");
  }

  @Test
  void nothingIsCutWhereAllIsWanted() throws Exception {
    String value = "\u0001".repeat(50_000);
    Path file = folder.resolve("a.aof");
    Files.write(file, ShowFiles.command("SET", "k", value));

    assertThat(show("--values", "--full", file.toString())).isZero();
    assertThat(last()).containsExactly("SET \"k\" \"" + "\\x01".repeat(50_000) + "\"");
  }

  @Test
  void theWordsOfALongCommandAreCut() throws Exception {
    Path file = folder.resolve("a.aof");
    Files.write(file, ShowFiles.log("DEL" + " k".repeat(1234)));

    assertThat(show(file.toString())).isZero();
    assertThat(last()).containsExactly("DEL" + " \"k\"".repeat(31) + " ... 1,203 more words");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--key user:*; SET,DEL",
        "--key ?; DEL,SET,XGROUP",
        "--command set; SET,SET",
        "--command SET,xgroup|create; SET,SET,XGROUP",
        "--command xgroup|destroy,nosuch; NOSUCH",
        "--database 1; SET,DEL",
        "--database 2; SELECT,XGROUP,FLUSHALL,EXEC,NOSUCH",
        "--since 1700000060; MULTI,SELECT,XGROUP,FLUSHALL,EXEC,NOSUCH",
        "--before 2023-11-14T22:14:20Z; DEL,SET",
        "--since 1700000000 --before 1700000001 --database 1; DEL",
        "--file appendonly.aof.1.incr.aof; SELECT,SET,DEL",
        "--limit 2; SELECT,SET",
        "--from appendonly.aof.2.incr.aof:159; EXEC,NOSUCH"
      })
  void filtersChooseCommands(String options, String expected) throws Exception {
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    words.add(data());
    assertThat(show(words.toArray(new String[0]))).isZero();
    assertThat(last().stream().map(words2 -> words2.split(" ")[0]))
        .containsExactly(expected.split(","));
  }

  @Test
  void keysAreShownOnceForEachCommand() throws Exception {
    String data =
        ShowFiles.data(folder, ShowFiles.log("DEL a b a", "ZUNIONSTORE d 2 a b"), new byte[0]);

    assertThat(show("--keys", data)).isZero();
    assertThat(run.out().lines().map(line -> line.substring(line.lastIndexOf("-\t") + 2)))
        .containsExactly("a\tDEL", "b\tDEL", "d\tZUNIONSTORE", "a\tZUNIONSTORE", "b\tZUNIONSTORE");
  }

  @Test
  void whatHasUnknownKeysIsCountedWhereKeysMatter() throws Exception {
    assertThat(show("--keys", "--key", "nosuch", data())).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(": 1 command was left out, because it is not known");
  }

  @Test
  void anImageIsOneLineAndItsKeysAreShownWhereKeysAreWanted() throws Exception {
    String real = REAL.resolve("rewritten").toString();
    assertThat(show(real)).isZero();
    assertThat(run.out()).startsWith("appendonly.aof.2.base.rdb:0\t-\t-\t-\tRDB image: ");

    Run keys = new Run(new CoreEngine());
    assertThat(keys.run("show", "--keys", "--key", "h", real)).isZero();
    assertThat(keys.out()).isEqualTo("appendonly.aof.2.base.rdb:1142\tdb0\t-\t-\th\thash\n");
  }

  @Test
  void whatDestroysIsShownWithThePlaceToEndTheLogAt() throws Exception {
    byte[] many = ShowFiles.log("UNLINK" + " k".repeat(100), "DEL" + " k".repeat(99), "SWAPDB 0 1");
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes(many);
    first.writeBytes(ShowFiles.log("FUNCTION FLUSH", "FLUSHDB"));
    String data =
        ShowFiles.data(folder, first.toByteArray(), ShowFiles.log("MULTI", "FLUSHALL", "EXEC"));

    assertThat(show("--destructive", data)).isZero();
    assertThat(
            run.out().lines().filter(line -> line.contains("\t")).map(line -> line.split("\t")[4]))
        .containsExactly(
            "UNLINK 100 keys",
            "SWAPDB 0 1",
            "FUNCTION FLUSH",
            "FLUSHDB",
            "FLUSHALL (at 15, in the transaction that begins at 0)");
    assertThat(run.out())
        .contains(SECOND + ":0\tdb0\t-\ttx\tFLUSHALL")
        .endsWith("\n  aof-fsck repair --dry-run --until " + SECOND + ":0 " + data + "\n");

    Run fewer = new Run(new CoreEngine());
    assertThat(
            fewer.run("show", "--destructive", "--quiet", "--many", "99", "--command", "del", data))
        .isZero();
    assertThat(fewer.out()).endsWith("\tDEL 99 keys\n");
  }

  @Test
  void whatIsInFrontOfADamageIsShownAndTheDamageIsSaid() throws Exception {
    byte[] damaged = ShowFiles.log("SET a 1", "SET b 2");
    damaged[27] = 0;
    String data = ShowFiles.data(folder, damaged, ShowFiles.log("SET c 3"));

    assertThat(show(data)).isEqualTo(4);
    assertThat(last()).containsExactly("SET \"a\" <1 byte>");
    assertThat(run.err())
        .isEqualTo(
            "aof-fsck show: "
                + data
                + ": "
                + FIRST
                + ":27: expected '*' or '#' where a command begins; what lies behind is not shown"
                + " (--from FILE:OFFSET begins behind it)\n");
  }

  @Test
  void aCommandThatIsCutAndATransactionThatIsOpenAreSaid() throws Exception {
    byte[] whole = ShowFiles.log("SET a 1", "MULTI", "SET b 2");
    String data = ShowFiles.data(folder, whole, ShowFiles.log("SET c 3"));
    assertThat(show(data)).isEqualTo(4);
    assertThat(run.err()).contains(FIRST + ":27: the transaction that begins here has no end");

    Path cut = folder.resolve("cut.aof");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 3));
    Run second = new Run(new CoreEngine());
    assertThat(second.run("show", cut.toString())).isEqualTo(4);
    assertThat(second.err()).contains("cut.aof:42: end of file inside an argument");
  }

  @Test
  void aListedFileThatIsMissingIsDamage() throws Exception {
    String data = data();
    Files.delete(Path.of(data, "appendonlydir", SECOND));
    assertThat(show(data)).isEqualTo(4);
    assertThat(last()).hasSize(3);
    assertThat(run.err()).contains(SECOND + ": the file is listed, but is not there");
  }

  @Test
  void aFileOfASetIsShownAlone() throws Exception {
    assertThat(show(data() + "/appendonlydir/" + SECOND)).isZero();
    assertThat(run.out()).doesNotContain(FIRST);
    assertThat(last()).hasSize(7);
    assertThat(run.err()).contains("the file is part of a set; only what is in this file is shown");
  }

  @Test
  void timesWithoutAnnotationsAreRefused() throws Exception {
    String data = ShowFiles.data(folder, ShowFiles.log("SET a 1"), new byte[0]);
    assertThat(show("--since", "0", data)).isEqualTo(8);
    assertThat(run.err()).contains("no time is annotated in these files");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--keys --destructive; contradict each other",
        "--many 5; --many belongs to --destructive",
        "--since yesterday; expected Unix seconds or a time with its zone",
        "--from 12; expected FILE:OFFSET",
        "--from none:12; is none of the files to be shown",
        "--file none; the set has no file 'none'",
        "--command a,,b; expected names with commas",
        "--limit 0; expected a whole number"
      })
  void mistakesAreUsageErrors(String options, String said) throws Exception {
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    words.add(data());
    assertThat(show(words.toArray(new String[0]))).isEqualTo(16);
    assertThat(run.err()).contains(said);
  }

  @Test
  void oneThatHasNoFilesIsEmptyAndOneWithoutManifestIsDamage() throws Exception {
    assertThat(show(folder.toString())).isZero();
    assertThat(run.err()).contains("there are no persistence files");

    String data = data();
    Files.delete(Path.of(data, "appendonlydir", "appendonly.aof.manifest"));
    assertThat(show(data)).isEqualTo(4);
    assertThat(run.err()).contains("give the path of one file");
  }

  @Test
  void nothingAtThePathIsAnOperationalError() {
    assertThat(show(folder.resolve("none").toString())).isEqualTo(8);
    assertThat(run.err()).contains("no such file or directory");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoError() throws Exception {
    run.stdout = new StandardOutput(failing("Broken pipe"));
    assertThat(show(data())).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aFullDiskBehindStandardOutputIsAnError() throws Exception {
    run.stdout =
        new java.io.PrintStream(failing("No space left on device"), false, StandardCharsets.UTF_8);
    assertThat(show(data())).isEqualTo(8);
    assertThat(run.err()).contains("standard output can't be written");
  }

  @Test
  void aSignalEndsIt() throws Exception {
    String data = data();
    run.cancellation.request();
    assertThat(show(data)).isEqualTo(32);
  }
}
