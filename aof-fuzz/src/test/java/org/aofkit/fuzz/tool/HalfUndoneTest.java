package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An undo that has put its file back and was killed, and the record of whose decision was damaged
 * since: nothing is written by a command that was not asked to take it back, and undo leads out.
 */
class HalfUndoneTest {
  @TempDir Path folder;
  private Path data = Path.of("");
  private Path incr = Path.of("");
  private byte[] original = {};

  @BeforeEach
  void repairedAndHalfUndone() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    DamagedSet.HOLE_TOO_SMALL_FOR_A_MASK.writeTo(data);
    incr = data.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    original = Files.readAllBytes(incr);
    assertThat(run("repair").exitCode()).isEqualTo(1);
    Path operation;
    try (Stream<Path> places = Files.list(data.resolve(".aof-fsck"))) {
      operation = places.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Files.delete(incr);
    Files.move(operation.resolve("0.kept"), incr);
    Path journal = operation.resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    int end = 0;
    while (bytes[end] != 0) {
      end++;
    }
    byte[] damaged = "0badc0de undo staged=\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(damaged, 0, bytes, end, damaged.length);
    Files.write(journal, bytes);
  }

  private ToolRun run(String... words) {
    String[] all = new String[words.length + 1];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = data.toString();
    return ToolRun.of(FileSystems.getDefault(), Map.of(), all);
  }

  @Test
  void noOtherCommandWritesAndUndoFinishesIt() throws IOException {
    for (String command : new String[] {"repair", "init"}) {
      ToolRun refused = run(command);
      assertThat(refused.exitCode()).as(refused.said()).isEqualTo(8);
      assertThat(refused.said())
          .contains("has been put back already", "an undo takes back what is left of it");
    }
    assertThat(incr).hasBinaryContent(original);

    ToolRun undone = run("undo");

    assertThat(undone.exitCode()).as(undone.said()).isZero();
    assertThat(incr).hasBinaryContent(original);
    assertThat(run("repair").exitCode()).isEqualTo(1);
    assertThat(run("init").exitCode()).isZero();
  }

  @Test
  void theOriginalsCanBeHadElsewhere() throws IOException {
    Path target = folder.resolve("originals");

    ToolRun done = run("undo", "--to", target.toString());

    assertThat(done.exitCode()).as(done.said()).isZero();
    assertThat(target.resolve("appendonlydir").resolve(incr.getFileName().toString()))
        .hasBinaryContent(original);
  }

  @Test
  void nothingIsHadWhereTheOnlyCopyWasWrittenOver() throws IOException {
    Files.writeString(incr, "somebody's");
    Path target = folder.resolve("originals");
    ToolRun done = run("undo", "--to", target.toString());
    // The file that was put back was the only copy.
    assertThat(done.exitCode()).as(done.said()).isEqualTo(8);
    assertThat(incr).hasContent("somebody's");
  }
}
