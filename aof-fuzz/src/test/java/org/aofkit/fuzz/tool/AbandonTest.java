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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal that is damaged in its middle: no run can tell how far its operation came, so that each
 * refuses and says what leads out; that keeps every byte and names what is kept.
 */
class AbandonTest {
  @TempDir Path folder;
  private Path data = Path.of("");
  private Path operation = Path.of("");
  private byte[] journal = {};

  @BeforeEach
  void repaired() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    DamagedSet.HOLE_TOO_SMALL_FOR_A_MASK.writeTo(data);
    assertThat(run("repair").exitCode()).isEqualTo(1);
    try (Stream<Path> places = Files.list(data.resolve(".aof-fsck"))) {
      operation = places.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    journal = Files.readAllBytes(operation.resolve("journal"));
  }

  private ToolRun run(String... words) {
    String[] all = new String[words.length + 1];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = data.toString();
    return ToolRun.of(FileSystems.getDefault(), Map.of(), all);
  }

  private String name() {
    return operation.getFileName().toString();
  }

  /** Every file below the data directory, what is kept and the journal too. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        files.put(data.relativize(file).toString(), bytes);
      }
    }
    return files;
  }

  /** Where the records of the journal begin, and where the last one ends. */
  private List<Integer> records() {
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; journal[at] != 0; at++) {
      starts.add(at);
      while (journal[at] != '\n') {
        at++;
      }
    }
    return starts;
  }

  private void damage(int record) throws IOException {
    byte[] damaged = journal.clone();
    damaged[record + 3] ^= 1;
    Files.write(operation.resolve("journal"), damaged);
    Files.deleteIfExists(operation.resolve("abandoned"));
  }

  @Test
  void whicheverRecordIsDamagedACommandLeadsOutAndLosesNothing() throws IOException {
    List<Integer> records = records();
    int stuck = 0;
    for (int record : records.subList(0, records.size() - 1)) {
      damage(record);
      Map<String, String> before = files();
      ToolRun refused = run("repair");
      if (refused.exitCode() != 8) {
        continue;
      }
      stuck++;
      assertThat(refused.said()).contains("undo --abandon " + name());
      assertThat(run("init").said()).contains("undo --abandon " + name());
      assertThat(run("undo").exitCode()).isEqualTo(8);
      assertThat(files()).isEqualTo(before);

      ToolRun abandoned = run("undo", "--abandon", name());

      assertThat(abandoned.exitCode()).as(abandoned.said()).isZero();
      assertThat(abandoned.out()).contains("was given up", "0.kept");
      before.put(".aof-fsck/" + name() + "/abandoned", "");
      assertThat(files()).isEqualTo(before);
      assertThat(run("repair").exitCode()).isZero();
      assertThat(run("init").exitCode()).isZero();
      assertThat(run("check").exitCode()).isZero();
    }
    assertThat(stuck).isGreaterThan(3);
  }

  @Test
  void theNameOfTheFileThatIsKeptIsToldWhereItsRecordIsWhole() throws IOException {
    damage(records().get(records().size() - 3));

    assertThat(run("undo", "--abandon", name()).out())
        .contains("0.kept: appendonly.aof.1.incr.aof, as it was");
  }

  @Test
  void laterOperationsAreDoneAndUndoneBehindAnAbandonedOne() throws IOException {
    damage(records().get(records().size() - 3));
    assertThat(run("undo", "--abandon", name()).exitCode()).isZero();
    Path incr = data.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    byte[] sound = Files.readAllBytes(incr);
    Files.writeString(incr, new String(sound, StandardCharsets.ISO_8859_1) + "*2\r\n$3\r\nDEL");

    assertThat(run("repair").exitCode()).isEqualTo(1);
    assertThat(incr).hasBinaryContent(sound);
    assertThat(run("undo").exitCode()).isZero();
    assertThat(incr.toFile().length()).isGreaterThan(sound.length);
  }

  @Test
  void whatIsInNobodysWayIsNotAbandoned() throws IOException {
    Map<String, String> before = files();

    assertThat(run("undo", "--abandon", name()).exitCode()).isEqualTo(8);
    assertThat(run("undo", "--abandon", "20200101T000000Z-7").exitCode()).isEqualTo(8);
    assertThat(run("undo", "--abandon", name(), "--to", "elsewhere").exitCode()).isEqualTo(16);
    assertThat(files()).isEqualTo(before);
    assertThat(run("undo").exitCode()).isZero();
  }

  @Test
  void itIsGivenUpInAQuarantineElsewhereToo() throws IOException {
    assertThat(run("undo").exitCode()).isZero();
    Path elsewhere = folder.resolve("elsewhere");
    assertThat(run("repair", "--quarantine", elsewhere.toString()).exitCode()).isEqualTo(1);
    try (Stream<Path> places = Files.list(elsewhere)) {
      operation = places.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    journal = Files.readAllBytes(operation.resolve("journal"));
    for (int record : new int[] {records().get(0), records().get(records().size() - 3)}) {
      damage(record);
      ToolRun refused = run("repair", "--quarantine", elsewhere.toString());
      assertThat(refused.said()).contains("undo --abandon " + name());
      ToolRun abandoned = run("undo", "--quarantine", elsewhere.toString(), "--abandon", name());
      assertThat(abandoned.exitCode()).as(abandoned.said()).isZero();
      assertThat(run("repair", "--quarantine", elsewhere.toString()).exitCode()).isZero();
    }
  }
}
