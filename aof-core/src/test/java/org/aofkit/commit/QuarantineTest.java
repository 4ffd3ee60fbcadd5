package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as an operation of a directory, and what lies there besides. */
class QuarantineTest {
  @TempDir Path folder;

  private Path dir;
  private Path file;

  @BeforeEach
  void oneFile() throws IOException {
    dir = Files.createDirectory(folder.resolve("dir"));
    file = Trees.write(dir.resolve("f"), "0123456789");
  }

  private static Operation truncated(Path dir, Path file, long size, CommitOptions options)
      throws IOException {
    List<FileEdit> edits = List.of(new FileEdit.Truncate(file, size));
    return Commit.run(dir, edits, Trees.prints(edits), options).operation();
  }

  @Test
  void operationsAreNumberedOnAndListedByTheirNumber() throws IOException {
    for (int size = 9; size >= 0; size--) {
      truncated(dir, file, size, Trees.OPTIONS);
    }
    truncated(dir, Trees.write(dir.resolve("g"), "0123456789"), 1, Trees.OPTIONS);
    assertThat(Operations.list(dir))
        .extracting(operation -> Integer.parseInt(operation.name().replaceAll(".*-", "")))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Test
  void theLastOperationIsTheLastOneAlsoWhereTheClockWentBack() throws IOException {
    truncated(dir, file, 9, Trees.OPTIONS);
    Clock earlier = Clock.offset(Trees.CLOCK, Duration.ofHours(-1));
    truncated(dir, file, 8, CommitOptions.of(earlier, "test"));
    Clock later = Clock.offset(Trees.CLOCK, Duration.ofHours(1));
    truncated(dir, file, 7, CommitOptions.of(later, "test"));

    assertThat(Operations.list(dir))
        .extracting(Operation::name)
        .containsExactly("20261122T101112Z-1", "20261122T091112Z-2", "20261122T111112Z-3");
    for (String text : List.of("01234567", "012345678", "0123456789")) {
      Commit.undo(dir, Trees.OPTIONS);
      assertThat(Trees.read(file)).isEqualTo(text);
    }
  }

  @Test
  void otherThingsInTheQuarantineAreNoOperations() throws IOException {
    Operation operation = truncated(dir, file, 9, Trees.OPTIONS);
    Path home = dir.resolve(".aof-fsck");
    Trees.write(home.resolve("20260101T000000Z-5"), "a file");
    Files.createDirectory(home.resolve("20260101T000000Z-6.running"));
    Files.createDirectory(home.resolve("20260101T000000Z-1234567890"));
    Files.createDirectory(home.resolve("notes"));

    assertThat(Operations.list(dir)).extracting(Operation::name).containsExactly(operation.name());
    assertThat(Commit.isInterrupted(dir, Trees.OPTIONS)).isFalse();
  }

  @Test
  void aQuarantineSharedByTwoDirectoriesKeepsThemApartAlsoWithoutLinks() throws IOException {
    Path shared = folder.resolve("shared");
    CommitOptions options = Trees.OPTIONS.withQuarantine(shared);
    Path other = Files.createDirectory(folder.resolve("other"));
    Path otherFile = Trees.write(other.resolve("f"), "0123456789");
    Map<String, String> before = Trees.snapshot(dir);
    Operation first = truncated(dir, file, 9, options);
    Operation second = truncated(other, otherFile, 8, options);
    // Beside those of the directories: a file, and a folder without a journal.
    Trees.write(shared.resolve("20260101T000000Z-5"), "a file");
    Files.createDirectory(shared.resolve("20260101T000000Z-6"));
    Files.createDirectory(shared.resolve("notes"));

    assertThat(first.folder()).hasParentRaw(shared);
    assertThat(second.name()).isNotEqualTo(first.name());
    for (boolean linked : new boolean[] {true, false}) {
      if (!linked) {
        Files.delete(dir.resolve(".aof-fsck").resolve(first.name()));
        assertThat(Operations.list(dir)).isEmpty();
      }
      assertThat(Operations.list(dir, shared))
          .extracting(Operation::name)
          .containsExactly(first.name());
      assertThat(Operations.list(other, shared))
          .extracting(Operation::name)
          .containsExactly(second.name());
    }
    // A folder whose name is that of an unsettled link is none.
    Files.move(first.folder(), shared.resolve(first.name() + ".running"));
    assertThat(Operations.list(dir, shared)).isEmpty();
    Files.move(shared.resolve(first.name() + ".running"), first.folder());

    Commit.undo(dir, options);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(Trees.read(otherFile)).isEqualTo("01234567");
  }

  @Test
  void whatIsNotOursStaysWhenKeptBytesAreReleased() throws IOException {
    Operation operation = truncated(dir, file, 5, Trees.OPTIONS);
    Path note = Trees.write(operation.folder().resolve("note"), "of somebody");
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Quarantine.entries(operation.folder()))
        .containsExactlyInAnyOrder(note, operation.folder().resolve("journal"));
  }
}
