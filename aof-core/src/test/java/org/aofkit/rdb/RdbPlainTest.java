package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.packed.LzfCompressor;
import org.junit.jupiter.api.Test;

/**
 * What is passed in small loops if nobody is told of it is judged as by the engine, which is asked
 * here by somebody who wants to be told.
 */
class RdbPlainTest {
  private static final RdbHandler LISTENER =
      new RdbHandler() {
        @Override
        public boolean key(RdbKeyHeader header) {
          return true;
        }
      };

  private final Random random = new Random(20261123);

  @Test
  void plainKeysAreJudgedAsTheEngineDoes() throws IOException {
    int withProblem = 0;
    for (int round = 0; round < 600; round++) {
      byte[] bytes = image(60);
      if (round % 2 == 0) {
        bytes[9 + random.nextInt(bytes.length - 9)] ^= (byte) (1 << random.nextInt(8));
      }
      if (round % 8 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      withProblem += assertSame(bytes, round) ? 1 : 0;
    }
    assertThat(withProblem).isBetween(150, 500);
  }

  @Test
  void plainKeysThatAreThereTwiceAreFound() throws IOException {
    ImageBytes image = ImageBytes.redis().select(0);
    for (int i = 0; i < 3000; i++) {
      string(string(image.raw(0), "key:" + (i >= 2990 ? i - 2500 : i)), "some value");
    }
    MemorySource source = new MemorySource("rdb", image.end().bytes());
    RdbOptions options = new RdbOptions(4096, false);
    for (int threads = 1; threads <= 2; threads++) {
      RdbKeyFilter filter = RdbKeyFilter.forImage(source.size());
      RdbImage read = RdbPieces.read(source, 0, options, threads, filter, 1000);
      assertThat(read.keys()).isEqualTo(3000);
      assertThat(RdbDuplicates.find(source, read, options, 0, filter).count()).isEqualTo(10);
    }
  }

  private boolean assertSame(byte[] bytes, int round) throws IOException {
    boolean hasProblem = false;
    for (boolean inAof : new boolean[] {false, true}) {
      RdbOptions options = new RdbOptions(round % 3 == 0 ? 128 : 4096, inAof);
      MemorySource source = new MemorySource("rdb", bytes);
      RdbImage expected = RdbReader.read(source, 0, options, RdbDepth.DEEP, LISTENER);
      assertThat(RdbReader.read(source, 0, options, RdbDepth.DEEP, null))
          .as("round " + round + ", in an AOF: " + inAof)
          .usingRecursiveComparison()
          .isEqualTo(expected);
      assertThat(RdbPieces.read(source, 0, options, 2, null, 100))
          .as("round " + round + " in pieces, in an AOF: " + inAof)
          .usingRecursiveComparison()
          .isEqualTo(expected);
      hasProblem |= expected.problem() != null;
    }
    return hasProblem;
  }

  private byte[] image(int keys) {
    ImageBytes image = ImageBytes.redis().select(0);
    for (int i = 0; i < keys; i++) {
      if (random.nextInt(20) == 0) {
        image.select(random.nextInt(2));
      }
      int prefix = random.nextInt(6);
      if (prefix < 2) {
        image.raw(0xFC);
        for (int k = 0; k < Long.BYTES; k++) {
          image.raw(prefix == 0 ? 0xFF : random.nextInt(256));
        }
      }
      String name = "key:" + (random.nextInt(300) == 0 ? i - 1 : i);
      int kind = random.nextInt(12);
      if (kind < 9) {
        string(image.raw(0), name);
        value(image, kind);
      } else {
        table(image, name, kind);
      }
    }
    return image.end().bytes();
  }

  private void value(ImageBytes image, int kind) {
    switch (kind) {
      case 0 -> image.raw(0xC0, random.nextInt(256));
      case 1 -> image.raw(0xC1, random.nextInt(256), random.nextInt(256));
      case 2 -> image.raw(0xC2, 1, 2, 3, random.nextInt(256));
      case 3, 4, 5 -> compressed(image);
      default -> string(image, "x".repeat(random.nextInt(200)));
    }
  }

  private void compressed(ImageBytes image) {
    byte[] text = ImageBytes.text("abc".repeat(5 + random.nextInt(90)) + random.nextInt());
    byte[] stream = new byte[text.length];
    int length = new LzfCompressor().compress(text, 0, text.length, stream, 0, text.length);
    length(length(image.raw(0xC3), length), text.length).raw(Arrays.copyOf(stream, length));
  }

  /** A set, a hash or a sorted set; now and then with a member that is there twice. */
  private void table(ImageBytes image, String name, int kind) {
    int count = 1 + random.nextInt(12);
    length(string(image.raw(kind == 9 ? 2 : kind == 10 ? 4 : 5), name), count);
    for (int i = 0; i < count; i++) {
      string(image, "member " + (random.nextInt(800) == 0 ? i - 1 : i));
      if (kind == 10) {
        value(image, random.nextInt(9));
      } else if (kind == 11) {
        image.raw(0, 0, 0, 0, 0, 0, random.nextInt(400) == 0 ? 0xF8 : 0xF0, 0x7F);
      }
    }
  }

  private static ImageBytes string(ImageBytes image, String text) {
    return length(image, text.length()).raw(ImageBytes.text(text));
  }

  private static ImageBytes length(ImageBytes image, int length) {
    return length < 0x40 ? image.raw(length) : image.raw(0x40 | length >> 8, length & 0xFF);
  }
}
