package org.aofkit.compact;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.io.MemorySource;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.KeyspaceLoader;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for other servers, and what they cannot express. */
class CompactionTargetTest {
  private static final long LATER = 4102444800000L;

  @TempDir Path folder;
  private final List<Unsupported> unsupported = new ArrayList<>();

  /** A base, a log behind it, and what came of it. */
  private record Out(byte[] base, String residual, Compaction.Result result) {}

  @Test
  void whatTheTargetCannotExpressIsToldAndStopsIt() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.raw(hashesOfRedis8()))
            .incr(command("FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', x)"));
    OutputOptions to7 = OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_7_0);
    OutputOptions to6 = OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_6_2);

    assertThatThrownBy(() -> compact(dir, Server.REDIS_8_0, to7))
        .isInstanceOfSatisfying(
            UnsupportedException.class,
            e -> {
              assertThat(e.count()).isEqualTo(2);
              assertThat(e.first()).extracting(CompactionTargetTest::text).isEqualTo(texts());
            });
    assertThat(texts()).containsExactly("0 timed FIELD_DEADLINES", "0 v MODULE_VALUE");
    unsupported.clear();
    assertThatThrownBy(() -> compact(dir, Server.REDIS_8_0, to6))
        .isInstanceOf(UnsupportedException.class);
    assertThat(texts()).contains("-1 l LIBRARY");
  }

  @Test
  void whatIsDroppedIsToldAndTheRestIsThere() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.raw(hashesOfRedis8())).incr(set("a", "1"));
    OutputOptions output =
        OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_7_0).withDropUnsupported(true);

    Out out = compact(dir, Server.REDIS_8_0, output);

    assertThat(texts()).containsExactly("0 timed FIELD_DEADLINES", "0 v MODULE_VALUE");
    assertThat(out.result.dropped().unsupported())
        .isEqualTo(
            Map.of(Unsupported.Reason.FIELD_DEADLINES, 1L, Unsupported.Reason.MODULE_VALUE, 1L));
    assertThat(new String(out.base, 0, 9, StandardCharsets.US_ASCII)).isEqualTo("REDIS0010");
    // A field that had expired does not come back.
    assertThat(keys(out.base, Server.REDIS_7_0))
        .isEqualTo(Map.of("a", "string", "plain", "hash f", "timed", "hash f g"));
  }

  @Test
  void vectorSetsAreKeptForRedis8() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.raw(hashesOfRedis8()));
    OutputOptions output = OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_8_0);

    Out out = compact(dir, Server.REDIS_7_4, output);

    assertThat(keys(out.base, Server.REDIS_8_0)).containsKeys("v", "timed");
    assertThat(unsupported).isEmpty();
  }

  @Test
  void whatHasExpiredIsLeftOutOnlyIfThatIsSaid() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.raw(hashesOfRedis8()))
            .incr(
                select(0),
                command("SET", "old", "1", "PXAT", "1000"),
                command("SET", "young", "1", "PXAT", Long.toString(LATER)),
                command("HPEXPIREAT", "plain", "1000", "FIELDS", "1", "f"));

    Out kept = compact(dir, Server.REDIS_8_0, OutputOptions.DEFAULT);
    Out dropped =
        compact(
            dir,
            Server.REDIS_8_0,
            OutputOptions.DEFAULT.withDropExpired(Instant.ofEpochMilli(1001)));

    assertThat(keys(kept.base, Server.REDIS_8_0))
        .containsOnlyKeys("old", "young", "plain", "timed", "v");
    assertThat(keys(dropped.base, Server.REDIS_8_0))
        .isEqualTo(Map.of("young", "string", "timed", "hash f g", "v", "module"));
    assertThat(dropped.result.dropped().expiredKeys()).isEqualTo(1);
    assertThat(dropped.result.dropped().expiredFields()).isEqualTo(2);
  }

  @Test
  void redis62GetsStreamsAndListsAsItKnowsThem() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(3),
                command("RPUSH", "l", "a", "b"),
                command("HSET", "h", "f", "v"),
                command("ZADD", "z", "1", "m"),
                command("SADD", "s", "m", "n"),
                command("XADD", "x", "1-1", "f", "v"),
                command("XGROUP", "CREATE", "x", "g", "0"));
    OutputOptions output = OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_6_2);

    Out out = compact(dir, Server.REDIS_7_0, output);

    assertThat(new String(out.base, 0, 9, StandardCharsets.US_ASCII)).isEqualTo("REDIS0009");
    var types = new TreeMap<String, Integer>();
    var source = new MemorySource("base", out.base);
    RdbReader.read(
        source,
        0,
        RdbOptions.forAof(),
        RdbDepth.DEEP,
        new org.aofkit.rdb.RdbHandler() {
          @Override
          public boolean key(org.aofkit.rdb.RdbKeyHeader key) throws IOException {
            types.put(
                new String(key.name().toByteArray(10), StandardCharsets.US_ASCII), key.typeCode());
            return false;
          }
        });
    // All in ziplists, and a stream without counters: 9 and 15 are what it reads at most.
    assertThat(types).isEqualTo(Map.of("l", 14, "h", 13, "z", 12, "s", 2, "x", 15));
  }

  @Test
  void aCommandThatIsCarriedMustBeKnownToTheTarget() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(0),
                command("HSET", "h", "f", "v"),
                command("HPEXPIRE", "h", "100000", "FIELDS", "1", "f"),
                command("RPUSH", "l", "2", "1"),
                command("SORT", "l", "STORE", "s"));
    OutputOptions output =
        OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_7_0).withDropUnsupported(true);

    Out out = compact(dir, Server.REDIS_8_0, output);

    assertThat(texts()).containsExactly("0 h COMMAND");
    assertThat(out.residual).contains("SORT").doesNotContain("HPEXPIRE");
  }

  @Test
  void librariesOfValkeyAreNotForRedis() throws IOException {
    String code = "#!lua name=v\nserver.register_function('f', function(k, a) return 1 end)";
    AofDir dir = AofDir.in(folder).incr(command("FUNCTION", "LOAD", code));

    assertThatThrownBy(
            () ->
                compact(
                    dir,
                    Server.VALKEY_9,
                    OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_8_0)))
        .isInstanceOf(UnsupportedException.class);
    assertThat(texts()).containsExactly("-1 v LIBRARY");
  }

  private List<String> texts() {
    return unsupported.stream().map(CompactionTargetTest::text).toList();
  }

  private static String text(Unsupported found) {
    String name = new String(found.name(), StandardCharsets.US_ASCII);
    return found.database() + " " + name + " " + found.reason();
  }

  /** A hash, one with deadlines of fields of which one has passed, and a vector set. */
  private static byte[] hashesOfRedis8() throws IOException {
    var image = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(image), RdbTarget.of(Server.REDIS_8_0));
    writer.begin();
    writer.key(KeyHead.of(bytes("plain")), hash(Map.of("f", -1L)));
    writer.key(
        KeyHead.of(bytes("timed")), hash(new TreeMap<>(Map.of("f", -1L, "g", LATER, "h", 1000L))));
    writer.key(KeyHead.of(bytes("v")), new RdbValue.ModuleValue(vectorSet()));
    writer.end();
    return image.toByteArray();
  }

  private static RdbValue hash(Map<String, Long> fields) {
    var value = new HashValue();
    fields.forEach(
        (name, deadline) -> value.setDeadline(value.put(bytes(name), bytes("v")), deadline));
    return value.toRdb();
  }

  /** Nine letters of six bits, version 0, and no items. */
  private static Content vectorSet() {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    long id = 0;
    for (char letter : "vectorset".toCharArray()) {
      id = id << 6 | letters.indexOf(letter);
    }
    id <<= 10;
    byte[] serialised = new byte[10];
    serialised[0] = (byte) 0x81;
    for (int i = 0; i < 8; i++) {
      serialised[1 + i] = (byte) (id >>> 56 - 8 * i);
    }
    return new Content() {
      @Override
      public long length() {
        return serialised.length;
      }

      @Override
      public void tellTo(Pieces pieces) throws IOException {
        pieces.piece(serialised, 0, serialised.length);
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Out compact(AofDir dir, Server server, OutputOptions output) throws IOException {
    AofSet set =
        AofSetLocator.locate(
            dir.path(), new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    var base = new ByteArrayOutputStream();
    var residual = new ByteArrayOutputStream();
    Compaction.Result result =
        new Compaction(set.log(), server, 16, 2, output.withUnsupported(unsupported::add))
            .write(Channels.newChannel(base), Channels.newChannel(residual));
    return new Out(base.toByteArray(), residual.toString(StandardCharsets.ISO_8859_1), result);
  }

  /** The keys by name, each with its type, a hash with its fields. */
  private static Map<String, String> keys(byte[] base, Server server) throws IOException {
    var source = new MemorySource("base", base);
    var keyspace = new Keyspace(server, 16);
    RdbImage image =
        RdbReader.read(
            source, 0, RdbOptions.forAof(), RdbDepth.DEEP, new KeyspaceLoader(keyspace, source));
    assertThat(image.loadsOn(server, 16)).isTrue();
    Map<String, String> keys = new TreeMap<>();
    keyspace
        .database(0)
        .keys()
        .forEach(
            (name, key) -> {
              var text = new StringBuilder(key.value().type().id());
              if (key.value() instanceof HashValue hash) {
                var fields = new TreeMap<String, Boolean>();
                for (int i = 0; i < hash.size(); i++) {
                  fields.put(new String(hash.field(i), StandardCharsets.US_ASCII), true);
                }
                fields.keySet().forEach(field -> text.append(' ').append(field));
              }
              keys.put(name.toString(), text.toString());
            });
    return keys;
  }
}
