package org.aofkit.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in images and logs is counted. */
class StatsReaderTest {
  private static final long NOW = 1_800_000_000_000L;

  @TempDir Path folder;

  @Test
  void keysOfEveryRealImageAreCountedOnceInEachTable() throws IOException {
    int images = 0;
    try (Stream<Path> all = Files.walk(Testdata.path("rdb"))) {
      for (Path file : all.filter(path -> path.toString().endsWith(".rdb")).toList()) {
        try (ByteSource source = FileSources.open(file, IoMode.READ)) {
          ImageStats stats = ImageStats.read(source, RdbOptions.forDump(), 3, NOW);
          KeyTotals totals = stats.all();
          assertThat(stats.image().isWhole()).as(file.toString()).isTrue();
          assertThat(totals.keys())
              .as(file.toString())
              .isEqualTo(RdbStepper.step(source, 0, RdbOptions.forDump()).keys());
          assertThat(sum(stats.databases())).isEqualTo(totals.keys());
          assertThat(sum(stats.encodings())).isEqualTo(totals.keys());
          assertThat(totals.expanded()).isGreaterThanOrEqualTo(totals.bytes());
          assertThat(totals.bytes()).isLessThan(source.size());
          assertThat(stats.biggest()).hasSize((int) Math.min(3, totals.keys()));
          images++;
        }
      }
    }
    assertThat(images).isGreaterThan(50);
  }

  private static long sum(List<KeyGroup> groups) {
    return groups.stream().mapToLong(group -> group.totals().keys()).sum();
  }

  @Test
  void theBiggestKeysAreThoseWithoutCompression() throws IOException {
    byte[] head = {'R', 'E', 'D', 'I', 'S', '0', '0', '1', '0', (byte) 0xFE, 2};
    // "a": ten bytes as they are. "b": 264 bytes out of five. Both in database 2.
    byte[] raw = bytes(new byte[] {0, 1, 'a', 10}, "0123456789");
    byte[] lzf = {0, 1, 'b', (byte) 0xC3, 5, 0x41, 0x09, 0, 'x', (byte) 0xE0, (byte) 0xFF, 0};
    byte[] end = {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0};

    ImageStats stats = stats(head, raw, lzf, end);

    assertThat(stats.image().problem()).isNull();
    assertThat(stats.all()).isEqualTo(new KeyTotals(2, 0, 2, 26, 26 - 5 + 265));
    BigKey first = stats.biggest().get(0);
    assertThat(new String(first.name(), StandardCharsets.US_ASCII)).isEqualTo("b");
    assertThat(first.offset()).isEqualTo(25);
    assertThat(first.database()).isEqualTo(2);
    assertThat(first.bytes()).isEqualTo(12);
    assertThat(first.expanded()).isEqualTo(272);
  }

  @Test
  void deadlinesAreCountedAndThePastOnesToo() throws IOException {
    byte[] head = {'R', 'E', 'D', 'I', 'S', '0', '0', '1', '0'};
    byte[] past = bytes(new byte[] {(byte) 0xFC, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "a\u0001v");
    byte[] later = bytes(new byte[] {(byte) 0xFC, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1}, "b\u0001v");
    byte[] never = bytes(new byte[] {0, 1}, "c\u0001v");
    byte[] end = {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0};

    ImageStats stats = stats(head, past, later, never, end);

    assertThat(stats.deadlines().keys()).isEqualTo(2);
    assertThat(stats.deadlines().past()).isEqualTo(1);
    assertThat(stats.deadlines().earliest()).hasValue(1);
    assertThat(stats.deadlines().latest()).hasValue(2L << 40);
    assertThat(stats.all().expiring()).isEqualTo(2);
    assertThat(stats.all().bytes()).isEqualTo(14 + 14 + 5);
  }

  @Test
  void commandsAreCountedByNameInWhateverCase() throws IOException {
    Path file = folder.resolve("a.aof");
    Files.writeString(
        file, "*2\r\n$3\r\nGET\r\n$1\r\na\r\n*2\r\n$3\r\nget\r\n$1\r\nb\r\n*1\r\n$3\r\nNew\r\n");

    FileStats stats = read(file);

    assertThat(stats.isWhole()).isTrue();
    assertThat(stats.image()).isNull();
    assertThat(stats.commands()).hasSize(2);
    assertThat(new String(stats.commands().get(0).name(), StandardCharsets.US_ASCII))
        .isEqualTo("get");
    assertThat(stats.commands().get(0).count()).isEqualTo(2);
    assertThat(stats.commands().get(0).bytes()).isEqualTo(40);
    assertThat(new String(stats.commands().get(1).name(), StandardCharsets.US_ASCII))
        .isEqualTo("new");
  }

  @Test
  void ofADamagedFileWhatIsInFrontIsCounted() throws IOException {
    Path file = folder.resolve("a.aof");
    Files.writeString(file, "*1\r\n$4\r\nPING\r\nrubbish");

    FileStats stats = read(file);

    assertThat(stats.isWhole()).isFalse();
    assertThat(stats.stop()).isNotNull();
    assertThat(stats.commands()).hasSize(1);
  }

  @Test
  void countingIsCancelled() throws IOException {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, "REDIS0010\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    AofSet set = set(file);
    StatsReader reader = new StatsReader(IoMode.READ, 3, NOW, () -> true);

    assertThatThrownBy(() -> reader.read(set.log().get(0), set.start()))
        .isInstanceOf(CancellationException.class);
  }

  private static FileStats read(Path file) throws IOException {
    AofSet set = set(file);
    return new StatsReader(IoMode.READ, 3, NOW, () -> false).read(set.log().get(0), set.start());
  }

  private static AofSet set(Path file) throws IOException {
    return AofSetLocator.locate(
        file, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
  }

  private static ImageStats stats(byte[]... parts) throws IOException {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return ImageStats.read(new MemorySource("rdb", all), RdbOptions.forDump(), 2, NOW);
  }

  private static byte[] bytes(byte[] head, String rest) {
    byte[] tail = rest.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
