package org.aofkit.commit;

import static org.aofkit.commit.OperationStatus.DAMAGED;
import static org.aofkit.commit.OperationStatus.FINISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An undo whose decision was damaged: what counts as a file that was put back, and what does not.
 * Each operation here is finished, and its journal ends in a damaged record.
 */
class UndoTracesTest {
  @TempDir Path dir;

  private Path file;

  @BeforeEach
  void oneFile() throws IOException {
    file = Trees.write(dir.resolve("f"), "0123456789");
  }

  private Path done(FileEdit... edits) throws IOException {
    Path folder = Trees.run(dir, edits).operation().folder();
    byte[] torn = JournalRecord.of("undo", "staged", "").line();
    torn[12] ^= 1;
    Path journal = folder.resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    int end = (int) Journal.read(folder).validLength();
    System.arraycopy(torn, 0, bytes, end, torn.length);
    Files.write(journal, bytes);
    assertThat(status()).isEqualTo(FINISHED);
    return folder;
  }

  private OperationStatus status() throws IOException {
    return Operations.list(dir).get(0).status();
  }

  private void assertStopsEverything() throws IOException {
    Map<String, String> now = Trees.snapshot(dir);
    assertThat(status()).isEqualTo(DAMAGED);
    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining("has been put back already");
    assertThat(Trees.snapshot(dir)).isEqualTo(now);
  }

  private static FileEdit replaced(Path file, String text) {
    return new FileEdit.Replace(file, List.of(new FileEdit.Part.Literal(Trees.text(text))));
  }

  @Test
  void whatWasAppendedIsPutBackOnceThatIsCutOff() throws IOException {
    done(new FileEdit.Append(file, Trees.text("more")));
    Trees.write(file, "0123456789");
    assertStopsEverything();
  }

  @Test
  void oneOldByteAmongTheNewOnesIsATrace() throws IOException {
    done(new FileEdit.Overwrite(file, 2, Trees.text("ABCDEF")));
    Trees.write(file, "01ABCD6789");
    assertStopsEverything();
  }

  @Test
  void aFileThatIsAsTheOperationLeftItButForItsTimeIsNone() throws IOException {
    done(
        new FileEdit.Truncate(file, 8),
        new FileEdit.Overwrite(file, 2, Trees.text("##")),
        replaced(Trees.write(dir.resolve("g"), "old"), "new"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    Files.setLastModifiedTime(dir.resolve("g"), FileTime.fromMillis(1_000));
    assertThat(status()).isEqualTo(FINISHED);
  }

  @Test
  void aFileThatIsGoneOrThatSomebodyMadeIsNone() throws IOException {
    Path removed = Trees.write(dir.resolve("g"), "old");
    done(
        replaced(dir.resolve("made"), "new"),
        new FileEdit.Remove(removed),
        new FileEdit.Truncate(file, 4));
    Files.delete(dir.resolve("made"));
    Files.delete(file);
    Trees.write(removed, "somebody else's");
    assertThat(status()).isEqualTo(FINISHED);
  }

  @Test
  void aReplacedOrRemovedFileIsPutBackOnceItIsTheOldOneAgain() throws IOException {
    Path removed = Trees.write(dir.resolve("g"), "old");
    Path folder = done(replaced(file, "new"), new FileEdit.Remove(removed));
    Path kept = LoggedFile.kept(folder, 1);
    // As a rename leaves it, and as a copy with the old time does while the old name is still
    // there.
    Files.copy(kept, removed);
    Files.setLastModifiedTime(removed, Files.getLastModifiedTime(kept));
    assertStopsEverything();
    Files.delete(removed);
    assertThat(status()).isEqualTo(FINISHED);
    Files.move(kept, removed);
    Files.setLastModifiedTime(removed, FileTime.fromMillis(1_000));
    assertStopsEverything();
  }

  @Test
  void theSameBytesOfAnotherTimeBesideWhatIsKeptAreSomebodysCopy() throws IOException {
    Path removed = Trees.write(dir.resolve("g"), "old");
    done(new FileEdit.Remove(removed));
    Trees.write(removed, "old");
    Files.setLastModifiedTime(removed, FileTime.fromMillis(1_000));
    assertThat(status()).isEqualTo(FINISHED);
  }
}
