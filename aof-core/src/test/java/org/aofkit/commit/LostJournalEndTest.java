package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The end of the journal of a finished operation is gone, from any byte on. Whatever is then asked
 * for: either all files are as before, or all are as after and everything that was kept is there.
 */
class LostJournalEndTest {
  private static final int STEP = Integer.getInteger("aofkit.journal.step", 97);
  private static final String LONG = "0123456789".repeat(20);

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "in place, NUL, undo",
    "in place, cut, undo",
    "in place, NUL, settle",
    "in place, cut, settle",
    "new files, NUL, undo",
    "new files, cut, undo",
    "new files, NUL, settle",
    "new files, cut, settle",
    "both, NUL, undo",
    "both, cut, undo",
    "both, NUL, settle",
    "both, cut, settle"
  })
  void nothingIsLost(String kind, String damage, String asked) throws IOException {
    long length = Files.size(operation(root.resolve("first"), kind).resolve(Journal.FILE_NAME));
    for (int from = 1; from < length; from += STEP) {
      Path dir = root.resolve("at-" + from);
      Path folder = operation(dir, kind);
      Map<String, String> after = Trees.snapshot(dir);
      Map<String, String> kept = kept(folder);
      damage(folder.resolve(Journal.FILE_NAME), from, damage.equals("NUL"));
      String told = ask(dir, asked.equals("undo"));

      Map<String, String> now = Trees.snapshot(dir);
      if (!now.equals(before())) {
        assertThat(now).as("from %s: %s", from, told).isEqualTo(after);
        assertThat(kept(folder)).as("from %s: %s", from, told).containsAllEntriesOf(kept);
      }
    }
  }

  private static String ask(Path dir, boolean undo) {
    try {
      return undo
          ? Commit.undo(dir, Trees.OPTIONS).toString()
          : Commit.finishInterrupted(dir, Trees.OPTIONS).toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void damage(Path journal, int from, boolean isNul) throws IOException {
    byte[] bytes = Files.readAllBytes(journal);
    if (isNul) {
      Arrays.fill(bytes, from, bytes.length, (byte) 0);
    } else {
      bytes = Arrays.copyOf(bytes, from);
    }
    Files.write(journal, bytes);
  }

  private static Map<String, String> kept(Path folder) throws IOException {
    Map<String, String> kept = new HashMap<>();
    if (Files.exists(folder)) {
      for (Path entry : Quarantine.kept(folder)) {
        kept.put(entry.getFileName().toString(), Trees.read(entry));
      }
    }
    return kept;
  }

  private Map<String, String> before() throws IOException {
    Path dir = Files.createDirectories(root.resolve("before"));
    fill(dir);
    return Trees.snapshot(dir);
  }

  private static void fill(Path dir) throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      Trees.write(dir.resolve(name), LONG + name);
    }
  }

  private static Path operation(Path dir, String kind) throws IOException {
    Files.createDirectories(dir);
    fill(dir);
    Path a = dir.resolve("a");
    Path b = dir.resolve("b");
    FileEdit[] inPlace = {
      new FileEdit.Overwrite(a, 3, Trees.text("abc")),
      new FileEdit.Truncate(a, 150),
      new FileEdit.Overwrite(b, 30, Trees.text("xyz")),
      new FileEdit.Append(b, Trees.text("more"))
    };
    FileEdit[] whole = {
      new FileEdit.Replace(
          dir.resolve("c"), List.of(new FileEdit.Part.Literal(Trees.text("new c")))),
      new FileEdit.Remove(dir.resolve("d"))
    };
    FileEdit[] edits =
        switch (kind) {
          case "in place" -> inPlace;
          case "new files" -> whole;
          default -> {
            FileEdit[] both = Arrays.copyOf(inPlace, inPlace.length + whole.length);
            System.arraycopy(whole, 0, both, inPlace.length, whole.length);
            yield both;
          }
        };
    return Trees.run(dir, edits).operation().folder();
  }
}
