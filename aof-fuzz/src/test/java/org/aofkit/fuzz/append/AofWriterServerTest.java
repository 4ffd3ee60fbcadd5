package org.aofkit.fuzz.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofPosition;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.append.NotCleanException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.commit.LockedException;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is what real servers load. */
class AofWriterServerTest {
  private static final long LATE = 4_000_000_000_000L;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void whatIsWrittenLoads(Server server) throws Exception {
    Path program = Servers.program(server);
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, server)) {
      base.put(0, bytes("kept"), RdbValue.string(bytes("old")), KeyHead.NONE);
      base.put(0, bytes("a"), RdbValue.string(bytes("41")), LATE);
      base.put(9, bytes("list"), RdbValue.list(List.of(bytes("x"))), KeyHead.NONE);
      base.finish();
    }
    ByteBuffer big = ByteBuffer.allocateDirect(1 << 20);
    AofWriterOptions options = AofWriterOptions.defaults().withTimestamps(true);
    try (AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
      var batch = new CommandBatch();
      batch.add(0, "INCR", "a").add(9, "RPUSH", "list", "y");
      batch.add(3, ByteBuffer.wrap(bytes("SET")), ByteBuffer.wrap(bytes("big")), big);
      assertThat(writer.append(batch)).isEqualTo(writer.end());
      assertThat(big.remaining()).isEqualTo(1 << 20);
      writer.append(batch.clear().multi(3).add(3, "SET", "m", "1").add(0, "SET", "n", "2").exec());
      writer.rotate();
      assertThat(writer.end().offset()).isZero();
      writer.append(batch.clear().add(0, "APPEND", "kept", ", new"));
      AofPosition durable = writer.sync();
      assertThat(durable).isEqualTo(writer.end());
    }
    assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
    LoadProbe.Result result = LoadProbe.probe(program, dir, LoadProbe.Mode.STRICT);
    DataSet data = result.dataOrThrow();
    assertThat(data.keysByDatabase()).isEqualTo(Map.of(0, 3, 3, 2, 9, 1));
    assertThat(data.toString()).contains("old, new").contains("42").contains("" + LATE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void theSameCommandsAreTheSameBytesAsAServerWrites(Server server) throws Exception {
    Path theirs = Files.createDirectory(dir.resolve("theirs"));
    Path ours = Files.createDirectory(dir.resolve("ours"));
    Map<String, String> settings = Map.of("aof-timestamp-enabled", "yes", "appendfsync", "always");
    try (RealServer running =
            RealServer.start(Servers.program(server), theirs, settings, LoadProbe.LIMIT);
        RespClient client = running.connect()) {
      client.call("SET", "a", "1").orThrow();
      client.call("SET", "b", "x", "PXAT", "" + LATE).orThrow();
      client.call("SELECT", "3").orThrow();
      client.call("RPUSH", "l", "1", "").orThrow();
      client.call("PEXPIREAT", "l", "" + LATE).orThrow();
      client.call("MULTI").orThrow();
      client.call("SET", "c", "1").orThrow();
      client.call("INCR", "c").orThrow();
      client.call("EXEC").orThrow();
      client.call("SELECT", "0").orThrow();
      client.call("APPEND", "a", "2").orThrow();
    }
    try (AofDirectoryWriter base = AofDirectoryWriter.create(ours, server)) {
      base.finish();
    }
    AofWriterOptions options = AofWriterOptions.defaults().withTimestamps(true);
    try (AofWriter writer = AofWriter.open(ours, CheckOptions.defaults(), options)) {
      var batch = new CommandBatch().add(0, "SET", "a", "1");
      writer.append(batch.add(0, "SET", "b", "x", "PXAT", "" + LATE).add(3, "RPUSH", "l", "1", ""));
      writer.append(batch.clear().add(3, "PEXPIREAT", "l", "" + LATE));
      writer.append(batch.clear().multi(3).add(3, "SET", "c", "1").add(3, "INCR", "c").exec());
      writer.append(batch.clear().add(0, "APPEND", "a", "2"));
    }
    assertThat(withoutTimes(ours)).isEqualTo(withoutTimes(theirs));
  }

  /** The log without what the clock decides, which has to begin with a time. */
  private static String withoutTimes(Path dir) throws IOException {
    String log = Files.readString(dir.resolve("appendonlydir/appendonly.aof.1.incr.aof"));
    assertThat(log).matches("(?s)#TS:[0-9]{10}\r\n\\*2\r\n\\$6\r\nSELECT\r\n.*");
    return log.replaceAll("#TS:[0-9]{10}\r\n", "");
  }

  @Test
  void aSetThatIsNotCleanOrNotAloneIsRefused() throws Exception {
    AofWriterOptions options = AofWriterOptions.defaults().withFsync(FsyncPolicy.NO);
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      base.finish();
    }
    try (AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
      assertThatThrownBy(() -> AofWriter.open(dir, CheckOptions.defaults(), options))
          .isInstanceOf(LockedException.class);
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
    }
    Path incr = dir.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    Files.write(incr, Arrays.copyOf(Files.readAllBytes(incr), 30));
    assertThatThrownBy(() -> AofWriter.open(dir, CheckOptions.defaults(), options))
        .isInstanceOf(NotCleanException.class);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aDirectoryAppearsWholeOrNotAtAll() throws Exception {
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.VALKEY_9)) {
      base.put(0, bytes("a"), RdbValue.string(bytes("1")), KeyHead.NONE);
      assertThat(dir.resolve("appendonlydir")).doesNotExist();
    }
    assertThat(dir).isEmptyDirectory();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
