package org.aofkit.commit;

import static org.aofkit.commit.OperationStatus.DAMAGED;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the methods of {@link Commit} do where there is no operation, or more than one. */
class CommitBordersTest {
  @TempDir Path folder;

  private Path dir;
  private Path file;

  @BeforeEach
  void oneFile() throws IOException {
    dir = Files.createDirectory(folder.resolve("dir"));
    file = Trees.write(dir.resolve("f"), "0123456789");
  }

  @Test
  void whereNothingWasDoneThereIsNothingToTakeBackAndNothingIsWritten() {
    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(NothingToUndoException.class);
    assertThatThrownBy(() -> Commit.undoTo(dir, folder.resolve("to"), Trees.OPTIONS))
        .isInstanceOf(NothingToUndoException.class);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
    assertThat(folder.resolve("to")).doesNotExist();
    assertThatThrownBy(() -> Commit.annotate(dir, "none", Map.of("a", "b"), Trees.OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no operation none");
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aQuarantineIsSeenInEitherPlace() throws IOException {
    Path elsewhere = folder.resolve("q");
    CommitOptions options = Trees.OPTIONS.withQuarantine(elsewhere);
    assertThat(Commit.hasQuarantine(dir, Trees.OPTIONS)).isFalse();
    assertThat(Commit.hasQuarantine(dir, options)).isFalse();
    Files.createDirectory(elsewhere);
    assertThat(Commit.hasQuarantine(dir, options)).isTrue();
    assertThat(Commit.hasQuarantine(dir, Trees.OPTIONS)).isFalse();
    Files.createDirectory(dir.resolve(".aof-fsck"));
    assertThat(Commit.hasQuarantine(dir, Trees.OPTIONS)).isTrue();
  }

  @Test
  void aNoteGoesToTheOperationOfThatName() throws IOException {
    Operation first = Trees.run(dir, new FileEdit.Truncate(file, 8)).operation();
    Operation second = Trees.run(dir, new FileEdit.Truncate(file, 6)).operation();

    Operation noted = Commit.annotate(dir, first.name(), Map.of("a", "b"), Trees.OPTIONS);
    Operation given = Commit.abandon(dir, second.name(), Trees.OPTIONS);

    assertThat(noted.name()).isEqualTo(first.name());
    assertThat(noted.attributes()).containsEntry("a", "b");
    assertThat(given.status()).isEqualTo(OperationStatus.ABANDONED);
    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.FINISHED, OperationStatus.ABANDONED);
    // What was given up is passed over by an undo, and its original is still to be had.
    Path to = folder.resolve("to");
    Commit.undoTo(dir, to, Trees.OPTIONS);
    assertThat(Trees.read(to.resolve("f"))).isEqualTo("01234567");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no journal\nnone\n", "no journal", "\0\0\0\0", "", "x\0\0\n"})
  void aJournalOfWhichNothingIsLeftStopsEveryWriterAndWhatIsKeptBesideItStays(String text)
      throws IOException {
    Operation cut = Trees.run(dir, new FileEdit.Truncate(file, 8)).operation();
    Path removed = Trees.write(dir.resolve("g"), "old");
    Operation removal = Trees.run(dir, new FileEdit.Remove(removed)).operation();
    List<FileEdit> edits = List.of(new FileEdit.Truncate(file, 4));
    for (Operation operation : List.of(cut, removal)) {
      Path journal = operation.folder().resolve("journal");
      byte[] whole = Files.readAllBytes(journal);
      Files.writeString(journal, text);
      List<Path> kept = Quarantine.entries(operation.folder());

      assertThat(Operations.list(dir)).extracting(Operation::status).contains(DAMAGED);
      assertThat(Commit.isInterrupted(dir, Trees.OPTIONS)).isTrue();
      assertThatThrownBy(() -> Commit.run(dir, edits, Trees.prints(edits), Trees.OPTIONS))
          .isInstanceOf(QuarantineDamagedException.class);
      assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
          .isInstanceOf(QuarantineDamagedException.class);
      assertThat(Trees.read(file)).isEqualTo("01234567");
      assertThat(Quarantine.entries(operation.folder())).hasSameElementsAs(kept);
      Files.write(journal, whole);
    }
  }

  @Test
  void aJournalThatTellsNothingAndHasNothingBesideItIsRemoved() throws IOException {
    Path folder = Files.createDirectories(dir.resolve(".aof-fsck/20260101T000000Z-1"));
    Files.writeString(folder.resolve("journal"), "torn");
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).hasSize(1);
    // As a removal leaves it that was interrupted: the journal goes first.
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("bytes"), "kept");
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).hasSize(1);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aFileWithASecondNameIsShared() throws IOException {
    assertThat(Commit.isShared(file)).isFalse();
    Files.createLink(dir.resolve("backup"), file);
    assertThat(Commit.isShared(file)).isTrue();
  }

  @Test
  void aFileThatIsOnlyWatchedMustNotHaveChangedEither() throws IOException {
    Path watched = Trees.write(dir.resolve("watched"), "as planned");
    List<FileEdit> edits = List.of(new FileEdit.Truncate(file, 4));
    Map<Path, FileFingerprint> prints = new java.util.HashMap<>(Trees.prints(edits));
    prints.put(watched, FileFingerprint.of(watched));
    Trees.write(watched, "changed");

    assertThatThrownBy(() -> Commit.run(dir, edits, prints, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining("watched")
        .satisfies(
            e -> assertThat(((ChangedUnderUsException) e).file()).isEqualTo(watched.toString()));

    assertThat(Trees.read(file)).isEqualTo("0123456789");
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void optionsCarryWhatTheyWereGiven() {
    CommitOptions options = CommitOptions.of(Trees.CLOCK, "1.2");
    assertThat(options.toolVersion()).isEqualTo("1.2");
    assertThat(options.quarantine()).isNull();
    assertThat(options.attributes()).isEmpty();
  }
}
