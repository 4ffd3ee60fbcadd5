package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is large: {@code -Daofkit.append.keys=5000000} says how many keys; not tried by default.
 * Needs 2 GB of disk and the memory of a server with as many keys.
 */
@EnabledIfSystemProperty(named = "aofkit.append.keys", matches = "[0-9]+")
class LargeStoreTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Map<String, String> STRICT = Map.of("aof-load-truncated", "no");

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void manyKeysAndTheLongestValuesAreWrittenInASmallHeapAndLoad(Server server) throws IOException {
    Path program = Servers.program(server);
    int keys = Integer.getInteger("aofkit.append.keys");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    CheckTool.Result written =
        CheckTool.run(
            java,
            LIMIT,
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            LargeStore.class.getName(),
            dir.toString(),
            Integer.toString(keys));
    assertThat(written.exitCode()).as(written.output()).isZero();
    System.out.println("ms for the base, and behind it: " + written.output().strip());
    assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
    try (RealServer running = started(program);
        RespClient client = running.connect()) {
      String keyspace = client.call("INFO", "keyspace").orThrow().text();
      int other = (keys + 2) / 3;
      assertThat(keyspace)
          .contains("db0:keys=" + (keys - other) + ",")
          .contains("db1:keys=" + other + ",")
          .contains("db2:keys=2,")
          .contains("db3:keys=2,");
      client.call("SELECT", "2").orThrow();
      assertThat(client.call("STRLEN", "longest").number()).isEqualTo(LargeStore.LONGEST);
      assertThat(client.call("SCARD", "many").number()).isEqualTo(LargeStore.MEMBERS);
      client.call("SELECT", "3").orThrow();
      assertThat(client.call("STRLEN", "longest").number()).isEqualTo(LargeStore.LONGEST);
      assertThat(client.call("LLEN", "many").number()).isEqualTo(LargeStore.ARGUMENTS - 2);
    }
  }

  private RealServer started(Path program) throws IOException {
    RealServer running = RealServer.start(program, dir, STRICT, LIMIT);
    assertThat(running.isUp()).as(running.state() + " " + running.log()).isTrue();
    return running;
  }

  /** Why longer ones are refused is therefore that no client can have sent them. */
  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void aServerLoadsAnArgumentThatIsLongerThanClientsMaySend(Server server) throws IOException {
    Path program = Servers.program(server);
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, server)) {
      base.finish();
    }
    Path incr = dir.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    int length = LargeStore.LONGEST + 1;
    try (FileChannel channel = FileChannel.open(incr, StandardOpenOption.WRITE)) {
      byte[] head = ("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + length + "\r\n").getBytes(US_ASCII);
      channel.write(ByteBuffer.wrap(head));
      channel.write(ByteBuffer.wrap("\r\n".getBytes(US_ASCII)), head.length + (long) length);
    }
    assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
    try (RealServer running = started(program);
        RespClient client = running.connect()) {
      assertThat(client.call("STRLEN", "k").number()).isEqualTo(length);
      assertThat(client.call("SETRANGE", "l", "" + LargeStore.LONGEST, "x").text())
          .contains("exceeds maximum allowed size");
    }
  }
}
