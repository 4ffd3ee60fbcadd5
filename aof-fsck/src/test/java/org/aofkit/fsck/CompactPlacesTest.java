package org.aofkit.fsck;

import static org.aofkit.fsck.CompactFiles.command;
import static org.aofkit.fsck.CompactFiles.contents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code compact} and {@code rescue} put new and old files. */
@Timeout(60)
class CompactPlacesTest {
  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  private static int run(String... words) {
    return new Run(new CoreEngine()).run(words);
  }

  @Test
  void anotherDirectoryTakesTheNewFilesAndTheOldOnesStay() throws IOException {
    Path data = CompactFiles.data(folder, 100);
    Map<String, String> before = contents(data);
    Path output = folder.resolve("new");

    assertThat(run.run("compact", "--output", output.toString(), data.toString())).isZero();

    assertThat(run.out())
        .contains("written to  " + output + "; the old files are as they were\n")
        .endsWith(
            output
                + ": clean. Redis 7.0 starts on these files, and nothing in them is lost by it.\n");
    assertThat(contents(data)).isEqualTo(before);
    assertThat(data.resolve(".aof-fsck")).doesNotExist();
    assertThat(run("check", output.toString())).isZero();
    assertThat(contents(output)).hasSize(3);
    assertThat(run("compact", "--output", output.toString(), data.toString())).isEqualTo(8);
  }

  @Test
  void jsonOfAnotherDirectorySaysBoth() throws IOException {
    Path data = CompactFiles.data(folder, 100);
    Path output = folder.resolve("new");

    run.run("compact", "--json", "--output", output.toString(), data.toString());

    Object document = run.json().get(0);
    assertThat(Json.at(document, "compaction", "output")).isEqualTo(output.toString());
    assertThat(Json.at(document, "files", 1, "name")).isEqualTo(CompactFiles.INCR);
  }

  @Test
  void aSwapKeepsTheOldFilesInTheScratchDirectory() throws IOException {
    Path data = CompactFiles.data(folder, 100);
    Map<String, String> before = contents(data);
    String scratch = folder.resolve("scratch").toString();

    assertThat(run.run("compact", "--scratch", scratch, data.toString())).isZero();

    assertThat(run.out())
        .contains("  kept aside  " + scratch)
        .contains("  to undo     aof-fsck undo --quarantine " + scratch + " " + data + "\n");
    assertThat(contents(data)).isNotEqualTo(before);
    assertThat(run("undo", "--quarantine", scratch, data.toString())).isZero();
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void rescueRepairsAndCompactsAtOnce() throws IOException {
    Path data = incident();
    Map<String, String> before = contents(data);
    String scratch = folder.resolve("scratch").toString();
    run.variables.put("AOF_FSCK_TERMINATION_LOG", folder.resolve("log").toString());

    assertThat(run.run("rescue", "--scratch", scratch, data.toString())).isEqualTo(1);

    assertThat(run.out())
        .startsWith(data + ": repaired with 1 edit; given up: nothing.\n")
        .contains("SAFE  mask  appendonly.aof.2.incr.aof @ 18,889")
        .contains(data + ": compacted from 131,148 B (128.0 KiB) to ")
        .contains("  keys        253\n")
        .contains("  to undo     aof-fsck undo --quarantine " + scratch);
    assertThat(folder.resolve("log")).content().startsWith("aof-fsck rescue, exit 1: " + data);
    assertThat(run("check", data.toString())).isZero();
    assertThat(run("undo", "--quarantine", scratch, data.toString())).isZero();
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void rescueOfWhatIsCleanCompacts() throws IOException {
    Path data = CompactFiles.data(folder, 100);
    String scratch = folder.resolve("scratch").toString();

    assertThat(run.run("rescue", "--json", "--scratch", scratch, data.toString())).isZero();

    Object document = run.json().get(0);
    assertThat(Json.at(document, "command")).isEqualTo("rescue");
    assertThat(Json.at(document, "compaction", "state")).isEqualTo("done");
    assertThat(Json.at(document, "lost", "bytes")).isEqualTo(0L);
  }

  @Test
  void rescueGivesNothingUp() throws IOException {
    String torn = command("SET", "c", "123456").replace("123456", "12");
    String log = command("SET", "a", "1") + torn + command("SET", "b", "1");
    Path data = CompactFiles.data(folder, log + command("SET", "d", "1"));
    Map<String, String> before = contents(data);
    String scratch = folder.resolve("scratch").toString();

    assertThat(run.run("rescue", "--scratch", scratch, data.toString())).isEqualTo(4);

    assertThat(run.err())
        .contains("not rescued: only repairs that give nothing up are made here; see ")
        .contains("aof-fsck repair --dry-run --quarantine " + scratch + " " + data);
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void rescueWithoutADirectoryElsewhereIsAMistake() {
    assertThat(run.run("rescue", folder.toString())).isEqualTo(16);
    assertThat(run.err()).contains("--scratch is missing");
  }

  private Path incident() throws IOException {
    Path from = Path.of("..", "testdata", "incident", "data");
    Path data = Files.createDirectory(folder.resolve("data"));
    for (String name : contents(from).keySet()) {
      Path to = data.resolve(name);
      Files.createDirectories(to.getParent());
      Files.copy(from.resolve(name), to);
    }
    return data;
  }
}
