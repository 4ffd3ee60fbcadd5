package org.aofkit.fsck;

import static org.aofkit.fsck.CompactFiles.command;
import static org.aofkit.fsck.CompactFiles.contents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code compact} over the real library and real files. */
@Timeout(60)
class CompactCommandTest {
  private static final int DEAD = 300;

  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  private Path data() throws IOException {
    return CompactFiles.data(folder, DEAD);
  }

  @Test
  void aDirectoryIsCompactedAndUndoGivesEverythingBack() throws IOException {
    Path data = data();
    Map<String, String> before = contents(data);

    assertThat(run.run("compact", data.toString())).isZero();

    assertThat(contents(data).keySet())
        .containsExactly(
            "appendonlydir/appendonly.aof.1.base.rdb",
            "appendonlydir/appendonly.aof.2.incr.aof",
            "appendonlydir/appendonly.aof.manifest");
    assertThat(run.out())
        .startsWith(data + ": compacted from 11,238 B (10.9 KiB) to 2")
        .contains("\n  keys        2\n  made for    redis-7.0\n")
        .contains("  new file    appendonly.aof.1.base.rdb, ")
        .contains("  kept aside  " + data + "/.aof-fsck/20261122T101500Z-1\n")
        .contains("  to undo     aof-fsck undo " + data + "\n")
        .contains("The old files still take their room there.")
        .endsWith(
            data
                + ": clean. Redis 7.0 starts on these files, and nothing in them is lost by it.\n");
    assertThat(new Run(new CoreEngine()).run("undo", data.toString())).isZero();
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void aDryRunSaysWhatCountsAndWritesNothing() throws IOException {
    Path data = data();
    Map<String, String> before = contents(data);
    Run real = new Run(new CoreEngine());

    assertThat(run.run("compact", "--dry-run", "--no-quarantine", data.toString())).isZero();
    assertThat(real.run("compact", "--json", data.toString())).isZero();

    assertThat(run.out())
        .startsWith(data + ": would be compacted from 11,238 B (10.9 KiB) to 2")
        .contains("file                         size  live    dead  dead %\n")
        .contains("  string     1     32   300  11,100")
        .contains("  list       1  ")
        .contains("  keys        2\n")
        .contains("  needs       ")
        .endsWith("    aof-fsck compact --no-quarantine " + data + "\n");
    Object done = Json.at(real.json().get(0), "compaction", "bytesAfter");
    Run again = new Run(new CoreEngine());
    new Run(new CoreEngine()).run("undo", data.toString());
    assertThat(contents(data)).isEqualTo(before);
    again.run("compact", "-n", "--json", data.toString());
    assertThat(Json.at(again.json().get(0), "compaction", "bytesAfter")).isEqualTo(done);
    assertThat(Json.at(again.json().get(0), "compaction", "state")).isEqualTo("predicted");
  }

  @Test
  void jsonSaysItAll() throws IOException {
    Path data = data();

    run.run("compact", "--json", "--dry-run", data.toString());
    run.run("compact", "--json", data.toString());

    Object planned = run.json().get(0);
    assertThat(Json.at(planned, "compaction", "live", "types").toString())
        .contains("{type=string, liveCount=1, live=32, deadCount=300, dead=11100}");
    assertThat(Json.at(planned, "compaction", "live", "files", 0, "name"))
        .isEqualTo(CompactFiles.INCR);
    assertThat(Json.at(planned, "compaction", "needs", 0, "directory")).isEqualTo(data.toString());
    Object done = run.json().get(1);
    assertThat(Json.at(done, "compaction", "state")).isEqualTo("done");
    assertThat(Json.at(done, "compaction", "keys")).isEqualTo(2L);
    assertThat(Json.at(done, "compaction", "kept").toString()).contains(".aof-fsck");
    assertThat(Json.at(done, "verdict")).isEqualTo("clean");
    assertThat(Json.at(done, "files", 1, "name")).isEqualTo("appendonly.aof.1.base.rdb");
    assertThat(Json.at(done, "exitCode")).isEqualTo(0L);
    assertThat(Json.at(done, "error")).isNull();
  }

  @Test
  void damagedInputIsRefusedWithTheRepairThatComesFirst() throws IOException {
    Path data =
        CompactFiles.data(folder, command("SET", "a", "1") + "\0\0\0" + command("SET", "b", "1"));
    Map<String, String> before = contents(data);
    run.variables.put("AOF_FSCK_TERMINATION_LOG", folder.resolve("log").toString());

    assertThat(run.run("compact", data.toString())).isEqualTo(4);

    assertThat(run.out()).startsWith(data + ": corrupt.").contains("aof-fsck repair " + data);
    assertThat(run.err())
        .contains("not compacted: corrupt, and a compaction would make final what is lost; ")
        .contains("repair it first: aof-fsck repair " + data);
    assertThat(folder.resolve("log")).content().startsWith("aof-fsck compact, exit 4: ");
    assertThat(contents(data)).isEqualTo(before);
    run.run("compact", "--json", data.toString());
  }

  @Test
  void fromAScriptOnTheLogIsCarriedAndSaidWithItsPlace() throws IOException {
    String first = command("SET", "a", "1") + command("SET", "a", "2");
    String rest = command("EVAL", "return 1", "0") + command("SET", "a", "3");
    Path data = CompactFiles.data(folder, first + rest);
    String sentence =
        "from "
            + CompactFiles.INCR
            + ":"
            + first.length()
            + " on the log is carried as it is (2 commands, "
            + rest.length()
            + " bytes), because of EVAL: nobody can tell which keys it changes";

    assertThat(run.run("compact", "--dry-run", "--json", data.toString())).isZero();
    Object dryRun = Json.at(run.json().get(0), "compaction");
    assertThat(run.run("compact", "--dry-run", data.toString())).isZero();
    assertThat(run.run("compact", data.toString())).isZero();

    assertThat(run.out().replaceAll("\\s+", " ")).containsSubsequence(sentence, sentence);
    assertThat(Json.at(dryRun, "tail", "file")).isEqualTo(CompactFiles.INCR);
    assertThat(Json.at(dryRun, "tail", "offset")).isEqualTo(first.length());
    assertThat(Json.at(dryRun, "tail", "commandOffset")).isEqualTo(first.length());
    assertThat(Json.at(dryRun, "tail", "command")).isEqualTo("EVAL");
    assertThat(Json.at(dryRun, "tail", "commands")).isEqualTo(2);
    assertThat(Json.at(dryRun, "tail", "bytes")).isEqualTo(rest.length());
    assertThat(Json.at(dryRun, "carried")).isEqualTo(2);
    assertThat(Json.at(dryRun, "keys")).isNull();
    assertThat(Json.at(dryRun, "memory", "passes")).isEqualTo(1);
    assertThat(contents(data)).containsValue(command("SELECT", "0") + rest);
  }

  @Test
  void whatIsNotModelledIsCarriedAndSaid() throws IOException {
    Path data =
        CompactFiles.data(
            folder, command("RPUSH", "l", "2", "1") + command("SORT", "l", "STORE", "s"));

    assertThat(run.run("compact", data.toString())).isZero();

    assertThat(run.out())
        .contains(
            "  carried     2 commands as they are: not modelled, or their values too large for this heap\n");
  }

  @Test
  void oldFilesCanBeDeletedAndThenThereIsNoUndo() throws IOException {
    Path data = data();

    assertThat(run.run("compact", "--no-quarantine", data.toString())).isZero();

    assertThat(run.out()).contains("old files   deleted, as you said; there is no undo\n");
    assertThat(folder.resolve("data/.aof-fsck/20261122T101500Z-1")).satisfies(this::isSmall);
    assertThat(new Run(new CoreEngine()).run("undo", data.toString())).isEqualTo(8);
  }

  private void isSmall(Path operation) {
    if (Files.isDirectory(operation)) {
      assertThat(operation.toFile().listFiles()).allMatch(file -> file.length() < 9000);
    }
  }

  @Test
  void theQuarantineMayBeElsewhere() throws IOException {
    Path data = data();
    Map<String, String> before = contents(data);
    Path kept = folder.resolve("kept");

    assertThat(run.run("compact", "--quarantine", kept.toString(), data.toString())).isZero();

    assertThat(run.out()).contains("to undo     aof-fsck undo --quarantine " + kept + " " + data);
    assertThat(run.run("undo", "--quarantine", kept.toString(), data.toString())).isZero();
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void aSingleLogOfAnOldServerIsCompacted() throws IOException {
    Path data = Files.createDirectory(folder.resolve("old"));
    String log = command("SELECT", "0") + command("SET", "a", "old").repeat(50);
    Files.writeString(data.resolve("appendonly.aof"), log);

    assertThat(run.run("compact", data.toString())).isZero();

    assertThat(run.out())
        .startsWith(data + ": compacted from ")
        .contains("  made for    redis-6.2\n", "a single log without an image in front");
    assertThat(Files.size(data.resolve("appendonly.aof"))).isLessThan(200);
    assertThat(new Run(new CoreEngine()).run("undo", data.toString())).isZero();
    assertThat(data.resolve("appendonly.aof")).content().isEqualTo(log);
  }

  @Test
  void whatIsCompactIsLeftAsItIs() throws IOException {
    Path data = data();
    run.run("compact", "--no-quarantine", data.toString());
    Map<String, String> before = contents(data);
    Run again = new Run(new CoreEngine());
    Path scratch = folder.resolve("scratch");

    assertThat(again.run("compact", data.toString())).isZero();
    assertThat(again.out()).startsWith(data + ": there is nothing to win: ");
    assertThat(again.run("rescue", "--scratch", scratch.toString(), data.toString())).isZero();
    Run json = new Run(new CoreEngine());
    assertThat(json.run("compact", "--dry-run", "--json", data.toString())).isZero();

    Object document = json.json().get(0);
    assertThat(Json.at(document, "compaction", "state")).isEqualTo("skipped");
    assertThat(Json.at(document, "compaction", "reason").toString()).contains("nothing to win");
    assertThat(Json.at(document, "error")).isNull();
    assertThat(contents(data)).isEqualTo(before);
    assertThat(scratch).doesNotExist();
  }

  @Test
  void aDumpHasNothingToWin() throws IOException {
    Path data = data();
    Path other = Files.createDirectory(folder.resolve("other"));
    Path dump = other.resolve("dump.rdb");
    run.run("convert", data.toString(), dump.toString());
    Run dumped = new Run(new CoreEngine());

    assertThat(dumped.run("compact", other.toString())).isZero();
    assertThat(dumped.run("compact", dump.toString())).isZero();
    assertThat(dumped.run("rescue", "--scratch", folder + "/s", other.toString())).isZero();

    assertThat(dumped.out().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("nothing to win; 'aof-fsck convert DUMP DIR'"));
  }

  @Test
  void whoIsChosenAndWhyIsSaid() throws IOException {
    Path data =
        CompactFiles.data(
            folder, command("HSETEX", "h", "PXAT", "4000000000000", "FIELDS", "1", "f", "v"));

    assertThat(run.run("compact", "--format", "rdb", data.toString())).isEqualTo(8);
    assertThat(run.err()).contains("redis-8.0, valkey-9 take its commands", "--target ID");
    assertThat(run.run("compact", "--dry-run", data.toString())).isZero();
    assertThat(run.out()).contains("redis-8.0, valkey-9").contains("base.aof");
    Run json = new Run(new CoreEngine());
    assertThat(json.run("compact", "--json", data.toString())).isZero();

    assertThat(Json.at(json.json().get(0), "compaction", "targetReason").toString())
        .contains("nothing says which server wrote the log")
        .contains("written as commands, which all of them load");
  }

  @Test
  void anEmptyDirectoryHasNothingToCompact() {
    assertThat(run.run("compact", folder.toString())).isZero();
    assertThat(run.out()).isEqualTo(folder + ": there is nothing to compact.\n");
    assertThat(run.run("compact", folder.resolve("none").toString())).isEqualTo(8);
  }

  @Test
  void aSignalLeavesTheFilesAsTheyWere() throws IOException {
    Path data = data();
    Map<String, String> before = contents(data);
    SmallVolume library = new SmallVolume();
    Run cancelled = new Run(library);
    library.whenCompacting = cancelled.cancellation::request;
    cancelled.variables.put("AOF_FSCK_TERMINATION_LOG", folder.resolve("log").toString());

    assertThat(cancelled.run("compact", data.toString())).isEqualTo(32);

    assertThat(cancelled.err()).contains("cancelled; the files are as they were");
    assertThat(folder.resolve("log")).content().startsWith("aof-fsck compact, exit 32: ");
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void placesThatContradictEachOtherAreAMistake() {
    for (List<String> words :
        List.of(
            List.of("compact", "--output", "a", "--scratch", "b", "/data"),
            List.of("compact", "--output", "a", "--quarantine", "b", "/data"),
            List.of("compact", "--output", "a", "--no-quarantine", "/data"),
            List.of("compact", "--quarantine", "a", "--no-quarantine", "/data"),
            List.of("compact", "--scratch", "a", "--quarantine", "b", "/data"))) {
      assertThat(run.run(words.toArray(String[]::new))).isEqualTo(16);
    }
    assertThat(run.err()).contains("--output and --scratch contradict each other");
    assertThat(run.run("rescue", "/data")).isEqualTo(16);
    assertThat(run.err()).contains("--scratch is missing");
  }
}
