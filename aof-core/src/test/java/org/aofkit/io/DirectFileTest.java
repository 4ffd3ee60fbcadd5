package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectFileTest {
  private static final int BLOCK = 2 * DirectIo.ALIGNMENT;

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsInTheFileWhereverItEnds() throws IOException {
    var random = new Random(1);
    for (int length :
        new int[] {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 4096, 100_000}) {
      Path path = folder.resolve("file-" + length);
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      try (FileChannel file = create(path)) {
        var direct = new DirectFile(file, path, BLOCK);
        int at = 0;
        while (at < length) {
          int n = Math.min(length - at, 1 + random.nextInt(20_000));
          assertThat(direct.write(ByteBuffer.wrap(bytes, at, n))).isEqualTo(n);
          at += n;
          assertThat(direct.position()).isEqualTo(at);
          assertThat(direct.size()).isEqualTo(at);
        }
        direct.close();
        assertThat(file.position()).isEqualTo(length);
      }
      assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }
  }

  @Test
  void whoeverGoesBackWritesOverWhatIsThereAndGoesOnBehindIt() throws IOException {
    Path path = folder.resolve("file");
    var expected = new ByteArrayOutputStream();
    try (FileChannel file = create(path);
        var direct = new DirectFile(file, path, BLOCK)) {
      byte[] bytes = new byte[3 * BLOCK + 100];
      direct.write(ByteBuffer.wrap(bytes));
      direct.position(5);
      direct.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertThat(direct.position()).isEqualTo(8);
      direct.position(bytes.length);
      direct.write(ByteBuffer.wrap(new byte[] {4}));
      assertThat(direct.size()).isEqualTo(bytes.length + 1);
      bytes[5] = 1;
      bytes[6] = 2;
      bytes[7] = 3;
      expected.write(bytes);
      expected.write(4);
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(expected.toByteArray());
  }

  @Test
  void aFileThatCannotBeOpenedOnceMoreIsWrittenAsUsual() throws IOException {
    Path path = folder.resolve("file");
    byte[] bytes = new byte[5 * BLOCK + 7];
    new Random(2).nextBytes(bytes);
    try (FileChannel file = create(path);
        var direct = new DirectFile(file, folder.resolve("elsewhere"), BLOCK)) {
      direct.write(ByteBuffer.wrap(bytes));
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
  }

  @Test
  void aFailureToWriteIsTold() throws IOException {
    Path path = folder.resolve("file");
    create(path).close();
    FileChannel closed = FileChannel.open(path, StandardOpenOption.WRITE);
    var direct = new DirectFile(closed, folder.resolve("elsewhere"), BLOCK);
    direct.write(ByteBuffer.wrap(new byte[BLOCK - 1]));
    closed.close();
    assertThatThrownBy(
            () -> {
              direct.write(ByteBuffer.wrap(new byte[5 * BLOCK]));
              direct.close();
            })
        .isInstanceOf(IOException.class);
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }
}
