package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectSourceTest extends FileSourceContract {
  private static final int LONG = 3_000_017;

  @Override
  IoMode mode() {
    return IoMode.DIRECT;
  }

  @Test
  void longReadsGiveWhatIsThereWhereverTheyBeginAndEnd() throws IOException {
    var random = new Random(3);
    byte[] content = new byte[LONG];
    random.nextBytes(content);
    Path file = Files.write(directory.resolve("long"), content);
    try (ByteSource source = FileSources.open(file, mode())) {
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(LONG);
        int wanted = 1 + random.nextInt(2_000_000);
        ByteBuffer dst =
            i % 2 == 0 ? ByteBuffer.allocate(wanted) : ByteBuffer.allocateDirect(wanted);
        int n = source.read(from, dst);
        assertThat(n).isEqualTo(Math.min(wanted, LONG - from));
        byte[] got = new byte[n];
        dst.get(0, got);
        assertThat(got).isEqualTo(Arrays.copyOfRange(content, from, from + n));
      }
    }
  }

  @Test
  void aLongReadOfWhatWasCutIsRefused() throws IOException {
    Path file = Files.write(directory.resolve("long"), new byte[LONG]);
    try (ByteSource source = FileSources.open(file, mode());
        FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
      cut.truncate(LONG / 2);
      assertThatThrownBy(() -> source.read(LONG / 2 - 100_000, ByteBuffer.allocate(LONG)))
          .isInstanceOf(FileShrankException.class);
    }
  }
}
