package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operations that something stands in the way of, a directory where a file of ours should be: what
 * the journal says then, and that the next run goes on from there.
 */
class StoppedTest {
  @TempDir Path dir;

  private Path over;
  private Path replaced;
  private Path removed;
  private Map<String, String> before;

  @BeforeEach
  void fill() throws IOException {
    over = Trees.write(dir.resolve("over"), "0123456789");
    replaced = Trees.write(dir.resolve("replaced"), "old");
    removed = Trees.write(dir.resolve("removed"), "leftover");
    before = Trees.snapshot(dir);
  }

  private List<FileEdit> edits() {
    return List.of(
        new FileEdit.Overwrite(over, 2, Trees.text("##")),
        new FileEdit.Replace(replaced, List.of(new FileEdit.Part.Literal(Trees.text("new")))),
        new FileEdit.Remove(removed));
  }

  private Quarantine.Place decided() throws IOException {
    Quarantine quarantine = new Quarantine(dir, null);
    Files.createDirectories(quarantine.home());
    Map<Path, FileFingerprint> prints = Trees.prints(edits());
    List<Change> changes = ChangePlan.of(dir, edits(), prints);
    return new Preparer(quarantine, changes, prints, Trees.OPTIONS, FileMaker.NONE).prepare();
  }

  private Operation apply(Quarantine.Place place) throws IOException {
    return new Execution(new Quarantine(dir, null), place).apply(true);
  }

  private OperationStatus status() throws IOException {
    return Operations.list(dir).get(0).status();
  }

  /** A directory that is not empty, which no file can be put in the place of. */
  private static Path obstacle(Path at) throws IOException {
    Files.createFile(Files.createDirectory(at).resolve("x"));
    return at;
  }

  private static void remove(Path obstacle) throws IOException {
    Files.delete(obstacle.resolve("x"));
    Files.delete(obstacle);
  }

  private List<String> journal(Path folder) throws IOException {
    return Journal.read(folder).records().stream()
        .map(JournalRecord::type)
        .filter(type -> !List.of("file", "old", "new", "kept", "prepared", "after").contains(type))
        .toList();
  }

  @Test
  void aRollingBackThatIsStoppedIsRecordedAndGoesOnThatWay() throws IOException {
    Quarantine.Place place = decided();
    Path obstacle = obstacle(LoggedFile.staged(over, place.name(), 0));
    Trees.write(replaced, "somebody else's");

    assertThatThrownBy(() -> apply(place))
        .isInstanceOf(InterruptedOperationException.class)
        .hasMessageContaining("stopped half-way")
        .cause()
        .isInstanceOf(ChangedUnderUsException.class)
        .satisfies(reason -> assertThat(reason.getSuppressed()).hasSize(1));

    assertThat(status()).isEqualTo(OperationStatus.ROLLING_BACK);
    assertThat(Trees.read(over)).isEqualTo("0123456789");
    remove(obstacle);
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).hasSize(1);
    assertThat(Trees.read(replaced)).isEqualTo("somebody else's");
    assertThat(Trees.read(over)).isEqualTo("0123456789");
    assertThat(Trees.read(removed)).isEqualTo("leftover");
    assertThat(Quarantine.entries(dir)).hasSize(3);
  }

  @Test
  void everyDecisionStandsInTheJournalBeforeItIsCarriedOut() throws IOException {
    Operation operation = Trees.run(dir, edits().toArray(FileEdit[]::new)).operation();
    assertThat(journal(operation.folder())).containsExactly("operation", "ready", "commit", "done");
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(journal(operation.folder()))
        .containsExactly("operation", "ready", "commit", "done", "undo", "undone");
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @Test
  void keptBytesThatCanNotBeRemovedAreAWarningAndTheUndoStands() throws IOException {
    Operation operation = Trees.run(dir, edits().toArray(FileEdit[]::new)).operation();
    obstacle(operation.folder().resolve("9.kept"));

    Operation undone = Commit.undo(dir, Trees.OPTIONS);

    assertThat(undone.status()).isEqualTo(OperationStatus.UNDONE);
    assertThat(undone.warnings())
        .singleElement()
        .satisfies(
            warning -> assertThat(warning).startsWith("what was kept could not be removed: "));
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(status()).isEqualTo(OperationStatus.UNDONE);
  }

  @Test
  void aFileThatWasPutInAnothersPlaceIsNotTheOneThatWasLookedAt() throws IOException {
    Quarantine.Place place = decided();
    Trees.putCopyInPlace(replaced);

    assertThatThrownBy(() -> apply(place)).isInstanceOf(ChangedUnderUsException.class);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @Test
  void anInterruptedOperationIsFinishedAlsoOnACopyOfTheWholeDirectory() throws IOException {
    decided();
    // As a backup that was played back has it: the same bytes and times in other files.
    for (Path file : List.of(over, replaced, removed)) {
      Trees.putCopyInPlace(file);
    }

    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.FINISHED);

    assertThat(Trees.read(over)).isEqualTo("01##456789");
    assertThat(Trees.read(replaced)).isEqualTo("new");
    assertThat(removed).doesNotExist();
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @Test
  void allThatWasDoneButTheRecordOfItIsFinishedWithoutDoingItTwice() throws IOException {
    Quarantine.Place place = decided();
    new Applier(LoggedOperation.read(dir, place.folder(), place.name()), true).apply(() -> {});
    Map<String, String> after = Trees.snapshot(dir);
    assertThat(removed).doesNotExist();

    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.FINISHED);

    assertThat(Trees.snapshot(dir)).isEqualTo(after);
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @Test
  void aRemovedFileThatIsGoneAlreadyStopsAnOperationThatBegins() throws IOException {
    Quarantine.Place place = decided();
    Files.delete(removed);

    assertThatThrownBy(() -> apply(place))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining("removed");

    assertThat(Trees.read(over)).isEqualTo("0123456789");
    assertThat(Trees.read(replaced)).isEqualTo("old");
    assertThat(removed).doesNotExist();
    assertThat(Operations.list(dir)).isEmpty();
  }
}
