package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What is written for a target, real servers load, and then hold the same as if they had got the
 * commands, in the same encodings; and what a server writes itself is the same to the byte. {@code
 * -Daofkit.fuzz.times=20} tries twenty times as many data sets.
 */
class RdbWriterPropertyTest {
  private static final int ROUNDS = 6;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Loading servers find out themselves how many entries were read where that can be known. */
  private static final RdbWriterOptions LOSING =
      RdbWriterOptions.DEFAULT.losing(Set.of(RdbFeature.STREAM_COUNTERS));

  private static final String LIBRARY =
      "#!lua name=lib\nredis.register_function('f', function() return 1 end)";

  private static final RdbTarget REDIS_7_0 = RdbTarget.of(Server.REDIS_7_0);
  private static final RdbTarget REDIS_7_2 = RdbTarget.of(Server.REDIS_7_2);
  private static final RdbTarget REDIS_8_0 = RdbTarget.of(Server.REDIS_8_0);
  private static final RdbTarget VALKEY_8 = RdbTarget.of(Server.VALKEY_8);
  private static final RdbTarget VALKEY_9 = RdbTarget.of(Server.VALKEY_9);

  @Property(tries = 2, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void redis7HoldsWhatTheCommandsMake(@ForAll long seed) throws IOException {
    assertHeld(Server.REDIS_7_0, List.of(RdbTarget.REDIS_5_TO_6, REDIS_7_0), seed);
  }

  @Property(tries = 2, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void redis8HoldsWhatTheCommandsMake(@ForAll long seed) throws IOException {
    assertHeld(
        Server.REDIS_8_0,
        List.of(RdbTarget.REDIS_5_TO_6, REDIS_7_0, REDIS_7_2, VALKEY_8, REDIS_8_0),
        seed);
  }

  @Property(tries = 2, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void valkey9HoldsWhatTheCommandsMake(@ForAll long seed) throws IOException {
    assertHeld(
        Server.VALKEY_9,
        List.of(RdbTarget.REDIS_5_TO_6, REDIS_7_0, REDIS_7_2, VALKEY_8, VALKEY_9),
        seed);
  }

  @Property(tries = 2, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void redis7WritesTheSameBytes(@ForAll long seed) throws IOException {
    assertSameBytes(Server.REDIS_7_0, REDIS_7_0, seed);
  }

  @Property(tries = 2, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void redis8WritesTheSameBytes(@ForAll long seed) throws IOException {
    assertSameBytes(Server.REDIS_8_0, REDIS_8_0, seed);
  }

  @Property(tries = 2, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void valkey9WritesTheSameBytes(@ForAll long seed) throws IOException {
    assertSameBytes(Server.VALKEY_9, VALKEY_9, seed);
  }

  private static long[] seeds(long seed) {
    return LongStream.range(0, Integer.getInteger("aofkit.fuzz.times", 1))
        .map(i -> seed + 1_000_003L * i)
        .toArray();
  }

  private static void assertHeld(Server server, List<RdbTarget> targets, long seed)
      throws IOException {
    for (long each : seeds(seed)) {
      assertHeldOnce(server, targets, each);
    }
  }

  private static void assertHeldOnce(Server server, List<RdbTarget> targets, long seed)
      throws IOException {
    List<WrittenKey> keys = new WrittenKeys(new Random(seed)).ofEachKind(ROUNDS);
    for (RdbTarget target : targets) {
      List<WrittenKey> some = expressible(keys, target);
      Held expected = held(server, target, some);
      Path folder = Files.createTempDirectory("aofkit-written-");
      try {
        Path file = folder.resolve("dump.rdb");
        Files.write(file, image(target, some));
        assertCheckToolAccepts(server, file);
        try (RealServer running =
            RealServer.start(program(server), folder, loading(server), LIMIT)) {
          assertThat(running.isUp())
              .as(seed + " " + target + "\n" + String.join("\n", running.log()))
              .isTrue();
          DataSet data = DataSet.dump(running);
          assertThat(expected.data.diff(data)).as("%d %s", seed, target).isEmpty();
          assertThat(comparable(DataSet.encodings(running), server, target, some))
              .as("%d %s", seed, target)
              .isEqualTo(comparable(expected.encodings, server, target, some));
        }
      } finally {
        TempTree.delete(folder);
      }
    }
  }

  /**
   * Without lists where the target divides them into other nodes than the server: near the limits
   * that decides whether the server takes them together.
   */
  private static SortedMap<Integer, SortedMap<String, String>> comparable(
      SortedMap<Integer, SortedMap<String, String>> encodings,
      Server server,
      RdbTarget target,
      List<WrittenKey> keys) {
    if (server == Server.REDIS_7_0 || target.version() > REDIS_7_0.version()) {
      return encodings;
    }
    var copy = new TreeMap<Integer, SortedMap<String, String>>();
    encodings.forEach((database, names) -> copy.put(database, new TreeMap<>(names)));
    for (WrittenKey key : keys) {
      if (key.value() instanceof RdbValue.ListValue) {
        copy.get(key.database()).remove(new String(key.head().name(), US_ASCII));
      }
    }
    return copy;
  }

  private static void assertSameBytes(Server server, RdbTarget target, long seed)
      throws IOException {
    for (long each : seeds(seed)) {
      assertSameBytesOnce(server, target, each);
    }
  }

  private static void assertSameBytesOnce(Server server, RdbTarget target, long seed)
      throws IOException {
    List<WrittenKey> keys =
        expressible(new WrittenKeys(new Random(seed)).ofEachKind(ROUNDS), target);
    var options = new RdbWriterOptions(false, true, Set.of());
    Path folder = Files.createTempDirectory("aofkit-written-");
    try (RealServer running =
        RealServer.start(
            program(server), folder, Map.of("appendonly", "no", "rdbcompression", "no"), LIMIT)) {
      push(running, keys);
      try (RespClient client = running.connect()) {
        for (WrittenKey key : keys) {
          if (key.sameBytes().in(target)) {
            client.call("SELECT", Integer.toString(key.database())).orThrow();
            byte[] theirs = client.call(WrittenKey.ascii("DUMP"), key.head().name()).bytes();
            if (key.value() instanceof RdbValue.StreamValue stream) {
              takeTimes(client, key.head().name(), (WrittenStreams.Data) stream.data());
            }
            byte[] ours = RdbWriter.payload(target, options, key.value());
            assertThat(Arrays.mismatch(ours, theirs))
                .as("%d %s: first difference", seed, new String(key.head().name(), US_ASCII))
                .isEqualTo(-1);
          }
        }
      }
    } finally {
      TempTree.delete(folder);
    }
  }

  /** The server alone knows when it saw a consumer; it then writes that, too. */
  private static void takeTimes(RespClient client, byte[] key, WrittenStreams.Data data)
      throws IOException {
    Reply info =
        client.call(
            WrittenKey.ascii("XINFO"),
            WrittenKey.ascii("STREAM"),
            key,
            WrittenKey.ascii("FULL"),
            WrittenKey.ascii("COUNT"),
            WrittenKey.ascii("1"));
    for (Reply group : part(info, "groups").items()) {
      for (Reply consumer : part(group, "consumers").items()) {
        long seen = part(consumer, "seen-time").number();
        Reply active = part(consumer, "active-time");
        data.set(
            part(group, "name").text(),
            part(consumer, "name").text(),
            new WrittenStreams.Times(seen, active == null ? seen : active.number()));
      }
    }
  }

  /** What stands behind a name; null if it is not there. */
  private static @Nullable Reply part(Reply reply, String name) {
    List<Reply> parts = reply.orThrow().items();
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      if (parts.get(i).text().equals(name)) {
        return parts.get(i + 1);
      }
    }
    return null;
  }

  /** What a server holds, and how. */
  private record Held(DataSet data, SortedMap<Integer, SortedMap<String, String>> encodings) {}

  private static Held held(Server server, RdbTarget target, List<WrittenKey> keys)
      throws IOException {
    Path folder = Files.createTempDirectory("aofkit-written-");
    try (RealServer running =
        RealServer.start(program(server), folder, Map.of("appendonly", "no"), LIMIT)) {
      push(running, keys);
      if (!target.cannotExpress().contains(RdbFeature.FUNCTIONS)) {
        try (RespClient client = running.connect()) {
          client.call("FUNCTION", "LOAD", LIBRARY).orThrow();
        }
      }
      DataSet data = DataSet.dump(running);
      try (RespClient client = running.connect()) {
        // Near the limits a list can have another encoding when it has been loaded.
        client.call("DEBUG", "RELOAD").orThrow();
      }
      return new Held(data, DataSet.encodings(running));
    } finally {
      TempTree.delete(folder);
    }
  }

  private static void push(RealServer server, List<WrittenKey> keys) throws IOException {
    try (RespClient client = server.connect()) {
      int database = 0;
      for (WrittenKey key : keys) {
        if (key.database() != database) {
          database = key.database();
          client.call("SELECT", Integer.toString(database)).orThrow();
        }
        List<byte[][]> commands = key.allCommands();
        for (int at = 0; at < commands.size(); at += 200) {
          List<byte[][]> part = commands.subList(at, Math.min(commands.size(), at + 200));
          for (byte[][] command : part) {
            client.send(command);
          }
          for (int i = 0; i < part.size(); i++) {
            client.read().orThrow();
          }
        }
      }
    }
  }

  private static List<WrittenKey> expressible(List<WrittenKey> keys, RdbTarget target) {
    return keys.stream()
        .filter(key -> key.needs().stream().noneMatch(target.cannotExpress()::contains))
        .toList();
  }

  private static byte[] image(RdbTarget target, List<WrittenKey> keys) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), target, LOSING);
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    writer.begin(new RdbOrigin("7.0.0", clock, 1 << 20, false));
    if (!target.cannotExpress().contains(RdbFeature.FUNCTIONS)) {
      writer.function(WrittenKey.ascii(LIBRARY));
    }
    int database = -1;
    for (WrittenKey key : keys) {
      if (key.database() != database) {
        database = key.database();
        int number = database;
        List<WrittenKey> inIt = keys.stream().filter(one -> one.database() == number).toList();
        long expiring =
            inIt.stream().filter(one -> one.head().expireAtMs() != KeyHead.NONE).count();
        writer.database(database, inIt.size(), expiring);
      }
      writer.key(key.head(), key.value());
    }
    writer.end();
    return bytes.toByteArray();
  }

  private static void assertCheckToolAccepts(Server server, Path file) throws IOException {
    Path tool = ServerBinaries.find(server, ServerBinaries.Tool.CHECK_RDB).orElseThrow();
    CheckTool.Result result = CheckTool.run(tool, LIMIT, file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static Map<String, String> loading(Server server) {
    var settings = new HashMap<String, String>();
    settings.put("appendonly", "no");
    if (!server.isValkey()) {
      settings.put("sanitize-dump-payload", "yes");
    }
    return settings;
  }

  private static Path program(Server server) {
    return Servers.program(server);
  }
}
