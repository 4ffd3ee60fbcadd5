package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

class RdbEventsTest {
  private static final int SMALLEST_BUFFER = 64;

  @Test
  void whatIsToldDoesNotDependOnTheBufferNorOnTheDepth() throws IOException {
    for (Path file : TestData.files("rdb", ".rdb")) {
      if (Files.size(file) > 300_000) {
        continue;
      }
      MemorySource source = new MemorySource("rdb", Files.readAllBytes(file));
      List<String> expected = events(source, 1 << 20, RdbDepth.DEEP).lines;
      assertThat(expected).hasSizeGreaterThan(0);
      assertThat(events(source, SMALLEST_BUFFER, RdbDepth.DEEP).lines)
          .as(file.toString())
          .isEqualTo(expected);
      assertThat(events(source, 1000, RdbDepth.STEP).lines).as(file.toString()).isEqualTo(expected);
    }
  }

  @Test
  void bothWaysOfReadingFilesTellTheSame() throws IOException {
    Path file = TestData.folder("rdb/redis-7.0.15/one-of-each.rdb");
    List<List<String>> told = new ArrayList<>();
    for (IoMode mode : IoMode.values()) {
      try (ByteSource source = FileSources.open(file, mode)) {
        told.add(events(source, 4096, RdbDepth.DEEP).lines);
      }
    }
    assertThat(told).hasSizeGreaterThan(1);
    assertThat(told).allMatch(lines -> lines.equals(told.get(0)));
  }

  @Test
  void recordsOfKeysLieSideBySideSoThatTheyCanBeCopied() throws IOException {
    for (Path file : TestData.files("rdb", "expiry.rdb")) {
      byte[] bytes = Files.readAllBytes(file);
      List<long[]> records = new ArrayList<>();
      RdbHandler handler =
          new RdbHandler() {
            @Override
            public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
              assertThat(isSound).isTrue();
              records.add(new long[] {key.from(), end});
            }
          };
      RdbImage image = read(new MemorySource("rdb", bytes), 512, RdbDepth.DEEP, handler);
      assertThat(image.keys()).isEqualTo(records.size());
      ImageBytes copy = ImageBytes.redis();
      for (long[] record : records) {
        for (long at = record[0]; at < record[1]; at++) {
          copy.raw(bytes[(int) at]);
        }
      }
      RdbImage copied = copy.end().step();
      assertThat(copied.problem()).isNull();
      assertThat(copied.keysWithExpiry()).isEqualTo(image.keysWithExpiry());
    }
  }

  @Test
  void slicesGiveTheirStringsAfterTheReading() throws IOException {
    for (Path file : TestData.files("rdb/redis-6.2.16", ".rdb")) {
      MemorySource source = new MemorySource("rdb", Files.readAllBytes(file));
      EventLog log = events(source, 1 << 20, RdbDepth.DEEP);
      for (RdbSlice slice : log.slices.subList(0, Math.min(500, log.slices.size()))) {
        assertThat(slice.read(source, Integer.MAX_VALUE)).hasSize((int) slice.length());
      }
    }
  }

  @Test
  void aKeyNobodyWantsIsPassedWithoutItsElements() throws IOException {
    ImageBytes image = ImageBytes.redis().raw(2).string("s").raw(2).string("a").string("b");
    List<String> told = new ArrayList<>();
    RdbHandler handler =
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            told.add(
                new String(key.name().toByteArray(9), java.nio.charset.StandardCharsets.UTF_8));
            return told.size() > 1;
          }

          @Override
          public void member(RdbBytes member) throws IOException {
            told.add("member of " + member.length());
          }
        };
    image.raw(2).string("t").raw(1).string("xyz").end();
    RdbImage read = read(new MemorySource("rdb", image.bytes()), 64, RdbDepth.DEEP, handler);
    assertThat(read.problem()).isNull();
    assertThat(told).containsExactly("s", "t", "member of 3");
  }

  @Test
  void whatBelongsToAKeyIsToldAndThenForgotten() throws IOException {
    ImageBytes image = ImageBytes.redis().raw(0xFC).number(77).raw(0xF9, 5);
    image.set("a", "1").raw(0xF8, 9).set("b", "2").set("c", "3").end();
    List<String> told = new ArrayList<>();
    RdbHandler handler =
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) {
            told.add(key.deadline() + " " + key.frequency() + " " + key.idleSeconds());
            return false;
          }
        };
    read(new MemorySource("rdb", image.bytes()), 64, RdbDepth.STEP, handler);
    assertThat(told).containsExactly("77 5 -1", "-1 -1 9", "-1 -1 -1");
  }

  @Test
  void aStretchBetweenTwoRecordsIsReadByItself() throws IOException {
    byte[] bytes = Files.readAllBytes(TestData.folder("rdb/redis-7.0.15/one-of-each.rdb"));
    MemorySource source = new MemorySource("rdb", bytes);
    List<RdbBoundary> places = new ArrayList<>();
    RdbHandler handler =
        new RdbHandler() {
          @Override
          public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
            places.add(new RdbBoundary(end, org.aofkit.server.Dialect.REDIS, 10, key.database()));
          }
        };
    RdbImage whole = read(source, 512, RdbDepth.STEP, handler);
    long keys = 0;
    for (int i = 0; i < places.size(); i++) {
      boolean isLast = i == places.size() - 1;
      long to = isLast ? bytes.length : places.get(i + 1).offset();
      RdbImage stretch =
          RdbReader.readStretch(
              source, places.get(i), to, RdbOptions.forDump(), RdbDepth.DEEP, null);
      assertThat(stretch.problem() == null || isLast).isTrue();
      assertThat(stretch.end()).isEqualTo(to);
      keys += stretch.keys();
    }
    assertThat(keys).isEqualTo(whole.keys() - 1);
  }

  private static EventLog events(ByteSource source, int buffer, RdbDepth depth) throws IOException {
    EventLog log = new EventLog();
    RdbImage image = read(source, buffer, depth, log);
    assertThat(image.problem()).isNull();
    return log;
  }

  private static RdbImage read(ByteSource source, int buffer, RdbDepth depth, RdbHandler handler)
      throws IOException {
    return RdbReader.read(source, 0, new RdbOptions(buffer, true), depth, handler);
  }
}
