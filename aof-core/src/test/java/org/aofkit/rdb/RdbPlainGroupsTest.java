package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

/**
 * Groups of streams that are passed in a small loop if nobody is told of them are judged as by the
 * engine, which is asked here by somebody who wants to be told.
 */
class RdbPlainGroupsTest {
  private static final RdbHandler LISTENER =
      new RdbHandler() {
        @Override
        public boolean key(RdbKeyHeader header) {
          return true;
        }
      };
  private static final int[] TYPES = {15, 19, 21};

  private final Random random = new Random(20261123);
  private int sound;
  private int refused;
  private int damaged;

  @Test
  void plainGroupsAreJudgedAsTheEngineDoes() throws IOException {
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = image(round % 3);
      if (round % 5 == 0) {
        bytes[16 + random.nextInt(bytes.length - 16)] ^= (byte) (1 << random.nextInt(8));
      }
      assertSame(bytes, round);
    }
    assertThat(sound).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(100);
    assertThat(damaged).isGreaterThan(100);
  }

  private void assertSame(byte[] bytes, int round) throws IOException {
    MemorySource source = new MemorySource("rdb", bytes);
    RdbOptions options = new RdbOptions(round % 7 == 0 ? 128 : 4096, false);
    RdbImage expected = RdbReader.read(source, 0, options, RdbDepth.DEEP, LISTENER);
    assertThat(RdbReader.read(source, 0, options, RdbDepth.DEEP, null))
        .as("round " + round)
        .usingRecursiveComparison()
        .isEqualTo(expected);
    refused += expected.problem() != null ? 1 : 0;
    damaged += expected.damageCount() != 0 ? 1 : 0;
    sound += expected.problem() == null && expected.damageCount() == 0 ? 1 : 0;
  }

  /** Five streams without entries, whose groups are sound for the most part. */
  private byte[] image(int layout) {
    ImageBytes image = ImageBytes.redis().select(0);
    for (int i = 0; i < 5; i++) {
      image.raw(TYPES[layout]).string("stream:" + i).raw(0);
      for (int k = 0; k < (layout == 0 ? 3 : 8); k++) {
        image.raw(0);
      }
      int groups = random.nextInt(8) == 0 ? 7 + random.nextInt(4) : random.nextInt(3);
      image.raw(groups);
      for (int k = 0; k < groups; k++) {
        name(image, "group" + (random.nextInt(200) == 0 ? k - 1 : k));
        group(image, layout);
      }
    }
    return image.end().bytes();
  }

  private void group(ImageBytes image, int layout) {
    for (int i = 0; i < (layout == 0 ? 2 : 3); i++) {
      number(image);
    }
    int pending = random.nextInt(10);
    image.raw(pending);
    boolean isSwapped = random.nextInt(60) == 0;
    for (int i = 0; i < pending; i++) {
      id(image, isSwapped && i < 2 && pending > 1 ? 1 - i : random.nextInt(300) == 0 ? i - 1 : i);
      time(image);
      number(image);
    }
    int consumers = 1 + random.nextInt(3);
    image.raw(consumers);
    int from = 0;
    for (int i = 0; i < consumers; i++) {
      name(image, "consumer" + Math.max(0, i - random.nextInt(100) / 99));
      time(image);
      if (layout == 2) {
        time(image);
      }
      int to = i == consumers - 1 ? pending : from + random.nextInt(pending - from + 1);
      if (random.nextInt(150) == 0) {
        to = Math.max(from, to - 1);
      }
      image.raw(to - from);
      for (int k = from; k < to; k++) {
        id(image, random.nextInt(300) == 0 ? random.nextInt(pending + 1) : k);
      }
      from = to;
    }
  }

  /** The id with this number: of one that begins with all bits set, too, as they have no sign. */
  private static void id(ImageBytes image, int number) {
    long milliseconds = number < 5 ? 1_700_000_000_000L + number : -10L + number;
    for (long half : new long[] {milliseconds, number % 2 == 0 ? 0 : Long.MAX_VALUE + number}) {
      for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        image.raw((int) (half >>> shift));
      }
    }
  }

  /** Now and then with a length in two bytes, which is rare for so short a name. */
  private void name(ImageBytes image, String name) {
    if (random.nextInt(30) == 0) {
      image.string(name);
    } else {
      image.raw(name.length()).raw(ImageBytes.text(name));
    }
  }

  private void time(ImageBytes image) {
    for (int i = 0; i < Long.BYTES; i++) {
      image.raw(random.nextInt(256));
    }
  }

  private void number(ImageBytes image) {
    switch (random.nextInt(12)) {
      case 0 -> image.raw(0x80, 0, 1, 2, 3);
      case 1 -> image.raw(0x81, 0, 0, 1, 0, 0, 0, 1, 2);
      case 2 -> image.raw(0x41, 0x10);
      default -> image.raw(random.nextInt(0x40));
    }
  }
}
