package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aofkit.commit.ChangedUnderUsException;
import org.junit.jupiter.api.Test;

class UndoCommandTest {
  private final Run run = new Run();

  @Test
  void theLastOperationIsTakenBackAndTheFilesAreCheckedAgain() {
    undone();

    assertThat(run.run("undo", "/data")).isZero();
    assertThat(run.engine.calls)
        .containsExactly(
            "finish /data", "undo /data to Optional.empty from Optional.empty", "check /data");
    assertThat(run.out())
        .isEqualTo(
            """
            /data: 20261122T101500Z-1 was taken back: 1 file.

              appendonlydir/appendonly.aof.2.incr.aof

            /data: corrupt. Redis 7.0 does not start on these files.
            """);
  }

  @Test
  void theOriginalsMayBePutBeside() {
    undone();

    assertThat(run.run("undo", "--to", "/spare", "--quarantine=/q", "/data")).isZero();
    assertThat(run.engine.calls)
        .contains("undo /data to Optional[/spare] from Optional[/q]")
        .doesNotContain("check /data");
    assertThat(run.out()).contains("the originals are in /spare: 1 file.");
  }

  @Test
  void withoutAnOperationThereIsNothingToTakeBack() {
    assertThat(run.run("undo", "--json", "/data")).isEqualTo(8);
    assertThat(Json.at(run.json().get(0), "error"))
        .isEqualTo("there is no operation that could be taken back");
  }

  @Test
  void whoeverIsRefusedIsToldHowToHaveTheOriginalsBeside() {
    run.engine.undoFails = new ChangedUnderUsException(Path.of("/data/a.aof"), "has grown");

    assertThat(run.run("undo", "/data")).isEqualTo(8);
    assertThat(run.err()).contains("has grown; 'undo --to DIR' puts the originals into DIR");
  }

  @Test
  void aFileInTheWayOfTheOriginalsIsNamedInWords() {
    run.engine.undoFails = new FileAlreadyExistsException("/spare/a\033[31m.aof");

    assertThat(run.run("undo", "--to", "/spare", "/data")).isEqualTo(8);
    assertThat(run.err()).contains("/spare/a\\x1b[31m.aof: is there already");
  }

  private void undone() {
    run.engine.report = Reports.holed();
    run.engine.undone =
        Optional.of(
            new Engine.Undone(
                Path.of("/data/.aof-fsck/20261122T101500Z-1"),
                List.of("appendonlydir/appendonly.aof.2.incr.aof")));
  }
}
