package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the edits of one file, in place and where it has another name. */
class ChangePlanTest {
  @TempDir Path dir;

  private Path file;

  @BeforeEach
  void oneFile() throws IOException {
    file = Trees.write(dir.resolve("f"), "0123456789");
  }

  private FileEdit over(int offset, String text) {
    return new FileEdit.Overwrite(file, offset, Trees.text(text));
  }

  /** Carries edits out, and takes them back. */
  private void assertBecomes(String expected, boolean shared, FileEdit... edits)
      throws IOException {
    Path backup = dir.resolve("backup");
    if (shared) {
      Files.createLink(backup, file);
    }
    Map<String, String> before = Trees.snapshot(dir);
    Trees.run(dir, edits);
    assertThat(Trees.read(file)).isEqualTo(expected);
    if (shared) {
      assertThat(Trees.read(backup)).isEqualTo("0123456789");
    }
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    Files.deleteIfExists(backup);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsNotWrittenOverStays(boolean shared) throws IOException {
    assertBecomes("012##56789", shared, over(3, "##"));
    assertBecomes("##23456789", shared, over(0, "##"));
    assertBecomes("01234567##", shared, over(8, "##"));
    assertBecomes("##########", shared, over(0, "##########"));
    assertBecomes("012##", shared, over(3, "##"), new FileEdit.Truncate(file, 5));
    assertBecomes("012##5", shared, over(3, "##"), new FileEdit.Truncate(file, 6));
    assertBecomes("0123456", shared, new FileEdit.Truncate(file, 7));
    assertBecomes("0123456789+", shared, new FileEdit.Append(file, Trees.text("+")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesMayBeGivenInAnyOrder(boolean shared) throws IOException {
    FileEdit append = new FileEdit.Append(file, Trees.text("end"));
    assertBecomes("a12bc5d789end", shared, over(6, "d"), append, over(3, "bc"), over(0, "a"));
  }
}
