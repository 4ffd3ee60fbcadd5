package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.check.Finding;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;
import org.aofkit.check.Verdict;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code check} answers: text, JSON, exit codes. */
class CheckCommandTest {
  private final Run run = new Run();
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"CLEAN,0", "TRUNCATED,4", "LOSSY,4", "CORRUPT,4", "UNSUPPORTED,8"})
  void theExitCodeFollowsTheVerdict(Verdict verdict, int code) {
    run.engine.report =
        Reports.of(Path.of("/data"), verdict, Loads.ONLY_LENIENT, List.of(), List.of());

    assertThat(run.run("check", "/data")).isEqualTo(code);
    assertThat(run.out()).startsWith("/data: " + verdict.id() + ". ");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void warningsCountOnlyWhenStrict() {
    run.engine.report = Reports.warned();

    assertThat(run.run("check", "/data")).isZero();
    assertThat(run.out()).doesNotContain("--strict");
    assertThat(run.run("check", "--strict", "/data")).isEqualTo(4);
    assertThat(run.out()).endsWith("\n\n  The warnings count as damage, because of --strict.\n");
  }

  @Test
  void anInternalErrorIsSaidWithoutItsStackTrace() {
    run.engine.checkFails = new IllegalStateException("oops");

    assertThat(run.run("check", "/a")).isEqualTo(8);
    assertThat(run.err())
        .isEqualTo(
            "aof-fsck check: /a: internal error: java.lang.IllegalStateException: oops; please report it (--debug"
                + " shows where)\n");
  }

  @Test
  void debugShowsTheStackTrace() {
    run.engine.checkFails = new AccessDeniedException("/a");

    run.run("check", "--debug", "/a");

    assertThat(run.err()).contains("\tat org.aofkit.fsck.").contains("permission denied");
  }

  @Test
  void memoryThatRunsOutIsAnOperationalError() {
    run.engine.checkFails = new OutOfMemoryError("Java heap space");

    assertThat(run.run("check", "/a")).isEqualTo(8);
    assertThat(run.err()).contains("out of memory");
  }

  @Test
  void theTextSaysWhatIsWrongWhereAndWhatToTypeNext() throws Exception {
    byte[] bytes = new byte[103_903];
    java.util.Arrays.fill(bytes, (byte) 'x');
    java.util.Arrays.fill(bytes, 18_889, 18_889 + 50_743, (byte) 0);
    Files.write(folder.resolve(Reports.INCR), bytes);
    run.engine.report = Reports.holed(folder);

    assertThat(run.run("check", "--server", "redis-7.0", "/my data")).isEqualTo(4);
    assertThat(run.out())
        .isEqualTo(
            """
            /my data: corrupt. Redis 7.0 does not start on these files.

              judged for  Redis 7.0 (the base says so)
              it starts   no

              file                       type      format                     size  verdict  commands  keys
              appendonly.aof.manifest    manifest  manifest                  102 B  clean
              appendonly.aof.2.base.rdb  base      rdb       1,234,567 B (1.1 MiB)  clean           0   253
              appendonly.aof.2.incr.aof  incr      aof       103,903 B (101.4 KiB)  corrupt       174

              error AOF-NUL-HOLE  appendonly.aof.2.incr.aof @ 18,889 (0x49c9), 50,743 bytes
                expected a command, found 50,743 NUL bytes and then a command
                A run of NUL bytes between two commands. It is left by a volume that was full for a while: the
                server cut a short write off, but kept its write position. Every server refuses the file.
                  000049c0  78 78 78 78 78 78 78 78  78 00 00 00 00 00 00 00  |xxxxxxxxx.......|
                  000049d0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
                  ... 50,720 more NUL bytes
                  00011000  78 78 78 78 78 78 78 78  78 78 78 78 78 78 78 78  |xxxxxxxxxxxxxxxx|
                  00011010  78 78 78 78 78 78 78 78  78 78 78 78 78 78 78 78  |xxxxxxxxxxxxxxxx|
                -> Run 'aof-fsck repair'.

              All of it can be repaired without giving anything up. To see how, then to do it:

                aof-fsck repair --dry-run --server redis-7.0 '/my data'
                aof-fsck repair --server redis-7.0 '/my data'
            """);
  }

  @Test
  void whatCannotBeMendedFreelyIsSaidWithTheReason() {
    run.engine.report = Reports.lossy();

    run.run("check", "/data");

    assertThat(run.out())
        .contains("A repair would write nothing, because not all of it can be mended freely:")
        .contains("- rebuilding a manifest is not available in this version");
  }

  @Test
  void manyFindingsOfOneKindAreCapped() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 1234; i++) {
      findings.add(Reports.finding(i, Severity.WARNING));
    }
    run.engine.report = Reports.of(Path.of("/data"), Verdict.CLEAN, Loads.YES, findings, List.of());

    run.run("check", "/data");

    assertThat(run.out())
        .contains("and 1,214 more of AOF-STRAY-EXEC (--json lists all)")
        .containsOnlyOnce("servers ignore it");
  }

  @Test
  void quietIsOneLineAPath() {
    run.engine.report = Reports.holed();

    assertThat(run.run("check", "--quiet", "/a", "/b")).isEqualTo(4);
    assertThat(run.out())
        .isEqualTo(
            """
            /a: corrupt. Redis 7.0 does not start on these files.
            /b: corrupt. Redis 7.0 does not start on these files.
            """);
  }

  @Test
  void serversThatWouldDecideOtherwiseAreNamed() {
    Report report = Reports.holed();
    Map<Server, Loads> on = new java.util.EnumMap<>(report.loadsOn());
    on.put(Server.VALKEY_9, Loads.ONLY_LENIENT);
    run.engine.report =
        new Report(
            report.set(),
            report.server(),
            report.serverFrom(),
            report.verdict(),
            report.loads(),
            on,
            report.files(),
            report.findings(),
            report.damages(),
            report.databases(),
            report.stats(),
            List.of("appendonly.aof.2.incr.aof belongs to a set; the whole set was checked"));

    run.run("check", "/data");

    assertThat(run.out())
        .contains("elsewhere   Valkey 9: yes (strict: no)")
        .contains(
            "note        appendonly.aof.2.incr.aof belongs to a set; the whole set was checked");
  }

  @Test
  void jsonIsOneDocumentALineWithEveryFieldInItsOrder() {
    run.engine.report = Reports.holed();

    assertThat(run.run("check", "--json", "/data/\u00e4")).isEqualTo(4);

    assertThat(run.json()).hasSize(1);
    Object document = run.json().get(0);
    assertThat(((Map<?, ?>) document).keySet().toString())
        .isEqualTo(
            "[schema, tool, version, command, path, server, serverFrom, verdict, loads, loadsOn, files, findings,"
                + " plan, alternatives, lost, compaction, unread, stats, exitCode, error]");
    assertThat(Json.at(document, "schema")).isEqualTo(1L);
    assertThat(Json.at(document, "tool")).isEqualTo("aof-fsck");
    assertThat(Json.at(document, "command")).isEqualTo("check");
    assertThat(Json.at(document, "path")).isEqualTo("/data/\\xc3\\xa4");
    assertThat(Json.at(document, "server")).isEqualTo("redis-7.0");
    assertThat(Json.at(document, "serverFrom")).isEqualTo("aux");
    assertThat(Json.at(document, "verdict")).isEqualTo("corrupt");
    assertThat(Json.at(document, "loads")).isEqualTo(Map.of("strict", false, "default", false));
    assertThat(((Map<?, ?>) Json.at(document, "loadsOn")).keySet().toString())
        .isEqualTo("[redis-7.0, redis-7.2, redis-7.4, redis-8.0, valkey-8, valkey-9]");
    assertThat(Json.at(document, "files", 2).toString())
        .isEqualTo(
            "{name=appendonly.aof.2.incr.aof, type=incr, format=aof, size=103903, verdict=corrupt, validUpTo=18889,"
                + " serverCutsAt=null, commands=174, keys=null, checksum=null, duplicates=null,"
                + " damagedValues=null}");
    assertThat(Json.at(document, "files", 1, "keys")).isEqualTo(253L);
    assertThat(Json.at(document, "findings", 0).toString())
        .startsWith(
            "{code=AOF-NUL-HOLE, severity=error, file=appendonly.aof.2.incr.aof, offset=18889, length=50743,"
                + " message=expected a command");
    assertThat(Json.at(document, "plan")).isNull();
    assertThat(Json.at(document, "lost")).isNull();
    assertThat(Json.at(document, "stats").toString())
        .isEqualTo("{bytes=1338572, commands=174, transactions=0, annotations=0, rdbKeys=253}");
    assertThat(Json.at(document, "exitCode")).isEqualTo(4L);
    assertThat(Json.at(document, "error")).isNull();
  }

  @Test
  void anErrorIsADocumentToo() {
    run.engine.checkFails = new NoSuchFileException("/a");

    assertThat(run.run("check", "--json", "/a", "/b")).isEqualTo(8);

    assertThat(run.json()).hasSize(2);
    assertThat(Json.at(run.json().get(0), "error")).isEqualTo("/a: no such file or directory");
    assertThat(Json.at(run.json().get(0), "verdict")).isNull();
    assertThat(Json.at(run.json().get(0), "exitCode")).isEqualTo(8L);
  }

  @Test
  void jsonMayComeFromTheEnvironment() {
    run.variables.put("AOF_FSCK_JSON", "true");

    run.run("check", "/data");

    assertThat(run.json()).hasSize(1);
  }

  @Test
  void progressIsDrawnOnlyOnATerminal() {
    run.engine.duringCheck = () -> pause(150);
    run.run("check", "/data");
    assertThat(run.err()).isEmpty();

    run.errIsTerminal = true;
    run.run("check", "/data");
    assertThat(run.err()).startsWith("\rchecking /data: 1.0 MiB, ").endsWith(" \r");
  }

  @Test
  void coloursAreForTerminalsAndNotForThoseWhoWantNone() {
    run.run("check", "/data");
    assertThat(run.out()).doesNotContain("\u001b");

    run.outIsTerminal = true;
    run.variables.put("NO_COLOR", "1");
    run.run("check", "/data");
    assertThat(run.out()).doesNotContain("\u001b");

    run.run("check", "--color=always", "/data");
    assertThat(run.out()).contains("\u001b[32m");
  }

  @Test
  void aSignalEndsTheRunWithItsOwnExitCode() {
    run.engine.duringCheck = run.cancellation::request;

    assertThat(run.run("check", "/data", "/more")).isEqualTo(32);
    assertThat(run.engine.calls).hasSize(1);
    assertThat(run.err()).isEqualTo("aof-fsck check: cancelled; the files are as they were\n");
  }

  @Test
  void aResultThatCannotBeWrittenIsAnError() {
    run.stdout =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws java.io.IOException {
                throw new java.io.IOException("no space");
              }
            });

    assertThat(run.run("check", "/data")).isEqualTo(8);
    assertThat(run.err()).contains("standard output can't be written");
  }

  @Test
  void anEmptyDirectoryIsCleanAndSaysSo() {
    run.engine.report = Reports.empty();

    assertThat(run.run("check", "/data")).isZero();
    assertThat(run.out())
        .startsWith("/data: clean. There are no persistence files; Redis 7.0 starts empty.");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatNoServerReadsIsCountedTogether() {
    run.engine.report = Reports.withLeftovers();

    run.run("check", "/data");
    run.run("check", "--json", "/data");

    assertThat(run.out())
        .contains(
            "\n  1,110 B (1.0 KiB) in 3 files that no server reads\n    aof-fsck repair --clean-leftovers /data\n");
    String line = run.out().substring(run.out().indexOf("{\"schema\""));
    assertThat(Json.at(Json.lines(line).get(0), "unread"))
        .isEqualTo(java.util.Map.of("files", 3L, "bytes", 1110L));
  }
}
