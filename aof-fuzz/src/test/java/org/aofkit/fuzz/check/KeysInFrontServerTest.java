package org.aofkit.fuzz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.resp.RespEncoder;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images at the heads of several files, with commands in front of them: whether a server has one of
 * their keys or libraries already is predicted, or said to be unknown. The seed is pinned; {@code
 * -Daofkit.front.cases=N} tries more.
 */
class KeysInFrontServerTest {
  private static final long SEED = 20261123;
  private static final String NAME = "appendonly.aof.";

  /** {@code @} and {@code ~} stand for names of keys, {@code %} for a database. */
  private static final List<String> COMMANDS =
      List.of(
          "SET @ 1",
          "SET @ 1 PXAT 1000",
          "SET @ 1 EX 100",
          "SET @ 1 XX",
          "SET @ 1 NX",
          "SET @ 1 EX 0",
          "SETNX @ 1",
          "GETSET @ 1",
          "SETEX @ 0 v",
          "INCR @",
          "INCRBY @ x",
          "APPEND @ v",
          "SETRANGE @ 0 v",
          "MSET @ 1 ~ 2",
          "MSETNX @ 1 ~ 2",
          "DEL @",
          "DEL @ ~",
          "UNLINK ~ @",
          "PEXPIREAT @ 1000",
          "EXPIRE @ -1",
          "PERSIST @",
          "GETEX @ PXAT 1000",
          "GETDEL @",
          "RENAME @ ~",
          "RENAMENX @ ~",
          "COPY @ ~",
          "MOVE @ 1",
          "SWAPDB 0 1",
          "FLUSHALL",
          "FLUSHALL ASYNC",
          "FLUSHALL NOW",
          "FLUSHDB",
          "SELECT %",
          "SELECT 99",
          "LPUSH @ 1",
          "LPUSHX @ 1",
          "LPOP @",
          "SADD @ m",
          "SREM @ m",
          "HSET @ f v",
          "HSETNX @ f v",
          "HDEL @ f",
          "ZADD @ x m",
          "ZADD @ 1 m",
          "PFADD @",
          "XADD @ 1-1 f v",
          "XTRIM @ MAXLEN 0",
          "XGROUP CREATE @ g 0 MKSTREAM",
          "XGROUP DESTROY @ g",
          "BITOP OR @ ~",
          "SUNIONSTORE @ ~",
          "SORT ~ STORE @",
          "EVAL return(redis.call('set',KEYS[1],'1')) 1 @",
          "MULTI+SET @ 1+EXEC",
          "MULTI+SELECT %+DEL @+EXEC",
          "PING",
          "FUNCTION FLUSH",
          "FUNCTION FLUSH ASYNC",
          "FUNCTION DELETE lib0",
          "FUNCTION LOAD 0",
          "FUNCTION LOAD 1");

  @TempDir Path folder;

  static Stream<Server> servers() {
    Servers.program(Server.REDIS_7_0);
    return Stream.of(Server.REDIS_7_0, Server.REDIS_8_0, Server.VALKEY_9)
        .filter(server -> ServerBinaries.find(server).isPresent());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whatIsInFrontOfAnImageIsPredictedOrSaidToBeUnknown(Server server) throws IOException {
    int cases = Integer.getInteger("aofkit.front.cases", server == Server.REDIS_7_0 ? 60 : 20);
    Path program = ServerBinaries.find(server).orElseThrow();
    int doubtful = 0;
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      String made = make(new Random(SEED + 7919L * i));
      Report report = Checker.check(folder, CheckOptions.defaults().withServer(server));
      Set<FindingCode> codes =
          report.findings().stream()
              .map(finding -> finding.code())
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
      boolean isDoubtful = codes.contains(FindingCode.RDB_KEY_MAY_BE_IN_FRONT);
      doubtful += isDoubtful ? 1 : 0;
      refused += codes.contains(FindingCode.RDB_KEY_IN_FRONT) ? 1 : 0;
      try (QuickServer started =
          QuickServer.start(
              program, folder, Map.of("appendonly", "yes", "aof-load-truncated", "no"))) {
        String told = "case " + i + " on " + server + ": " + report.findings() + "\n" + made;
        if (isDoubtful) {
          assertThat(report.verdict()).as(told).isIn(Verdict.LOSSY, Verdict.CORRUPT);
        }
        if (!isDoubtful || !report.loads().strict()) {
          assertThat(report.loads().strict()).as(told).isEqualTo(started.isUp());
        }
      }
    }
    System.out.printf(
        "%s: %d sets with images behind commands, %d refused, %d in doubt%n",
        server.title(), cases, refused, doubtful);
    assertThat(refused).isPositive();
    assertThat(doubtful).isBetween(1, cases / 2);
  }

  private String make(Random random) throws IOException {
    Path files = folder.resolve("appendonlydir");
    if (Files.exists(files)) {
      TempTree.delete(files);
    }
    Files.createDirectories(files);
    StringBuilder manifest = new StringBuilder();
    StringBuilder told = new StringBuilder();
    int count = 2 + random.nextInt(2);
    boolean hasBase = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      boolean isBase = i == 0 && hasBase;
      boolean hasImage = i > 0 && random.nextInt(4) > 0 || isBase && random.nextInt(3) > 0;
      String name = NAME + (isBase ? 1 : i + 1) + (isBase ? ".base.aof" : ".incr.aof");
      var bytes = new ByteArrayOutputStream();
      told.append(name).append(':');
      if (hasImage) {
        bytes.writeBytes(image(random, told));
      }
      for (int j = random.nextInt(6); j > 0; j--) {
        String commands = word(COMMANDS.get(random.nextInt(COMMANDS.size())), random);
        told.append(' ').append(commands).append(';');
        for (String command : commands.split("\\+")) {
          bytes.writeBytes(RespEncoder.command(words(command)));
        }
      }
      told.append('\n');
      Files.write(files.resolve(name), bytes.toByteArray());
      manifest.append("file ").append(name).append(" seq ").append(isBase ? 1 : i + 1);
      manifest.append(isBase ? " type b\n" : " type i\n");
    }
    Files.writeString(files.resolve("appendonly.aof.manifest"), manifest);
    return told.toString();
  }

  private static String word(String command, Random random) {
    return command
        .replace("@", key(random))
        .replace("~", key(random))
        .replace("%", String.valueOf(random.nextInt(2)));
  }

  private static String[] words(String command) {
    if (command.startsWith("FUNCTION LOAD ")) {
      return new String[] {"FUNCTION", "LOAD", library(command.charAt(14) - '0')};
    }
    return command.split(" ");
  }

  private static String key(Random random) {
    return random.nextInt(12) == 0 ? "12" : String.valueOf((char) ('a' + random.nextInt(5)));
  }

  private static String library(int number) {
    return "#!lua name=lib"
        + number
        + "\nredis.register_function('f"
        + number
        + "', function(keys, args) return 1 end)";
  }

  private static byte[] image(Random random, StringBuilder told) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.aux("aof-base", "1");
    told.append(" [");
    if (random.nextInt(5) == 0) {
      int number = random.nextInt(2);
      writer.function(library(number).getBytes(StandardCharsets.US_ASCII));
      told.append("lib").append(number).append(' ');
    }
    for (int database = 0; database < 2; database++) {
      String first = key(random);
      String second = key(random);
      int keys = random.nextInt(3) == 0 ? 0 : first.equals(second) ? 1 : 2;
      if (keys > 0) {
        writer.database(database, keys, 0);
      }
      for (String name : List.of(first, second).subList(0, keys)) {
        byte[] bytesOfName = name.getBytes(StandardCharsets.US_ASCII);
        KeyHead head =
            random.nextInt(4) == 0 ? KeyHead.of(bytesOfName, 1000) : KeyHead.of(bytesOfName);
        writer.key(head, RdbValue.string("1".getBytes(StandardCharsets.US_ASCII)));
        told.append(database).append(':').append(name).append(' ');
      }
    }
    writer.end();
    told.append(']');
    return bytes.toByteArray();
  }
}
