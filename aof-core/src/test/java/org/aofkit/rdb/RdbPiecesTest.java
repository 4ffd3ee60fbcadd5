package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.aofkit.io.ByteSource;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

class RdbPiecesTest {
  private static final RdbOptions OPTIONS = new RdbOptions(4096, false);
  private static final int MOST = 200_000;

  @Test
  void realFilesInPiecesAreWhatTheyAreInOne() throws IOException {
    for (Path file : TestData.files("rdb", ".rdb")) {
      if (Files.size(file) <= MOST) {
        assertSameInPieces(Files.readAllBytes(file), file.toString());
      }
    }
  }

  @Test
  void oddAndDamagedFilesInPiecesAreWhatTheyAreInOne() throws IOException {
    for (String folder : new String[] {"acceptance-rdb", "acceptance-rdb-deep"}) {
      for (Path file : TestData.files(folder, ".rdb")) {
        byte[] bytes = Files.readAllBytes(file);
        assertSameInPieces(bytes, file.toString());
      }
    }
  }

  @Test
  void oneFlippedByteAnywhereIsSeenAsInOnePiece() throws IOException {
    byte[] bytes = Files.readAllBytes(TestData.folder("rdb/redis-7.0.15/one-of-each.rdb"));
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      assertSameInPieces(damaged, "flip " + i);
      assertSameInPieces(java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)), "cut " + i);
    }
  }

  @Test
  void aKeyThatRepeatsTheOneInFrontOfACutIsNoticed() throws IOException {
    ImageBytes image = ImageBytes.redis();
    for (int i = 0; i < 200; i++) {
      image.set("key:" + i, "some value");
    }
    image.set("key:199", "again").set("b", "1").end();
    assertSameInPieces(image.bytes(), "repeated key");
    RdbImage read = RdbPieces.read(source(image.bytes()), 0, OPTIONS, 2, null, 16);
    assertThat(read.problem().kind()).isEqualTo(RdbProblem.Kind.DUPLICATE_KEY);
    assertThat(read.keys()).isEqualTo(200);
  }

  @Test
  void twoLibrariesOfOneNameFarFromEachOtherAreNoticed() throws IOException {
    ImageBytes image = ImageBytes.redis().raw(0xF5).string("#!lua name=x\nreturn 1");
    for (int i = 0; i < 200; i++) {
      image.set("key:" + i, "some value");
    }
    image.raw(0xF5).string("#!lua name=x\nreturn 1").set("b", "1").end();
    assertSameInPieces(image.bytes(), "repeated library");
  }

  @Test
  void anErrorOfTheSourceIsThatOfTheReading() {
    ImageBytes image = ImageBytes.redis();
    for (int i = 0; i < 2000; i++) {
      image.set("key:" + i, "some value");
    }
    byte[] bytes = image.end().bytes();
    ByteSource failing =
        new ByteSource() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public int read(long offset, ByteBuffer dst) throws IOException {
            if (offset > bytes.length / 2) {
              throw new IOException("the disk is gone");
            }
            int count = Math.min(dst.remaining(), bytes.length - (int) offset);
            dst.put(bytes, (int) offset, count);
            return count;
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> RdbPieces.read(failing, 0, new RdbOptions(64, false), 3, null, 256))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");
  }

  private static void assertSameInPieces(byte[] bytes, String name) throws IOException {
    RdbImage expected = RdbReader.read(source(bytes), 0, OPTIONS, RdbDepth.DEEP, null);
    for (long piece : new long[] {1, 700}) {
      RdbImage image = RdbPieces.read(source(bytes), 0, OPTIONS, 2, null, piece);
      assertThat(image)
          .as(name + " in pieces of " + piece)
          .usingRecursiveComparison()
          .isEqualTo(expected);
    }
  }

  private static MemorySource source(byte[] bytes) {
    return new MemorySource("rdb", bytes);
  }
}
