package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

/** Deadlines before 1970, on which Valkey ends where they come with the image of an AOF. */
class RdbNegativeDeadlineTest {
  private static final RdbOptions BASE = RdbOptions.forAof();
  private static final RdbOptions DUMP = RdbOptions.forDump();

  /** A handler that is told everything keeps the reader from passing plain keys in one go. */
  private static final RdbHandler NOBODY = new RdbHandler() {};

  @Test
  void bothWaysOfReadingTellThemAndWhereTheFirstIs() throws IOException {
    ImageBytes image = ImageBytes.redis().select(0);
    for (int i = 0; i < 20; i++) {
      image.set("plain" + i, "value");
    }
    int first = image.size();
    image.raw(0xFC).number(-2);
    int key = image.size();
    image.set("first", "value").set("between", "value");
    image.raw(0xFC).number(Long.MIN_VALUE).set("least", "value");
    image.raw(0xFD, 0xFF, 0xFF, 0xFF, 0xFF).set("second before", "value");
    for (int i = 0; i < 20; i++) {
      image.raw(0xFC).number(i).set("early" + i, "value");
    }
    byte[] bytes = image.end().bytes();

    for (RdbHandler handler : new RdbHandler[] {null, NOBODY}) {
      RdbImage found = read(bytes, BASE, handler);
      assertThat(found.problem()).isNull();
      assertThat(found.keys()).isEqualTo(44);
      assertThat(found.keysWithExpiry()).isEqualTo(23);
      assertThat(found.remarks().negativeDeadlines()).isEqualTo(3);
      assertThat(found.remarks().negativeDeadlineAt()).isEqualTo(first);
      assertThat(found.remarks().negativeDeadlineKey()).isEqualTo(key);
      assertThat(read(bytes, DUMP, handler).remarks().negativeDeadlines()).isZero();
    }
    RdbImage pieces = RdbPieces.read(new MemorySource("rdb", bytes), 0, BASE, 2, null, 64);
    assertThat(pieces.remarks()).isEqualTo(read(bytes, BASE, null).remarks());
  }

  @Test
  void noneAndTheLatestAreNotBefore1970() throws IOException {
    byte[] bytes =
        ImageBytes.redis()
            .set("plain", "value")
            .raw(0xFC)
            .number(-1)
            .set("none", "value")
            .raw(0xFC)
            .number(-5)
            .raw(0xFC)
            .number(7)
            .set("the last one counts", "value")
            .raw(0xFD, 0xFF, 0xFF, 0xFF, 0x7F)
            .set("2038", "value")
            .end()
            .bytes();

    for (RdbHandler handler : new RdbHandler[] {null, NOBODY}) {
      assertThat(read(bytes, BASE, handler).remarks().negativeDeadlines()).isZero();
    }
  }

  @Test
  void remarksOfStretchesCountTogether() {
    RdbRemarks one = RdbRemarks.NONE.withNegativeDeadline(10, 19).withNegativeDeadline(30, 39);
    RdbRemarks other = RdbRemarks.NONE.withNegativeDeadline(50, 59);

    assertThat(one.with(other).negativeDeadlines()).isEqualTo(3);
    assertThat(one.with(other).negativeDeadlineAt()).isEqualTo(10);
    assertThat(RdbRemarks.NONE.with(other)).isEqualTo(other);
  }

  private static RdbImage read(byte[] bytes, RdbOptions options, RdbHandler handler)
      throws IOException {
    return RdbReader.read(new MemorySource("rdb", bytes), 0, options, RdbDepth.DEEP, handler);
  }
}
