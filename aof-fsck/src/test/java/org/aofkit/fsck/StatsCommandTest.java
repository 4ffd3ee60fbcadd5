package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {
  private static final String END = "\u00ff\0\0\0\0\0\0\0\0";
  private static final String IMAGE =
      "REDIS0010\u00fa\u0009redis-ver\u00067.0.15\u00fe\u0003"
          + "\0\u0001a\u0001v\0\u0005b\\\"\n \u0002vv\u0001\u0001l\u0002\u0001x\u0001y";

  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  @Test
  void keysAreCountedByDatabaseTypeAndEncoding() throws Exception {
    String file = dump(IMAGE + END);

    assertThat(run.run("stats", file)).isZero();

    assertThat(run.out())
        .isEqualTo(
            """
            dump.rdb: single, 61 B

              RDB image REDIS version 10, 61 B, checksum switched off when it was written
                redis-ver       7.0.15

              database  keys  expiring  elements  bytes  expanded
              3            3         0         4     23        23
              all          3         0         4     23        23

              type, encoding  keys  expiring  elements  bytes  expanded
              list, plain        1         0         2      8         8
              string             2         0         2     15        15

              offset  database  expanded  elements  type, encoding  biggest keys
                  34         3        10         1  string          b\\\\"\\x0a
                  44         3         8         2  list, plain     l
                  29         3         5         1  string          a
            """);
  }

  @Test
  void theDocumentHasTheSame() throws Exception {
    String file = dump(IMAGE + END);

    assertThat(run.run("stats", "--json", "--top", "1", file)).isZero();

    List<Object> lines = run.json();
    assertThat(lines).hasSize(1);
    assertThat(Json.at(lines.get(0), "command")).isEqualTo("stats");
    assertThat(Json.at(lines.get(0), "files").toString())
        .isEqualTo(
            "[{name=dump.rdb, type=single, size=61, whole=true, image={dialect=redis, version=10,"
                + " end=61, checksum=disabled, aux={redis-ver=7.0.15}, functions=0, all={keys=3,"
                + " expiring=0, elements=4, bytes=23, expanded=23}, databases=[{database=3, keys=3,"
                + " expiring=0, elements=4, bytes=23, expanded=23}], encodings=[{type=list,"
                + " encoding=plain, keys=1, expiring=0, elements=2, bytes=8, expanded=8},"
                + " {type=string, encoding=string, keys=2, expiring=0, elements=2, bytes=15,"
                + " expanded=15}], deadlines={keys=0, past=0, earliest=null, latest=null,"
                + " fields=0}, biggest=[{offset=34, database=3, key=b\\\\\"\\x0a , length=5,"
                + " type=string, encoding=string, expires=null, elements=1, bytes=10,"
                + " expanded=10}]}, commands=[]}]");
    assertThat(Json.at(lines.get(0), "error")).isNull();
  }

  @Test
  void commandsAreCountedByNameAndFile() throws Exception {
    String data =
        ShowFiles.data(
            folder, ShowFiles.log("SELECT 0", "SET a 1", "set b 2"), ShowFiles.log("INCR a"));

    assertThat(run.run("stats", data)).isZero();

    assertThat(run.out())
        .isEqualTo(
            """
            appendonly.aof.1.incr.aof: incr, 77 B

              command  count  bytes
              set          2     54
              select       1     23

            appendonly.aof.2.incr.aof: incr, 21 B

              command  count  bytes
              incr         1     21
            """);
  }

  @Test
  void aDamagedFileIsCountedUpToTheDamage() throws Exception {
    String file = dump(IMAGE + "\u00f6");

    assertThat(run.run("stats", "--json", file)).isEqualTo(ExitCode.UNCORRECTED);

    Object document = run.json().get(0);
    assertThat(Json.at(document, "exitCode")).isEqualTo(4L);
    assertThat(Json.at(document, "error").toString()).startsWith("dump.rdb:52: RDB image: ");
    assertThat(Json.at(document, "files").toString()).contains("whole=false", "all={keys=3,");
    assertThat(run.err()).contains("what lies behind is not counted");
  }

  @Test
  void whatIsNewerThanThisToolIsNotCountedAndNotCalledDamage() throws Exception {
    assertThat(run.run("stats", dump("REDIS0099" + END))).isEqualTo(ExitCode.OPERATIONAL);
  }

  @Test
  void anImageWithoutItsHeadIsCountedAsWhatItsFieldTells() throws Exception {
    for (String head : List.of("\0\0\0\0\0\0\0\0\0", "REDIS8810", "PEDIS0010")) {
      String file = dump(head + IMAGE.substring(9) + END);

      assertThat(run.run("stats", file)).as(head).isEqualTo(ExitCode.UNCORRECTED);

      assertThat(run.out())
          .startsWith("dump.rdb: single, 61 B; magic and version are damaged\n")
          .contains("RDB image REDIS version 10, 61 B", "all          3         0         4");
      assertThat(run.err())
          .contains(
              "dump.rdb:0: RDB image: magic and version are damaged; it is counted as REDIS0010,"
                  + " as its first field tells");
    }
  }

  @Test
  void databasesHaveNoSign() throws Exception {
    String select = "\u00fe\u0081\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fe";
    String file = dump("REDIS0010" + select + "\0\u0001a\u0001v" + END);

    assertThat(run.run("stats", file)).isZero();
    assertThat(run.out()).contains("18446744073709551614     1").doesNotContain("-");
    assertThat(run.run("stats", "--json", file)).isZero();
    assertThat(run.out())
        .contains("[{\"database\":18446744073709551614,")
        .contains("\"offset\":19,\"database\":18446744073709551614,");
  }

  @Test
  void anEmptyDirectoryHasNothingInIt() {
    assertThat(run.run("stats", folder.toString())).isZero();
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPathThatIsNotThereIsAnError() {
    assertThat(run.run("stats", "--json", folder.resolve("no").toString()))
        .isEqualTo(ExitCode.OPERATIONAL);
    assertThat(run.json()).hasSize(1);
  }

  @Test
  void checkPredictsWhatIsRefusedWithSanitizeDumpPayload() throws Exception {
    // An intset with its two numbers out of order.
    String intset = "\u000b\u0001s\u000c\u0002\0\0\0\u0002\0\0\0\u0002\0\u0001\0";
    String file = dump("REDIS0010" + intset + END);
    Path config = folder.resolve("redis.conf");
    Files.writeString(config, "sanitize-dump-payload yes\n");

    assertThat(verdict("check", "--json", file)).isEqualTo("lossy");
    assertThat(verdict("check", "--json", "--sanitize-dump-payload", "clients", file))
        .isEqualTo("lossy");
    assertThat(verdict("check", "--json", "--sanitize-dump-payload", "yes", file))
        .isEqualTo("corrupt");
    assertThat(verdict("check", "--json", "--config", config.toString(), file))
        .isEqualTo("corrupt");
    assertThat(
            verdict(
                "check",
                "--json",
                "--config",
                config.toString(),
                "--sanitize-dump-payload",
                "no",
                file))
        .isEqualTo("lossy");
  }

  @Test
  void checkSaysWhetherKeysWereCompared() throws Exception {
    String twice = "\0\u0001a\u0001v\0\u0001b\u0001v\0\u0001a\u0001v";
    String file = dump("REDIS0010" + twice + END);

    Run compared = new Run(new CoreEngine());
    assertThat(compared.run("check", "--json", file)).isEqualTo(ExitCode.UNCORRECTED);
    Run skipped = new Run(new CoreEngine());
    assertThat(skipped.run("check", "--json", "--duplicates", "skip", file)).isZero();

    assertThat(Json.at(compared.json().get(0), "files").toString())
        .contains("checksum=disabled, duplicates=checked, damagedValues=0");
    assertThat(Json.at(compared.json().get(0), "findings").toString())
        .contains("code=RDB-DUPLICATE-KEY", "offset=20", "key a: ");
    assertThat(Json.at(skipped.json().get(0), "files").toString()).contains("duplicates=skipped");
  }

  @Test
  void checkSaysThatAnImageHasNoChecksum() throws Exception {
    assertThat(run.run("check", dump("REDIS0010" + END))).isZero();

    assertThat(run.out()).contains("dump.rdb was written without a checksum (rdbchecksum no)");
  }

  private static Object verdict(String... words) {
    Run one = new Run(new CoreEngine());
    one.run(words);
    return Json.at(one.json().get(0), "verdict");
  }

  private String dump(String bytes) throws Exception {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
    return file.toString();
  }
}
