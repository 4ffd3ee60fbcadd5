package org.aofkit.compact;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.MemorySource;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.KeyspaceLoader;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions with little memory, of large values, and of files that change meanwhile. */
class CompactionMemoryTest {
  private static final int DATABASES = 16;
  private static final long MUCH = 64 << 20;

  @TempDir Path folder;

  /** A base, and a log behind it. */
  private record Out(byte[] base, String residual, Compaction.Result result) {}

  @Test
  void keysAreTheSameInHoweverManyPasses() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(2, 300)).incr(workload(11));

    Out once = compact(dir, new CompactionMemory(MUCH, MUCH, MUCH));
    Out often = compact(dir, new CompactionMemory(30_000, MUCH, MUCH));

    assertThat(once.result.passes()).isEqualTo(1);
    assertThat(often.result.passes()).isGreaterThan(3);
    assertThat(keys(once.base)).isNotEmpty();
    assertThat(keys(often.base)).isEqualTo(keys(once.base));
    assertThat(often.result.carried()).isEqualTo(once.result.carried());
  }

  @Test
  void whereKeysThatAreTiedTakeTooMuchItSaysHowMuchIsNeeded() throws IOException {
    AofDir dir = AofDir.in(folder).incr(workload(12));

    assertThatThrownBy(() -> compact(dir, new CompactionMemory(30_000, 30_000, MUCH)))
        .isInstanceOf(CannotCompactException.class)
        .hasMessageContaining("too little memory")
        .hasMessageContaining("MiB are needed; give Java a larger heap, of ");
  }

  @Test
  void aValueThatTakesTooMuchIsCarriedWithItsCommands() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(3),
                command("RPUSH", "list", "a".repeat(3000)),
                command("RPUSH", "list", "b".repeat(3000)),
                command("RPUSH", "small", "c"),
                command("RPUSH", "small", "d"));

    Out out = compact(dir, new CompactionMemory(MUCH, MUCH, 4000));

    assertThat(keys(out.base)).containsOnlyKeys("3 small");
    assertThat(out.result.carried()).isEqualTo(2);
    assertThat(out.residual).startsWith("*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n").contains("aaa", "bbb");
  }

  @Test
  void longStringsAreCopiedFromFileToImage() throws IOException {
    String value = "0123456789".repeat(300_000);
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(0),
                set("set", value),
                command("SET", "deadline", value + "x", "PXAT", "4102444800000"),
                command("MSET", "pair", value + "y", "other", "1"));

    Out out = compact(dir, new CompactionMemory(MUCH, MUCH, 1000));

    assertThat(keys(out.base)).containsOnlyKeys("0 set", "0 deadline", "0 pair", "0 other");
    Keyspace keyspace = load(out.base);
    assertThat(keyspace.database(0).keys().values())
        .filteredOn(key -> key.hasDeadline())
        .singleElement()
        .satisfies(key -> assertThat(key.expireAtMs()).isEqualTo(4_102_444_800_000L));
    assertThat(out.residual).isEmpty();
    assertThat(out.base.length).isLessThan(3_000_000);
  }

  @Test
  void aLongCommandThatIsCarriedIsCopiedAsItStands() throws IOException {
    String value = "0123456789".repeat(300_000);
    AofDir dir =
        AofDir.in(folder)
            .incr(select(5), set("key", value), command("PEXPIREAT", "key", "4102444800000"));

    Out out = compact(dir, new CompactionMemory(MUCH, MUCH, 1000));

    assertThat(keys(out.base)).isEmpty();
    assertThat(out.residual).isEqualTo(new String(dir.incrBytes(1), StandardCharsets.ISO_8859_1));
  }

  @Test
  void anInputThatGrowsIsRefused() throws IOException {
    AofDir dir = AofDir.in(folder).incr(workload(13));

    assertThatThrownBy(
            () ->
                write(
                    dir,
                    atFirstWrite(
                        () ->
                            Files.write(
                                dir.incrFile(1),
                                set("more", "1").bytes(),
                                StandardOpenOption.APPEND))))
        .isInstanceOf(InputChangedException.class)
        .hasMessageContaining("was changed while it was read");
  }

  @Test
  void anInputThatIsCutIsRefused() throws IOException {
    AofDir dir = AofDir.in(folder).incr(workload(14));

    assertThatThrownBy(
            () ->
                write(
                    dir,
                    atFirstWrite(
                        () -> {
                          try (FileChannel file =
                              FileChannel.open(dir.incrFile(1), StandardOpenOption.WRITE)) {
                            file.truncate(100);
                          }
                        })))
        .isInstanceOfAny(InputChangedException.class, FileShrankException.class);
  }

  @Test
  void anInputThatBecomesSomethingElseIsRefused() throws IOException {
    AofDir dir = AofDir.in(folder).incr(workload(15));
    byte[] noise = new byte[(int) Files.size(dir.incrFile(1))];
    new Random(4).nextBytes(noise);

    assertThatThrownBy(() -> write(dir, atFirstWrite(() -> Files.write(dir.incrFile(1), noise))))
        .isInstanceOfAny(InputChangedException.class, FileShrankException.class);
  }

  /** What fails with an exception. */
  @FunctionalInterface
  private interface Deed {
    void run() throws IOException;
  }

  private static WritableByteChannel atFirstWrite(Deed deed) {
    return Channels.newChannel(
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            if (size() == 0) {
              try {
                deed.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
            super.write(bytes, offset, length);
          }
        });
  }

  /** Writes to keys, of which some are tied; enough for more than a buffer of output. */
  private static Aof[] workload(long seed) {
    var random = new Random(seed);
    List<Aof> parts = new ArrayList<>();
    parts.add(select(2));
    for (int i = 0; i < 4000; i++) {
      String key = "key:" + random.nextInt(1500);
      String value = Long.toHexString(random.nextLong()).repeat(4) + i;
      parts.add(
          switch (random.nextInt(12)) {
            case 0 -> command("DEL", key);
            case 1 -> command("APPEND", key, value);
            case 2 -> command("RPUSH", "list:" + key, value, value);
            case 3 -> command("HSET", "hash:" + key, "f" + i % 5, value);
            case 4 -> command("COPY", key, "copy:" + key);
            case 5 -> command("MSET", key, value, "other:" + key, value);
            case 6 -> select(random.nextInt(3));
            default -> set(key, value);
          });
    }
    return parts.toArray(new Aof[0]);
  }

  private static Out compact(AofDir dir, CompactionMemory memory) throws IOException {
    var base = new ByteArrayOutputStream();
    var residual = new ByteArrayOutputStream();
    Compaction.Result result =
        compaction(dir, memory).write(Channels.newChannel(base), Channels.newChannel(residual));
    return new Out(base.toByteArray(), residual.toString(StandardCharsets.ISO_8859_1), result);
  }

  private static void write(AofDir dir, WritableByteChannel base) throws IOException {
    var nowhere = Channels.newChannel(new ByteArrayOutputStream());
    compaction(dir, new CompactionMemory(MUCH, MUCH, MUCH)).write(base, nowhere);
  }

  private static Compaction compaction(AofDir dir, CompactionMemory memory) throws IOException {
    AofSet set =
        AofSetLocator.locate(
            dir.path(), new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    return new Compaction(set.log(), Server.REDIS_7_0, DATABASES, 2, OutputOptions.DEFAULT, memory);
  }

  private static Keyspace load(byte[] base) throws IOException {
    var source = new MemorySource("base", base);
    var keyspace = new Keyspace(Server.REDIS_7_0, DATABASES);
    RdbImage image =
        RdbReader.read(
            source, 0, RdbOptions.forAof(), RdbDepth.DEEP, new KeyspaceLoader(keyspace, source));
    assertThat(image.isWhole()).isTrue();
    return keyspace;
  }

  /** The keys of an image, each with its value as a dump has it. */
  private static Map<String, String> keys(byte[] base) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    var keyspace = load(base);
    for (var database : keyspace.databases().entrySet()) {
      for (var key : database.getValue().keys().entrySet()) {
        byte[] payload =
            RdbWriter.payload(
                RdbTarget.of(Server.REDIS_7_0),
                RdbWriterOptions.DEFAULT,
                key.getValue().value().toRdb());
        keys.put(database.getKey() + " " + key.getKey(), HexFormat.of().formatHex(payload));
      }
    }
    return keys;
  }

  @Test
  void anImageInAFileSaysHowManyKeysThereAre() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.image(2, 300))
            .incr(
                select(7),
                set("a", "1"),
                command("SET", "b", "1", "PXAT", "4102444800000"),
                command("RPUSH", "c", "1"));
    Path file = folder.resolve("base.rdb");
    try (FileChannel base =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(dir, base);
    }

    byte[] image = Files.readAllBytes(file);
    assertThat(keys(image)).hasSize(303);
    assertThat(HexFormat.of().formatHex(image))
        .contains("fe07fb80000000038000000001")
        .contains("fe02fb800000012c8000000000");
    assertThat(ByteBuffer.wrap(image).getLong(image.length - 8)).isNotZero();
  }
}
