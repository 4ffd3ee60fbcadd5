package org.aofkit.fuzz.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofPosition;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.io.IoMode;
import org.aofkit.server.Server;

/**
 * Commands of any bytes, alone and in transactions, for any databases, in batches of any size, with
 * the log rotated and opened again at any moment: what is read is what was appended, in its order
 * and database, the log is clean, and every position that was returned is the end of its batch.
 */
class AppendRoundTripPropertyTest {
  private static final int DATABASES = 16;

  /** Round what is copied at most, and round buffers and windows. */
  private static final int[] EDGES = {0, 1, 9, 10, 99, 100, 4095, 4096, 4097, 8192, 70_000};

  private final List<String> appended = new ArrayList<>();

  @Property(tries = 25)
  void whatIsAppendedIsWhatIsRead(@ForAll long seed) throws IOException {
    appended.clear();
    Random random = new Random(seed);
    Path memory = Path.of("/dev/shm");
    Path dir =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "aofkit-append-")
            : Files.createTempDirectory("aofkit-append-");
    try {
      Server[] servers = {Server.REDIS_7_0, Server.REDIS_8_0, Server.VALKEY_9};
      try (var base = AofDirectoryWriter.create(dir, servers[random.nextInt(servers.length)])) {
        base.finish();
      }
      append(dir, random);
      assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(read(dir)).isEqualTo(appended);
    } finally {
      TempTree.delete(dir);
    }
  }

  private void append(Path dir, Random random) throws IOException {
    AofWriterOptions options =
        AofWriterOptions.defaults()
            .withFsync(random.nextInt(4) == 0 ? FsyncPolicy.EVERYSEC : FsyncPolicy.NO)
            .withTimestamps(random.nextBoolean());
    int left = 1 + random.nextInt(20);
    CommandBatch batch = new CommandBatch();
    while (left > 0) {
      try (AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
        boolean isOpen = true;
        while (isOpen && left-- > 0) {
          fill(batch.clear(), random);
          AofPosition end = writer.append(batch);
          assertThat(end).isEqualTo(writer.end());
          assertThat(Files.size(dir.resolve("appendonlydir").resolve(end.file().toString())))
              .isEqualTo(end.offset());
          if (random.nextInt(6) == 0) {
            writer.rotate();
          }
          isOpen = random.nextInt(6) != 0;
        }
      }
    }
  }

  private void fill(CommandBatch batch, Random random) {
    int database = random.nextInt(DATABASES);
    boolean isTransaction = random.nextInt(3) == 0;
    if (isTransaction) {
      batch.multi(database);
    }
    for (int count = 1 + random.nextInt(5); count > 0; count--) {
      database = random.nextInt(3) == 0 ? random.nextInt(DATABASES) : database;
      ByteBuffer[] words = {word("SET", random), any(random), any(random)};
      StringBuilder line = new StringBuilder(database + (isTransaction ? " tx" : ""));
      for (ByteBuffer word : words) {
        line.append(' ').append(StandardCharsets.ISO_8859_1.decode(word.duplicate()));
      }
      batch.add(database, words);
      appended.add(line.toString());
    }
    if (isTransaction) {
      batch.exec();
    }
  }

  private static ByteBuffer any(Random random) {
    byte[] bytes = new byte[EDGES[random.nextInt(EDGES.length)]];
    if (random.nextBoolean()) {
      random.nextBytes(bytes);
      return buffer(bytes, random);
    }
    return word("*1\r\n$4\r\nEXEC\r\n#TS:1\r\n".substring(random.nextInt(20)), random);
  }

  private static ByteBuffer word(String text, Random random) {
    return buffer(text.getBytes(StandardCharsets.US_ASCII), random);
  }

  /** On the heap or off it, from the middle of an array. */
  private static ByteBuffer buffer(byte[] bytes, Random random) {
    int in = random.nextInt(3);
    ByteBuffer buffer =
        random.nextBoolean()
            ? ByteBuffer.allocate(in + bytes.length + 2)
            : ByteBuffer.allocateDirect(in + bytes.length + 2);
    return buffer.position(in).put(bytes).limit(in + bytes.length).position(in);
  }

  private static List<String> read(Path dir) throws IOException {
    var settings = new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb");
    List<String> lines = new ArrayList<>();
    try (AofReader reader = AofReader.open(AofSetLocator.locate(dir, settings), IoMode.READ)) {
      while (reader.next()) {
        if (reader.argumentCount() != 3) {
          // SELECT, MULTI and EXEC, which the writer puts in.
          continue;
        }
        StringBuilder line =
            new StringBuilder(reader.database() + (reader.inTransaction() ? " tx" : ""));
        for (int i = 0; i < reader.argumentCount(); i++) {
          line.append(' ').append(reader.argument(i).toString(StandardCharsets.ISO_8859_1));
        }
        lines.add(line.toString());
      }
      assertThat(reader.stop()).isNull();
    }
    return lines;
  }
}
