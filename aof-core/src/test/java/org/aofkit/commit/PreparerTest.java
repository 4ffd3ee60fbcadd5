package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down before a decision, how much room it takes, and what is left without one. */
class PreparerTest {
  private static final long BLOCK = 4096;

  /** The quarantine, the folder in it, a block of slack, and a short journal. */
  private static final long LEAST = 3 * BLOCK + 2 * BLOCK;

  @TempDir Path folder;

  private Path dir;
  private Path file;

  @BeforeEach
  void oneFile() throws IOException {
    dir = Files.createDirectory(folder.resolve("dir"));
    file = Trees.write(dir.resolve("f"), "0123456789");
  }

  private Preparer preparer(Map<Path, FileFingerprint> prints, CommitOptions o, FileEdit... edits)
      throws IOException {
    Quarantine quarantine = new Quarantine(dir, o.quarantine());
    Durable.createDirectories(quarantine.home());
    List<Change> changes = ChangePlan.of(dir, List.of(edits), Trees.prints(List.of(edits)));
    return new Preparer(quarantine, changes, prints, o, FileMaker.NONE);
  }

  private long needed(CommitOptions options, FileEdit... edits) throws IOException {
    return preparer(Trees.prints(List.of(edits)), options, edits).bytesNeeded();
  }

  private static FileEdit replaced(Path file, int length) {
    return new FileEdit.Replace(
        file, List.of(new FileEdit.Part.Literal(Content.run((byte) 'x', length))));
  }

  @Test
  void roomIsNeededForWhatIsKeptAndWhatGrows() throws IOException {
    CommitOptions elsewhere = Trees.OPTIONS.withQuarantine(folder.resolve("q"));
    Files.write(file, new byte[10_000]);
    FileEdit removal = new FileEdit.Remove(file);

    // The old files stay as other names, unless they are kept on another volume.
    assertThat(needed(Trees.OPTIONS, removal)).isEqualTo(LEAST);
    assertThat(needed(elsewhere, removal)).isEqualTo(LEAST + 3 * BLOCK);
    assertThat(needed(Trees.OPTIONS, replaced(file, 4097))).isEqualTo(LEAST + 2 * BLOCK);
    assertThat(needed(elsewhere, replaced(file, 4097))).isEqualTo(LEAST + 5 * BLOCK);
    assertThat(needed(elsewhere, replaced(dir.resolve("made"), 4096))).isEqualTo(LEAST + BLOCK);
    // Bytes of a file changed in place are kept with the operation.
    assertThat(needed(Trees.OPTIONS, new FileEdit.Truncate(file, 1))).isEqualTo(LEAST + BLOCK);
    assertThat(
            needed(
                Trees.OPTIONS,
                new FileEdit.Truncate(file, 9_000),
                new FileEdit.Append(file, Content.run((byte) 'x', 1_001))))
        .isEqualTo(LEAST + 2 * BLOCK);
  }

  @Test
  void theJournalOfManyFilesNeedsMoreRoom() throws IOException {
    FileEdit[] removals = new FileEdit[64];
    for (int i = 0; i < removals.length; i++) {
      removals[i] = new FileEdit.Remove(Trees.write(dir.resolve("file" + i), "x"));
    }
    long needed = needed(Trees.OPTIONS, removals);
    Operation operation = Trees.run(dir, removals).operation();

    assertThat(needed).isGreaterThan(3 * BLOCK + BLOCK + 64 * 256).isLessThan(20 * BLOCK);
    assertThat(Files.size(operation.folder().resolve("journal"))).isLessThan(needed);
  }

  @Test
  void thereIsRoomForALineOfEachFileBehindTheDecision() throws IOException {
    FileEdit[] removals = new FileEdit[64];
    for (int i = 0; i < removals.length; i++) {
      removals[i] = new FileEdit.Remove(Trees.write(dir.resolve("file" + i), "x"));
    }
    Path place =
        preparer(Trees.prints(List.of(removals)), Trees.OPTIONS, removals).prepare().folder();
    long written = Journal.read(place).validLength();
    assertThat(Files.size(place.resolve("journal")))
        .isBetween(written + 64 * 256, written + 6 * BLOCK);
  }

  @Test
  void whatTheCallerNotesNeedsRoomToo() throws IOException {
    Map<String, String> notes = Map.of("note", "x".repeat(5 * (int) BLOCK));
    FileEdit removal = new FileEdit.Remove(file);
    assertThat(needed(Trees.OPTIONS.withAttributes(notes), removal)).isEqualTo(LEAST + 5 * BLOCK);
    FileEdit[] writes = new FileEdit[100];
    Files.write(file, new byte[1000]);
    for (int i = 0; i < writes.length; i++) {
      writes[i] = new FileEdit.Overwrite(file, 10 * i, Trees.text("ab"));
    }
    Operation operation = Trees.run(dir, writes).operation();
    long journal = Files.size(operation.folder().resolve("journal"));
    long bytes = Failure.blocks(Files.size(operation.folder().resolve("bytes")));
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(needed(Trees.OPTIONS, writes))
        .isBetween(journal + bytes, journal + bytes + 4 * BLOCK);
  }

  @Test
  void aFileThatChangesWhileItIsPreparedLeavesNothing() throws IOException {
    Path other = Trees.write(dir.resolve("g"), "old");
    FileEdit[] edits = {new FileEdit.Truncate(file, 4), replaced(other, 5)};
    Map<Path, FileFingerprint> prints = new HashMap<>(Trees.prints(List.of(edits)));
    prints.put(dir.resolve("h"), FileFingerprint.ABSENT);
    Preparer preparer = preparer(prints, Trees.OPTIONS, edits);
    Trees.write(dir.resolve("h"), "somebody's");
    Map<String, String> before = Trees.snapshot(dir);

    assertThatThrownBy(preparer::prepare)
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining("was absent");

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(dir.resolve(".aof-fsck")).isEmptyDirectory();
  }

  @Test
  void onlyWhatIsChangedInPlaceIsKeptAsBytes() throws IOException {
    Operation removed = Trees.run(dir, new FileEdit.Remove(file)).operation();
    assertThat(removed.folder().resolve("bytes")).doesNotExist();
    assertThat(removed.folder().resolve("0.kept")).exists();
  }

  @Test
  void anOperationElsewhereOfWhichNoNoteCanBeLeftIsDoneAndSaysSo() throws IOException {
    Path elsewhere = folder.resolve("q");
    CommitOptions options = Trees.OPTIONS.withQuarantine(elsewhere);
    Path home = Files.createDirectory(dir.resolve(".aof-fsck"));
    // Something has the name that the link would get.
    Trees.write(home.resolve("20261122T101112Z-1.running"), "");
    Map<String, String> before = Trees.snapshot(dir);
    List<FileEdit> edits = List.of(new FileEdit.Truncate(file, 4));

    CommitOutcome outcome = Commit.run(dir, edits, Trees.prints(edits), options);

    assertThat(outcome.warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning).contains("no note", home.toString(), elsewhere.toString()));
    assertThat(Operations.list(dir)).isEmpty();
    assertThat(Trees.read(file)).isEqualTo("0123");
    Commit.undo(dir, options);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }
}
