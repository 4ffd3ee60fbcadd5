package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The originals of an operation, put together somewhere else. */
class OriginalFilesTest {
  @TempDir Path folder;

  private final byte[] content = new byte[40_000];
  private Path dir;
  private Path file;
  private Path target;

  @BeforeEach
  void oneFile() throws IOException {
    new Random(3).nextBytes(content);
    dir = Files.createDirectory(folder.resolve("dir"));
    file = Files.write(dir.resolve("f"), content);
    target = folder.resolve("target");
  }

  @Test
  void anOriginalIsNotPutTogetherOfKeptBytesThatAreDamaged() throws IOException {
    Operation operation = Trees.run(dir, new FileEdit.Truncate(file, 100)).operation();
    Path bytes = operation.folder().resolve("bytes");
    byte[] kept = Files.readAllBytes(bytes);
    // Far from both ends, which are looked at anyway.
    kept[kept.length / 2] ^= 1;
    Files.write(bytes, kept);

    assertThatThrownBy(() -> Commit.undoTo(dir, target, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining("checksum");

    assertThat(target).doesNotExist();
  }

  @Test
  void aSecondRunFindsItsFilesAndLeavesNothingBesideThem() throws IOException {
    Trees.run(dir, new FileEdit.Truncate(file, 100));
    for (int i = 0; i < 2; i++) {
      assertThat(Commit.undoTo(dir, target, Trees.OPTIONS)).containsExactly(target.resolve("f"));
      assertThat(Quarantine.entries(target)).isEqualTo(List.of(target.resolve("f")));
      assertThat(Files.readAllBytes(target.resolve("f"))).isEqualTo(content);
    }
  }

  @Test
  void aFileOfTheSameLengthThatIsAnotherIsNotWrittenOver() throws IOException {
    Trees.run(dir, new FileEdit.Truncate(file, 100));
    Files.createDirectory(target);
    byte[] other = content.clone();
    other[20_000] ^= 1;
    for (byte[] there : List.of(other, new byte[1], new byte[40_001])) {
      Files.write(target.resolve("f"), there);
      assertThatThrownBy(() -> Commit.undoTo(dir, target, Trees.OPTIONS))
          .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
      assertThat(Quarantine.entries(target)).isEqualTo(List.of(target.resolve("f")));
      assertThat(Files.readAllBytes(target.resolve("f"))).isEqualTo(there);
    }
  }
}
