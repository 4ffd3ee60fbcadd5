package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies with the whole tool: what is said is what can be typed, and a look changes nothing. */
class PolicyToolTest {
  private static final String INCR = "appendonlydir/appendonly.aof.1.incr.aof";
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final String A = DamagedSet.command("SET", "a", "some value");
  private static final String B = DamagedSet.command("SET", "b", "another value");
  private static final String FLUSH = DamagedSet.command("FLUSHALL");
  private static final String BAD = "????\r\n";

  @TempDir Path data;

  @BeforeEach
  void aSet() throws IOException {
    DamagedSet.TORN_TAIL.writeTo(data);
  }

  private void incr(String text) throws IOException {
    Files.writeString(data.resolve(INCR), text, StandardCharsets.ISO_8859_1);
  }

  private String incr() throws IOException {
    return Files.readString(data.resolve(INCR), StandardCharsets.ISO_8859_1);
  }

  private ToolRun run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(data.toString());
    return ToolRun.of(FileSystems.getDefault(), Map.of(), all.toArray(new String[0]));
  }

  private Map<String, String> namesTimesAndBytes() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String bytes =
            Files.isRegularFile(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
        all.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--policy=safe", "--policy=prefix", "--policy=salvage", "--until=17"})
  void aDryRunChangesNoByteAndNoTime(String option) throws IOException {
    incr("#TS:10\r\n" + SELECT + A + BAD + "#TS:20\r\n" + B);
    Map<String, String> before = namesTimesAndBytes();

    ToolRun run = run("repair", "--dry-run", option);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    assertThat(run.out()).contains("plan");
    assertThat(namesTimesAndBytes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix", "salvage"})
  void whatARefusalOffersCanBeTyped(String policy) throws IOException {
    incr(SELECT + A + BAD + B);
    String offered = offered(run("repair").out(), "repair --policy " + policy);

    assertThat(run(words(offered)).exitCode()).isEqualTo(1);

    assertThat(incr().contains(B)).isEqualTo(policy.equals("salvage"));
    assertThat(run("check").exitCode()).isZero();
    assertThat(run("undo").exitCode()).isZero();
    assertThat(incr()).isEqualTo(SELECT + A + BAD + B);
  }

  @Test
  void whatADryRunOffersCanBeTyped() throws IOException {
    incr(SELECT + A + BAD + B);
    String offered =
        offered(run("repair", "-n", "--policy", "prefix", "--max-loss", "1kb").out(), "repair ");

    assertThat(offered).contains("--expect-plan").contains("--max-loss 1024");
    assertThat(run(words(offered)).exitCode()).isEqualTo(1);
    assertThat(incr()).isEqualTo(SELECT + A);
  }

  /** The first line of a text that offers a command. */
  private String offered(String text, String command) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("aof-fsck " + command))
        .findFirst()
        .orElseThrow(() -> new AssertionError(text));
  }

  /** The words of a command line between the program and the directory. */
  private static String[] words(String line) {
    String[] all = line.split(" ");
    return java.util.Arrays.copyOfRange(all, 1, all.length - 1);
  }

  @Test
  void theFlushallThatShowFindsIsTakenBack() throws IOException {
    incr(SELECT + A + B + FLUSH + A);
    Matcher place =
        Pattern.compile("appendonly\\.aof\\.1\\.incr\\.aof:[0-9]+")
            .matcher(run("show", "--destructive").out());
    assertThat(place.find()).isTrue();

    ToolRun run = run("repair", "--until", place.group());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
    assertThat(incr()).isEqualTo(SELECT + A + B);
    assertThat(run.out()).contains("given up: " + (FLUSH + A).length() + " bytes, 2 commands");
  }

  @Test
  void aPointThatCannotBeFoundIsRefusedAndNothingIsWritten() throws IOException {
    incr(SELECT + A);
    Map<String, String> before = namesTimesAndBytes();

    ToolRun run = run("repair", "--until", "2026-11-23T10:15:00Z");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    assertThat(run.out()).contains("no #TS: annotations").contains("Nothing was written.");
    assertThat(namesTimesAndBytes()).isEqualTo(before);
  }

  @Test
  void leftoversAreCountedThenMovedAway() throws IOException {
    incr(SELECT + A);
    Files.writeString(data.resolve("temp-rewriteaof-99999999.aof"), "half");
    Files.writeString(data.resolve("appendonlydir/appendonly.aof.7.base.aof"), SELECT);

    assertThat(run("check").out()).contains(" in 2 files that no server reads");
    ToolRun run = run("repair", "--clean-leftovers");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
    assertThat(run.out()).contains("given up: nothing");
    assertThat(data.resolve("temp-rewriteaof-99999999.aof")).doesNotExist();
    assertThat(run("check").out()).doesNotContain("no server reads");
  }
}
