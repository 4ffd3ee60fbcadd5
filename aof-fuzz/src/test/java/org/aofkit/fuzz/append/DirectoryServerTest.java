package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.append.RandomStore.StoredKey;
import org.aofkit.fuzz.rdb.RdbContent;
import org.aofkit.fuzz.rdb.ServerContent;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.CannotExpressException;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random stores, written for every line of servers, hold the same on the real servers that read
 * them: key by key type, value and deadline, deadlines of fields, and all that XINFO STREAM FULL
 * tells; with what is appended behind. What a line can't express is refused, and the directory goes
 * on without it. {@code -Daofkit.fuzz.times=20} tries twenty times as many.
 */
class DirectoryServerTest {
  private static final int TIMES = Integer.getInteger("aofkit.fuzz.times", 1);
  private static final String LIBRARY =
      "#!lua name=lib%d\nredis.register_function('f%d', function() return 1 end)";

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, REDIS_7_0, 40",
    "REDIS_7_0, REDIS_8_0, 12",
    "REDIS_7_0, VALKEY_9, 12",
    "REDIS_7_2, REDIS_8_0, 12",
    "REDIS_7_2, VALKEY_9, 12",
    "REDIS_7_4, REDIS_8_0, 12",
    "REDIS_8_0, REDIS_8_0, 24",
    "VALKEY_8, REDIS_8_0, 12",
    "VALKEY_8, VALKEY_9, 12",
    "VALKEY_9, VALKEY_9, 24"
  })
  void aServerHoldsWhatWasWritten(Server written, Server reading, int stores) throws IOException {
    Path program = Servers.program(reading);
    try (QuickServer server = QuickServer.start(program, dir, Map.of("appendonly", "no"));
        RespClient client = server.connect()) {
      for (int i = 0; i < TIMES * stores; i++) {
        TempTree.delete(dir.resolve("appendonlydir"));
        RdbContent expected = write(written, new Random(i));
        requireClean(reading, i);
        client.call("DEBUG", "LOADAOF").orThrow();
        requireSame(client, expected, i);
      }
    }
    RdbContent expected = write(written, new Random(-1));
    Map<String, String> strict = Map.of("appendonly", "yes", "aof-load-truncated", "no");
    try (QuickServer server = QuickServer.start(program, dir, strict)) {
      assertThat(server.isUp()).as(server.log().toString()).isTrue();
      try (RespClient client = server.connect()) {
        requireSame(client, expected, -1);
      }
    }
  }

  private void requireClean(Server reading, int seed) throws IOException {
    Report report = Checker.check(dir, CheckOptions.defaults());
    assertThat(report.verdict()).as("%d: %s", seed, report.findings()).isEqualTo(Verdict.CLEAN);
    assertThat(report.loadsOn().get(reading).strict()).as("%d", seed).isTrue();
  }

  private static void requireSame(RespClient client, RdbContent expected, int seed)
      throws IOException {
    RdbContent held = ServerContent.read(client);
    assertThat(expected.asToldBy(held).diff(held)).as("%d", seed).isEmpty();
  }

  private RdbContent write(Server server, Random random) throws IOException {
    TempTree.delete(dir.resolve("appendonlydir"));
    var told = new ToldContent();
    List<StoredKey> keys = new RandomStore(random).keys();
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, server)) {
      for (int i = random.nextInt(3); i > 0; i--) {
        String library = LIBRARY.formatted(i, i);
        base.function(library.getBytes(US_ASCII));
        told.function(library);
      }
      for (StoredKey key : keys) {
        if (key.needs().stream().anyMatch(RdbTarget.of(server).cannotExpress()::contains)) {
          assertThatThrownBy(() -> put(base, key)).isInstanceOf(CannotExpressException.class);
        } else {
          put(base, key);
          told.put(key);
        }
      }
      base.finish();
    }
    if (random.nextBoolean()) {
      append(random, keys, told);
    }
    return told.content();
  }

  private static void put(AofDirectoryWriter base, StoredKey key) throws IOException {
    base.put(key.database(), key.name(), key.value(), key.expireAtMs());
  }

  private void append(Random random, List<StoredKey> keys, ToldContent told) throws IOException {
    AofWriterOptions options =
        AofWriterOptions.defaults().withFsync(FsyncPolicy.NO).withTimestamps(random.nextBoolean());
    try (AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
      var batch = new CommandBatch();
      for (int n = random.nextInt(4); n > 0; n--) {
        batch.clear();
        boolean isTransaction = random.nextBoolean();
        if (isTransaction) {
          batch.multi(random.nextInt(16));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
          StoredKey key = keys.get(random.nextInt(keys.size()));
          int database = random.nextBoolean() ? key.database() : random.nextInt(16);
          if (random.nextInt(3) == 0) {
            batch.add(database, "DEL".getBytes(US_ASCII), key.name());
            told.remove(database, key.name());
          } else {
            byte[] value = new byte[random.nextInt(3) == 0 ? 5000 : random.nextInt(30)];
            random.nextBytes(value);
            batch.add(database, "SET".getBytes(US_ASCII), key.name(), value);
            told.put(StoredKey.string(database, key.name(), value));
          }
        }
        writer.append(isTransaction ? batch.exec() : batch);
        if (random.nextInt(4) == 0) {
          writer.rotate();
        }
      }
    }
  }
}
