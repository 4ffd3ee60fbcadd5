package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.packed.LzfCompressor;
import org.junit.jupiter.api.Test;

/**
 * Values that are passed in small loops if nobody is told of them are judged as by the engine,
 * which is asked here by somebody who wants to be told.
 */
class RdbPlainValuesTest {
  private static final RdbHandler LISTENER =
      new RdbHandler() {
        @Override
        public boolean key(RdbKeyHeader header) {
          return true;
        }
      };
  private static final int[] STREAMS = {15, 19, 21};

  /** The entries of a listpack, numbers and texts. */
  private static final class Listpack {
    private final List<Object> entries = new ArrayList<>();

    Listpack number(long number) {
      entries.add(number);
      return this;
    }

    Listpack text(String text) {
      entries.add(text);
      return this;
    }

    Listpack all(Listpack more) {
      entries.addAll(more.entries);
      return this;
    }

    byte[] bytes(boolean isCountUnknown) {
      var writer = new ListpackWriter(false);
      for (Object entry : entries) {
        if (entry instanceof Long number) {
          writer.integer(number);
        } else {
          byte[] text = ImageBytes.text(entry.toString());
          writer.bytes(text, 0, text.length);
        }
      }
      byte[] bytes = Arrays.copyOf(writer.finish(), writer.size());
      if (isCountUnknown) {
        bytes[4] = -1;
        bytes[5] = -1;
      }
      return bytes;
    }
  }

  private final Random random = new Random(20261123);
  private int sound;
  private int refused;
  private int damaged;

  @Test
  void plainValuesAreJudgedAsTheEngineDoes() throws IOException {
    for (int round = 0; round < 4000; round++) {
      byte[] bytes = image();
      if (round % 2 != 0) {
        bytes[16 + random.nextInt(bytes.length - 116)] ^= (byte) (1 << random.nextInt(8));
      }
      assertSame(bytes, round);
    }
    assertThat(sound).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(500);
    assertThat(damaged).isGreaterThan(500);
  }

  private void assertSame(byte[] bytes, int round) throws IOException {
    MemorySource source = new MemorySource("rdb", bytes);
    RdbOptions options = new RdbOptions(round % 7 == 0 ? 256 : 8192, round % 2 == 0);
    RdbImage expected = RdbReader.read(source, 0, options, RdbDepth.DEEP, LISTENER);
    assertThat(RdbReader.read(source, 0, options, RdbDepth.DEEP, null))
        .as("round " + round)
        .usingRecursiveComparison()
        .isEqualTo(expected);
    assertThat(RdbPieces.read(source, 0, options, 2, null, 200))
        .as("round " + round + " in pieces")
        .usingRecursiveComparison()
        .isEqualTo(expected);
    refused += expected.problem() != null ? 1 : 0;
    damaged += expected.damageCount() != 0 ? 1 : 0;
    sound += expected.problem() == null && expected.damageCount() == 0 ? 1 : 0;
  }

  /** Some keys, and at the end one so long that those in front of it lie in the buffer whole. */
  private byte[] image() {
    ImageBytes image = ImageBytes.redis().select(0);
    // The first key of an image is never passed in a small loop.
    string(string(image.raw(0), "first"), "value");
    for (int i = 0; i < 4; i++) {
      switch (random.nextInt(9)) {
        case 0 -> table(image, 2, i);
        case 1 -> table(image, 4, i);
        case 2 -> table(image, 5, i);
        case 3 -> packed(image, 16, i, pairs());
        case 4 -> packed(image, 17, i, scores());
        case 5 -> packed(image, 20, i, members());
        case 6 -> intset(image, i);
        case 7 -> list(image, i);
        default -> stream(image, random.nextInt(STREAMS.length), i);
      }
    }
    string(string(image.raw(0), "last"), "x".repeat(120));
    return image.end().bytes();
  }

  private void table(ImageBytes image, int type, int number) {
    int count = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(150);
    length(string(image.raw(type), "table:" + number), count);
    for (int i = 0; i < count; i++) {
      string(image, "member " + (random.nextInt(2000) == 0 ? i - 1 : i));
      if (type == 4) {
        string(image, "v".repeat(random.nextInt(70)));
      } else if (type == 5) {
        image.raw(0, 0, 0, 0, 0, 0, random.nextInt(3000) == 0 ? 0xF8 : 0xF0, 0x7F);
      }
    }
  }

  private void packed(ImageBytes image, int type, int number, Listpack entries) {
    packedString(string(image.raw(type), "packed:" + number), entries.bytes(false));
  }

  private Listpack pairs() {
    var entries = new Listpack();
    int count = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      entries.text("field " + (random.nextInt(600) == 0 ? i - 1 : i));
      value(entries);
    }
    return random.nextInt(40) == 0 ? entries.text("odd one") : entries;
  }

  private Listpack members() {
    var entries = new Listpack();
    for (int i = random.nextInt(40); i >= 0; i--) {
      if (random.nextInt(4) == 0) {
        entries.number(random.nextInt(300) == 0 ? i - 1 : i * 1000L);
      } else {
        entries.text("member " + (random.nextInt(600) == 0 ? i - 1 : i));
      }
    }
    return entries;
  }

  private Listpack scores() {
    var entries = new Listpack();
    long score = -20;
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      score += random.nextInt(300) == 0 ? -1 : random.nextInt(3);
      if (random.nextInt(30) == 0) {
        entries.number(i);
      } else {
        entries.text("m" + (char) ('a' + i) + (random.nextInt(300) == 0 ? "" : i));
      }
      switch (random.nextInt(5)) {
        case 0 -> entries.text(score + ".5");
        case 1 -> entries.text(random.nextInt(100) == 0 ? "nan" : score + ".25");
        case 2 -> entries.text(random.nextInt(60) == 0 ? "1e3" : score + "");
        default -> entries.number(score);
      }
    }
    return entries;
  }

  private void intset(ImageBytes image, int number) {
    int width = 2 << random.nextInt(3);
    int count = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(150);
    byte[] bytes = new byte[8 + width * count];
    bytes[0] = (byte) width;
    bytes[4] = (byte) count;
    for (int i = 0; i < count; i++) {
      bytes[8 + i * width] = (byte) (random.nextInt(2000) == 0 ? i - 1 : i);
    }
    packedString(string(image.raw(11), "ids:" + number), bytes);
  }

  private void list(ImageBytes image, int number) {
    if (random.nextInt(20) == 0) {
      // Not taken, so that one of the same name may follow.
      packedString(string(image.raw(18), "list:" + number).raw(1, 2), new Listpack().bytes(false));
    }
    int nodes = random.nextInt(4);
    length(string(image.raw(18), "list:" + number), nodes);
    for (int i = 0; i < nodes; i++) {
      if (random.nextInt(10) == 0) {
        string(image.raw(1), "a long element");
        continue;
      }
      var entries = new Listpack();
      for (int k = random.nextInt(40) == 0 ? 0 : 1 + random.nextInt(30); k > 0; k--) {
        value(entries);
      }
      packedString(image.raw(2), entries.bytes(random.nextInt(20) == 0));
    }
  }

  private void value(Listpack entries) {
    switch (random.nextInt(6)) {
      case 0 -> entries.number(random.nextInt(200));
      case 1 -> entries.number(random.nextInt(9000) - 4500);
      case 2 -> entries.number(random.nextInt());
      case 3 -> entries.number(random.nextLong());
      case 4 -> entries.text("y".repeat(random.nextInt(300)));
      default -> entries.text("z".repeat(random.nextInt(20)));
    }
  }

  private void stream(ImageBytes image, int layout, int number) {
    string(image.raw(STREAMS[layout]), "stream:" + number);
    int nodes = random.nextInt(3);
    image.raw(nodes);
    int live = 0;
    int last = 0;
    int first = 0;
    int id = 1;
    int before = 1;
    for (int i = 0; i < nodes; i++) {
      int master = random.nextInt(20) == 0 ? Math.max(0, before - 1) : id;
      before = master;
      id(image.raw(16), master);
      var entries = new Listpack();
      int count = 1 + random.nextInt(20);
      int deleted = 0;
      var rest = new Listpack();
      for (int k = 0; k < count; k++) {
        boolean isDeleted = random.nextInt(8) == 0;
        deleted += isDeleted ? 1 : 0;
        entry(rest, isDeleted, id - master);
        first = first == 0 && !isDeleted ? id : first;
        last = id;
        id += random.nextInt(150) == 0 ? 0 : 1 + random.nextInt(200);
      }
      live += count - deleted;
      entries.number(random.nextInt(60) == 0 ? count : count - deleted).number(deleted);
      entries.number(2).text("one").text("two").number(0).all(rest);
      packedString(image, entries.bytes(false));
    }
    length(image, random.nextInt(40) == 0 ? live + 1 : live);
    number(image, random.nextInt(40) == 0 ? last - 1 : last).raw(0);
    if (layout > 0) {
      number(image, random.nextInt(40) == 0 ? last : first).raw(0);
      number(image, random.nextInt(40) == 0 ? last + 1 : 0).raw(0);
      number(image, random.nextInt(40) == 0 ? 0 : live);
    }
    groups(image, layout);
  }

  private void entry(Listpack entries, boolean isDeleted, int distance) {
    boolean hasNames = random.nextBoolean();
    int flags = (isDeleted ? 1 : 0) | (hasNames ? 2 : 0) | (random.nextInt(500) == 0 ? 4 : 0);
    entries.number(flags).number(distance);
    if (random.nextInt(200) == 0) {
      entries.text("0");
    } else {
      entries.number(0);
    }
    if (hasNames) {
      entries.text("value").number(7).number(random.nextInt(400) == 0 ? 4 : 5);
    } else {
      entries.number(1).text("field").text("value").number(random.nextInt(400) == 0 ? 5 : 6);
    }
  }

  private void groups(ImageBytes image, int layout) {
    int groups = random.nextInt(3);
    image.raw(groups);
    for (int i = 0; i < groups; i++) {
      image.raw(2, 'g', '0' + i, 0, 0);
      if (layout > 0) {
        image.raw(0);
      }
      int pending = random.nextInt(3);
      image.raw(pending);
      for (int k = 0; k < pending; k++) {
        id(image, k);
        image.raw(1, 2, 3, 4, 5, 6, 7, 8, 1);
      }
      image.raw(1, 1, 'c', 1, 2, 3, 4, 5, 6, 7, 8);
      if (layout == 2) {
        image.raw(1, 2, 3, 4, 5, 6, 7, 8);
      }
      image.raw(pending);
      for (int k = 0; k < pending; k++) {
        id(image, k);
      }
    }
  }

  private static ImageBytes id(ImageBytes image, int number) {
    image.raw(0, 0, 0, 0, 0, 0, number >> 8, number & 0xFF);
    return image.raw(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** A string as it is, or compressed. */
  private void packedString(ImageBytes image, byte[] bytes) {
    byte[] stream = new byte[bytes.length];
    int length = new LzfCompressor().compress(bytes, 0, bytes.length, stream, 0, bytes.length);
    if (length > 0 && random.nextInt(3) == 0) {
      length(length(image.raw(0xC3), length), bytes.length).raw(Arrays.copyOf(stream, length));
    } else {
      length(image, bytes.length).raw(bytes);
    }
  }

  private static ImageBytes string(ImageBytes image, String text) {
    return length(image, text.length()).raw(ImageBytes.text(text));
  }

  private ImageBytes number(ImageBytes image, int value) {
    if (random.nextInt(6) == 0 && value >= 0) {
      return random.nextBoolean()
          ? image.raw(0x80, 0, 0, value >> 8, value & 0xFF)
          : image.raw(0x81, 0, 0, 0, 0, 0, 0, value >> 8, value & 0xFF);
    }
    return length(image, Math.max(0, value));
  }

  private static ImageBytes length(ImageBytes image, int length) {
    return length < 0x40 ? image.raw(length) : image.raw(0x40 | length >> 8, length & 0xFF);
  }
}
