package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operations whose journal says that they stopped at some decision, on all kinds of edits, with the
 * old files kept as second names and as copies on another volume.
 */
class SettlingTest {
  @TempDir Path dir;

  private Path elsewhere;
  private Map<String, String> before;

  @BeforeEach
  void fill() throws IOException {
    Trees.write(dir.resolve("cut"), "0123456789");
    Trees.write(dir.resolve("over"), "0123456789");
    Trees.write(dir.resolve("replaced"), "old");
    Files.setAttribute(dir.resolve("replaced"), "unix:mode", 0640);
    Trees.write(dir.resolve("removed"), "leftover");
    before = Trees.snapshot(dir);
  }

  @AfterEach
  void removeElsewhere() throws IOException {
    if (elsewhere != null) {
      try (Stream<Path> paths = Files.walk(elsewhere)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private List<FileEdit> edits() {
    return List.of(
        new FileEdit.Truncate(dir.resolve("cut"), 4),
        new FileEdit.Overwrite(dir.resolve("over"), 2, Trees.text("##")),
        new FileEdit.Append(dir.resolve("over"), Trees.text("more")),
        new FileEdit.Replace(
            dir.resolve("replaced"), List.of(new FileEdit.Part.Literal(Trees.text("new")))),
        new FileEdit.Replace(
            dir.resolve("made"), List.of(new FileEdit.Part.Literal(Trees.text("made")))),
        new FileEdit.Remove(dir.resolve("removed")));
  }

  /** A place on another volume than the directory, so that files are kept as copies. */
  private CommitOptions options(boolean copies) throws IOException {
    if (!copies) {
      return Trees.OPTIONS;
    }
    for (Path other : List.of(Path.of("/dev/shm"), Path.of("target").toAbsolutePath())) {
      boolean isOther =
          Files.isWritable(other)
              && !Files.getFileStore(other).name().equals(Files.getFileStore(dir).name());
      if (isOther) {
        elsewhere = Files.createTempDirectory(other, "aofkit-elsewhere-");
        return Trees.OPTIONS.withQuarantine(elsewhere);
      }
    }
    assumeTrue(false, "there is only one volume");
    return Trees.OPTIONS;
  }

  private Operation done(CommitOptions options) throws IOException {
    return Commit.run(dir, edits(), Trees.prints(edits()), options).operation();
  }

  private Quarantine.Place decided(CommitOptions options) throws IOException {
    Quarantine quarantine = new Quarantine(dir, options.quarantine());
    Files.createDirectories(quarantine.home());
    if (quarantine.isElsewhere()) {
      Files.createDirectories(quarantine.root());
    }
    List<Change> changes = ChangePlan.of(dir, edits(), Trees.prints(edits()));
    return new Preparer(quarantine, changes, Trees.prints(edits()), options, FileMaker.NONE)
        .prepare();
  }

  private static void note(Path folder, JournalRecord record) throws IOException {
    try (Journal journal = Journal.reopen(folder, Journal.read(folder))) {
      journal.add(record);
    }
  }

  private OperationStatus settled(CommitOptions options) throws IOException {
    List<Operation> settled = Commit.finishInterrupted(dir, options);
    assertThat(settled).hasSize(1);
    assertThat(Commit.isInterrupted(dir, options)).isFalse();
    return settled.get(0).status();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oldFilesAreKeptAsNamesOrCopiesAndComeBack(boolean copies) throws IOException {
    CommitOptions options = options(copies);
    Operation operation = done(options);
    LoggedOperation logged = LoggedOperation.read(dir, operation.folder(), operation.name());
    assertThat(logged.hasCopies()).isEqualTo(copies);
    assertThat(logged.files().stream().map(LoggedFile::kept))
        .filteredOn(kept -> kept != LoggedFile.Kept.NOT)
        .containsExactly(
            copies ? LoggedFile.Kept.COPY : LoggedFile.Kept.LINK,
            copies ? LoggedFile.Kept.COPY : LoggedFile.Kept.LINK);
    // Six bytes of what was cut; as copies also "old" and "leftover": a block each.
    assertThat(logged.bytesToRestore()).isEqualTo(copies ? 3 * 4096 : 4096);
    assertThat(Trees.read(dir.resolve("cut"))).isEqualTo("0123");
    assertThat(Trees.read(dir.resolve("over"))).isEqualTo("01##456789more");
    assertThat(Trees.read(dir.resolve("replaced"))).isEqualTo("new");
    assertThat(Trees.read(dir.resolve("made"))).isEqualTo("made");
    assertThat(dir.resolve("removed")).doesNotExist();

    Operation undone = Commit.undo(dir, options);

    assertThat(undone.status()).isEqualTo(OperationStatus.UNDONE);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(Quarantine.entries(operation.folder()))
        .containsExactly(operation.folder().resolve("journal"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUndoThatWasOnlyPreparedLeavesTheOperation(boolean copies) throws IOException {
    CommitOptions options = options(copies);
    Operation operation = done(options);
    Map<String, String> after = Trees.snapshot(dir);
    note(operation.folder(), JournalRecord.of("undo-preparing"));
    Trees.write(dir.resolve(".aof-fsck-" + operation.name() + "-2.old"), "half a cop");
    assertThat(Commit.isInterrupted(dir, options)).isTrue();

    assertThat(settled(options)).isEqualTo(OperationStatus.FINISHED);

    assertThat(Trees.snapshot(dir)).isEqualTo(after);
    Commit.undo(dir, options);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUndoThatWasDecidedIsFinished(boolean copies) throws IOException {
    CommitOptions options = options(copies);
    Operation operation = done(options);
    note(operation.folder(), JournalRecord.of("undo", "staged", ""));

    assertThat(settled(options)).isEqualTo(OperationStatus.UNDONE);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThatThrownBy(() -> Commit.undo(dir, options)).isInstanceOf(NothingToUndoException.class);
  }

  @Test
  void aDecidedUndoTakesTheCopiesThatAreStagedAlready() throws IOException {
    CommitOptions options = options(true);
    Operation operation = done(options);
    LoggedOperation logged = LoggedOperation.read(dir, operation.folder(), operation.name());
    new Restorer(logged).stage();
    assertThat(Trees.snapshot(dir)).hasSize(before.size() + 2);
    note(operation.folder(), JournalRecord.of("undo", "staged", "2,4"));
    // No longer needed: what is staged is all there is.
    Files.delete(LoggedFile.kept(operation.folder(), 2));
    Files.delete(LoggedFile.kept(operation.folder(), 4));

    assertThat(settled(options)).isEqualTo(OperationStatus.UNDONE);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUndoHalfDoneIsFinished(boolean copies) throws IOException {
    CommitOptions options = options(copies);
    Operation operation = done(options);
    note(operation.folder(), JournalRecord.of("undo", "staged", ""));
    LoggedOperation logged = LoggedOperation.read(dir, operation.folder(), operation.name());
    new Restorer(logged).restore(java.util.Set.of(0, 2, 4), java.util.Set.of());
    assertThat(dir.resolve("made")).exists();

    assertThat(settled(options)).isEqualTo(OperationStatus.UNDONE);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAbortPutsBackWhatWasTouchedAndLeavesNothing(boolean copies) throws IOException {
    CommitOptions options = options(copies);
    Quarantine.Place place = decided(options);
    LoggedOperation logged = LoggedOperation.read(dir, place.folder(), place.name());
    new Applier(logged, true).apply(() -> {});
    assertThat(Trees.read(dir.resolve("replaced"))).isEqualTo("new");
    note(place.folder(), JournalRecord.of("abort", "files", "0,1,2,3,4"));

    assertThat(settled(options)).isEqualTo(OperationStatus.ROLLING_BACK);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
    assertThat(Operations.list(dir, options.quarantine())).isEmpty();
  }

  @Test
  void anAbortLeavesWhatWasNotTouched() throws IOException {
    Quarantine.Place place = decided(Trees.OPTIONS);
    note(place.folder(), JournalRecord.of("abort", "files", "1"));
    // Somebody writes to a file that the operation never came to.
    Trees.write(dir.resolve("cut"), "somebody else's");

    assertThat(settled(Trees.OPTIONS)).isEqualTo(OperationStatus.ROLLING_BACK);

    assertThat(Trees.read(dir.resolve("cut"))).isEqualTo("somebody else's");
    assertThat(Trees.read(dir.resolve("over"))).isEqualTo("0123456789");
    assertThat(Quarantine.entries(dir)).noneMatch(p -> p.toString().contains("aof-fsck"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "over", "replaced", "made"})
  void anUndoStopsBeforeItGoesOverSomebodyElsesBytes(String name) throws IOException {
    Operation operation = done(Trees.OPTIONS);
    note(operation.folder(), JournalRecord.of("undo", "staged", ""));
    Trees.write(dir.resolve(name), "somebody else's");
    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining(name);
    assertThat(Trees.read(dir.resolve(name))).isEqualTo("somebody else's");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOperationIsFinishedFromEveryPlaceWhereItStopped(boolean copies) throws IOException {
    CommitOptions options = options(copies);
    Quarantine.Place place = decided(options);
    // As far as the renames of the first of two files.
    Trees.write(dir.resolve("over"), "01##456789mo");
    Files.move(
        LoggedFile.temporary(dir.resolve("replaced"), place.name(), 2),
        dir.resolve("replaced"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);

    assertThat(settled(options)).isEqualTo(OperationStatus.FINISHED);

    assertThat(Trees.read(dir.resolve("cut"))).isEqualTo("0123");
    assertThat(Trees.read(dir.resolve("over"))).isEqualTo("01##456789more");
    assertThat(Trees.read(dir.resolve("made"))).isEqualTo("made");
    Commit.undo(dir, options);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @Test
  void keptFilesThatAreDamagedOrGoneStopAnUndo() throws IOException {
    CommitOptions options = options(true);
    Operation operation = done(options);
    Map<String, String> after = Trees.snapshot(dir);
    Path kept = LoggedFile.kept(operation.folder(), 2);
    Trees.write(kept, "olD");
    assertThatThrownBy(() -> Commit.undo(dir, options))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining(kept.toString());
    Files.delete(kept);
    assertThatThrownBy(() -> Commit.undo(dir, options))
        .isInstanceOf(QuarantineDamagedException.class);
    assertThat(Trees.snapshot(dir)).isEqualTo(after);
  }

  @Test
  void originalsOfAllKindsArePutBesideAndNothingIsWrittenOver(@TempDir Path target)
      throws IOException {
    Operation operation = done(Trees.OPTIONS);
    List<Path> written = Commit.undoTo(dir, target.resolve("a/b"), Trees.OPTIONS);
    assertThat(written).hasSize(4);
    for (Path original : written) {
      String name = original.getFileName().toString();
      assertThat(Files.getAttribute(original, "unix:mode") + " " + Trees.read(original))
          .isEqualTo(before.get(name));
    }
    Path again = Files.createDirectory(target.resolve("c"));
    Trees.write(again.resolve("over"), "mine");
    assertThatThrownBy(() -> Commit.undoTo(dir, again, Trees.OPTIONS))
        .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
    assertThat(Trees.read(again.resolve("over"))).isEqualTo("mine");
    Trees.write(dir.resolve("over"), "no longer the bytes beside");
    assertThatThrownBy(() -> Commit.undoTo(dir, target.resolve("d"), Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class);
    assertThat(target.resolve("d/over")).doesNotExist();
    Files.delete(dir.resolve("over"));
    assertThatThrownBy(() -> Commit.undoTo(dir, target.resolve("e"), Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining("no longer there");
    assertThat(Operations.list(dir).get(0).name()).isEqualTo(operation.name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "over", "replaced", "removed"})
  void aFileThatSomebodyWritesToAfterTheDecisionKeepsHisBytesAndTheOthersTheirs(String name)
      throws IOException {
    Quarantine.Place place = decided(Trees.OPTIONS);
    Trees.write(dir.resolve(name), "somebody else's");
    Map<String, String> changed = Trees.snapshot(dir);
    changed.keySet().removeIf(file -> file.endsWith(".new"));

    assertThatThrownBy(() -> new Execution(new Quarantine(dir, null), place).apply(true))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining(name);

    assertThat(Trees.snapshot(dir)).isEqualTo(changed);
    assertThat(Operations.list(dir)).isEmpty();
  }

  @Test
  void anUndoThatCanNotBePreparedLeavesTheOperation() throws IOException {
    CommitOptions options = options(true);
    Operation operation = done(options);
    Map<String, String> after = Trees.snapshot(dir);
    // A directory has the name that the second of the copies would get.
    Path taken =
        Files.createDirectory(LoggedFile.staged(dir.resolve("removed"), operation.name(), 4));
    assertThatThrownBy(() -> Commit.undo(dir, options)).isInstanceOf(IOException.class);
    // An empty one goes with what was prepared.
    assertThat(Trees.snapshot(dir)).isEqualTo(after);
    assertThat(Commit.isInterrupted(dir, options)).isFalse();

    Files.createDirectory(taken);
    Path inside = Files.createFile(taken.resolve("x"));
    assertThatThrownBy(() -> Commit.undo(dir, options))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(Commit.isInterrupted(dir, options)).isTrue();
    Files.delete(inside);
    assertThat(settled(options)).isEqualTo(OperationStatus.FINISHED);
    assertThat(Trees.snapshot(dir)).isEqualTo(after);

    Commit.undo(dir, options);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(Journal.read(operation.folder()).records())
        .filteredOn(record -> record.type().startsWith("undo"))
        .extracting(record -> record.type() + record.fields())
        .endsWith("undo-preparing{}", "undo{staged=2,4}", "undone{}");
  }

  @Test
  void aTailThatMayStayAwayIsWrittenWhereThereIsRoom() throws IOException {
    Path over = dir.resolve("over");
    List<FileEdit> edits = List.of(new FileEdit.Overwrite(over, 2, Trees.text("ABCDE"), 3));
    CommitOutcome outcome = Commit.run(dir, edits, Trees.prints(edits), Trees.OPTIONS);
    assertThat(outcome.warnings()).isEmpty();
    assertThat(Trees.read(over)).isEqualTo("01ABCDE789");
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }
}
