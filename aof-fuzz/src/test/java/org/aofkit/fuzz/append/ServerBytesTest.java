package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte of a log is where a server has it: times over the borders of seconds, databases in and
 * around transactions, and what a new incr begins with.
 */
class ServerBytesTest {
  private static final Map<String, String> SETTINGS =
      Map.of("aof-timestamp-enabled", "yes", "appendfsync", "always");

  /** A little more than a second. */
  private static final long NEXT_SECOND = 1_050;

  /** A SELECT in front of a MULTI, which Redis 8 and Valkey 9 write behind it. */
  private static final String SELECT_AND_MULTI =
      "(\\*2\r\n\\$6\r\nSELECT\r\n\\$[0-9]+\r\n[0-9]+\r\n)(\\*1\r\n\\$5\r\nMULTI\r\n)";

  @TempDir Path dir;

  /** A server at work beside a writer of ours. */
  private record Pair(Server server, RealServer running, RespClient client, Path ours, Path theirs)
      implements AutoCloseable {
    static Pair start(Server server, Path program, Path dir) throws IOException {
      Path theirs = Files.createDirectories(dir.resolve(server.id()).resolve("theirs"));
      Path ours = Files.createDirectories(dir.resolve(server.id()).resolve("ours"));
      RealServer running = RealServer.start(program, theirs, SETTINGS, LoadProbe.LIMIT);
      return new Pair(server, running, running.connect(), ours, theirs);
    }

    void call(String command) throws IOException {
      client.call(command.split(" ")).orThrow();
    }

    String log(int incr) throws IOException {
      return incr(theirs, incr);
    }

    @Override
    public void close() throws IOException {
      client.close();
      running.close();
    }
  }

  @Test
  void timesDatabasesAndRotationsAreTheBytesOfAServer() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    try {
      for (Server server : List.of(Server.REDIS_7_0, Server.REDIS_8_0, Server.VALKEY_9)) {
        Optional<Path> program = ServerBinaries.find(server);
        if (program.isPresent()) {
          pairs.add(Pair.start(server, program.get(), dir));
        }
      }
      assumeFalse(pairs.isEmpty());
      everywhere(pairs, "SELECT 3", "SET a 1", "SELECT 0", "SET b 1", "SELECT 3");
      everywhere(pairs, "MULTI", "SET a 2", "SELECT 5", "SET x 1", "SELECT 3", "INCR a", "EXEC");
      everywhere(pairs, "SELECT 0", "MULTI", "SELECT 9", "SET y 1", "INCR y", "EXEC");
      everywhere(pairs, "INCR y", "SELECT 0", "SET b 2");
      List<String> first = logs(pairs, 1);
      rewrite(pairs);
      everywhere(pairs, "SET b 3", "SELECT 3");
      Thread.sleep(NEXT_SECOND);
      everywhere(pairs, "MULTI", "INCR a", "INCR a", "EXEC", "SET c 1");
      List<String> second = logs(pairs, 2);
      for (int i = 0; i < pairs.size(); i++) {
        compare(pairs.get(i), first.get(i), second.get(i));
      }
    } finally {
      for (Pair pair : pairs) {
        pair.close();
      }
    }
  }

  private static void everywhere(List<Pair> pairs, String... commands) throws IOException {
    for (Pair pair : pairs) {
      for (String command : commands) {
        pair.call(command);
      }
    }
  }

  private static List<String> logs(List<Pair> pairs, int incr) throws IOException {
    List<String> logs = new ArrayList<>();
    for (Pair pair : pairs) {
      logs.add(pair.log(incr));
    }
    return logs;
  }

  private static void rewrite(List<Pair> pairs) throws Exception {
    everywhere(pairs, "BGREWRITEAOF");
    for (Pair pair : pairs) {
      long until = System.nanoTime() + LoadProbe.LIMIT.toNanos();
      while (!pair.client.call("INFO", "persistence").text().contains("rewrite_in_progress:0")) {
        assertThat(System.nanoTime()).isLessThan(until);
        Thread.sleep(5);
      }
    }
  }

  private static void compare(Pair pair, String first, String second) throws IOException {
    try (AofDirectoryWriter base = AofDirectoryWriter.create(pair.ours, pair.server)) {
      base.finish();
    }
    var clock = new ServersClock();
    var options = new AofWriterOptions(FsyncPolicy.NO, true, clock);
    try (AofWriter writer = AofWriter.open(pair.ours, CheckOptions.defaults(), options)) {
      var batch = new CommandBatch();
      clock.theirs = first;
      append(writer, clock, batch.add(3, "SET", "a", "1"));
      append(writer, clock, batch.add(0, "SET", "b", "1"));
      append(
          writer,
          clock,
          batch
              .multi(3)
              .add(3, "SET", "a", "2")
              .add(5, "SET", "x", "1")
              .add(3, "INCR", "a")
              .exec());
      append(writer, clock, batch.multi(9).add(9, "SET", "y", "1").add(9, "INCR", "y").exec());
      append(writer, clock, batch.add(9, "INCR", "y").add(0, "SET", "b", "2"));
      writer.rotate();
      clock.theirs = second;
      append(writer, clock, batch.add(0, "SET", "b", "3"));
      append(writer, clock, batch.multi(3).add(3, "INCR", "a").add(3, "INCR", "a").exec());
      append(writer, clock, batch.add(3, "SET", "c", "1"));
    }
    assertThat(ours(pair, 1)).as(pair.server.title()).isEqualTo(first);
    assertThat(ours(pair, 2)).as(pair.server.title()).isEqualTo(second);
    assertThat(first).startsWith("#TS:");
    assertThat(second).as("a border was crossed").contains("#TS:");
  }

  private static void append(AofWriter writer, ServersClock clock, CommandBatch batch)
      throws IOException {
    clock.at = Math.toIntExact(writer.end().offset());
    writer.append(batch);
    batch.clear();
  }

  private static String ours(Pair pair, int incr) throws IOException {
    String log = incr(pair.ours, incr);
    return pair.server == Server.REDIS_7_0 ? log : log.replaceAll(SELECT_AND_MULTI, "$2$1");
  }

  private static String incr(Path dir, int number) throws IOException {
    return Files.readString(
        dir.resolve("appendonlydir/appendonly.aof." + number + ".incr.aof"), ISO_8859_1);
  }

  /** The time that the server has written at this place of its log, else the last one. */
  private static final class ServersClock extends Clock {
    private String theirs = "";
    private int at;
    private long second;

    @Override
    public Instant instant() {
      if (theirs.startsWith("#TS:", at)) {
        second = Long.parseLong(theirs, at + 4, theirs.indexOf('\r', at), 10);
      }
      return Instant.ofEpochSecond(second);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
