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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.io.MemorySource;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.KeyspaceLoader;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of small logs, and which are declined. */
class CompactionTest {
  private static final int DATABASES = 16;

  @TempDir Path folder;

  /** A base, and a log behind it. */
  private record Out(byte[] base, String residual) {}

  @Test
  void aRecordThatNoCommandTouchedIsCopiedAndOthersAreWrittenAnew() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(5)).incr(select(2), set("base:3", "new"));
    dir = dir.incr(select(2), command("DEL", "base:1"), set("other", "x"));

    Out out = compact(dir);

    assertThat(keys(out.base))
        .containsOnlyKeys("2 base:0", "2 base:2", "2 base:3", "2 base:4", "2 other");
    assertThat(out.residual).isEmpty();
  }

  /** Its deadline stands in front of its record. */
  @Test
  void aRecordWithADeadlineIsWhatCommandsBehindItChange() throws IOException {
    var image = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(image), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.key(new KeyHead(bytes("a"), 4102444800000L, 70_000, KeyHead.NONE), text("one"));
    writer.key(new KeyHead(bytes("b"), KeyHead.NONE, KeyHead.NONE, 7), text("two"));
    writer.end();
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.raw(image.toByteArray()))
            .incr(
                select(0),
                command("APPEND", "a", "!"),
                command("APPEND", "b", "!"),
                command("COPY", "a", "c"));

    Keyspace keyspace = loaded(compact(dir).base);

    assertThat(keyspace.database(0).keys()).hasSize(3);
    for (String name : List.of("a", "b", "c")) {
      StoredKey key = Objects.requireNonNull(keyspace.database(0).get(ByteString.of(bytes(name))));
      assertThat(key.expireAtMs()).isEqualTo(name.equals("b") ? -1 : 4102444800000L);
      assertThat(((StringValue) key.value()).range(0, 4))
          .isEqualTo(bytes(name.equals("b") ? "two!" : "one!"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static RdbValue text(String text) {
    return RdbValue.string(bytes(text));
  }

  @Test
  void keysStayWithTheirDatabasesThroughAnExchange() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(image(2))
            .incr(
                select(0),
                set("a", "1"),
                command("SWAPDB", "2", "9"),
                command("COPY", "a", "b", "DB", "9"),
                command("SWAPDB", "0", "9"),
                set("c", "2"));

    assertThat(keys(compact(dir).base))
        .containsOnlyKeys("0 base:0", "0 base:1", "0 b", "0 c", "9 a");
  }

  @Test
  void whatIsNotModelledIsCarriedWithWhatItIsTiedTo() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(1),
                command("RPUSH", "list", "3", "1", "2"),
                command("SORT", "list", "STORE", "sorted"),
                set("list", "another"),
                set("free", "1"));

    Out out = compact(dir);

    assertThat(keys(out.base)).containsOnlyKeys("1 free");
    assertThat(words(out.residual))
        .isEqualTo("SELECT 1 RPUSH list 3 1 2 SORT list STORE sorted DEL list SET list another");
  }

  @Test
  void aSortByNoPatternReadsNoOtherKey() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(0),
                command("RPUSH", "l", "2", "1"),
                command("SORT", "l", "BY", "nosort", "GET", "#", "STORE", "s"));

    Out out = compact(dir);

    assertThat(words(out.residual))
        .isEqualTo("SELECT 0 RPUSH l 2 1 SORT l BY nosort GET # STORE s");
  }

  @Test
  void librariesThatAreNotModelledAreCarriedThoughThereIsNoDatabase() throws IOException {
    AofDir dir = AofDir.in(folder).incr(command("FUNCTION", "RESTORE", "no payload"));

    Out out = compact(dir);

    assertThat(keys(out.base)).isEmpty();
    assertThat(words(out.residual)).isIn("", "FUNCTION RESTORE no payload");
  }

  @Test
  void aDatabaseThatTheServerHasNotIsDeclined() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(40, 1)).incr(set("a", "1"));

    assertThatThrownBy(() -> compact(dir))
        .isInstanceOf(CannotCompactException.class)
        .hasMessageContaining("database 40 of 16");
  }

  @Test
  void aDatabaseThatIsSelectedBetweenADeadlineAndItsKeyIsDeclined() throws IOException {
    var image = new ByteArrayOutputStream();
    image.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    image.write(0xFC);
    image.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 0, 0});
    image.writeBytes(new byte[] {(byte) 0xFE, 3, 0, 1, 'k', 1, 'v', (byte) 0xFF});
    image.writeBytes(new byte[8]);
    AofDir dir = AofDir.in(folder).base(Aof.raw(image.toByteArray())).incr(set("a", "1"));

    assertThatThrownBy(() -> compact(dir))
        .isInstanceOf(CannotCompactException.class)
        .hasMessageContaining("@ 9: a record that stands inside of another one");
  }

  /** The opcodes of a deadline in ms and in s, of an idle time and of a frequency. */
  @ParameterizedTest
  @CsvSource({
    "FC0004000000000000, 1024",
    "FD01000000, 1000",
    "F805, -1",
    "F907, -1",
    "FC0004000000000000F805, 1024"
  })
  void whatACommandAddsToAValueWithADeadlineIsAdded(String front, long deadline)
      throws IOException {
    var image = new ByteArrayOutputStream();
    image.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    image.writeBytes(new byte[] {(byte) 0xFE, 0});
    image.writeBytes(HexFormat.of().parseHex(front));
    image.writeBytes(new byte[] {0, 1, 'k', 1, 'v', (byte) 0xFF});
    image.writeBytes(new byte[8]);
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.raw(image.toByteArray()))
            .incr(select(0), command("APPEND", "k", "w"));

    StoredKey key = stored(compact(dir).base, 0, "k");
    assertThat(key.expireAtMs()).isEqualTo(deadline);
    assertThat(((StringValue) key.value()).range(0, 2)).asString().isEqualTo("vw");
  }

  @Test
  void commandsThatServersRefuseAreToldInTheirOrder() throws IOException {
    Aof before = Aof.of(select(0), set("a", "1"));
    Aof wrong = command("LPUSH", "a", "x");
    Aof fine = Aof.of(command("RPUSH", "list", "x"), command("SADD", "set", "x"));
    Aof between = command("SMOVE", "set", "list", "x");
    AofDir dir = AofDir.in(folder).incr(before, wrong, fine, between, command("INCR", "list"));

    List<Finding> found = result(dir, new ByteArrayOutputStream()).refused();

    long second = before.length() + wrong.length() + fine.length();
    assertThat(found)
        .extracting(Finding::offset)
        .containsExactly((long) before.length(), second, second + between.length());
    assertThat(found).extracting(Finding::code).containsOnly(FindingCode.AOF_COMMAND_REFUSED);
    assertThat(found.get(0).file()).isEqualTo("appendonly.aof.1.incr.aof");
    assertThat(found.get(1).message()).startsWith("SMOVE: a server answers 'WRONGTYPE");
  }

  @Test
  void ofManyRefusedCommandsTheFirstAreTold() throws IOException {
    Aof[] commands = new Aof[RefusedCommands.MOST_KEPT + 500];
    Arrays.fill(commands, command("LPUSH", "a", "x"));
    commands[0] = Aof.of(select(0), set("a", "1"));

    List<Finding> found =
        result(AofDir.in(folder).incr(commands), new ByteArrayOutputStream()).refused();

    assertThat(found).hasSize(RefusedCommands.MOST_KEPT);
    assertThat(found.get(0).offset()).isEqualTo(commands[0].length());
    assertThat(found).extracting(Finding::offset).isSorted();
  }

  @Test
  void aFlushThatServersRefuseFlushesNothing() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(select(0), set("a", "1"), command("FLUSHALL", "SOON"), set("b", "2"));

    assertThat(keys(compact(dir).base)).containsOnlyKeys("0 a", "0 b");
  }

  private static Aof image(int keys) {
    return Aof.image(2, keys);
  }

  private static Out compact(AofDir dir) throws IOException {
    var residual = new ByteArrayOutputStream();
    var base = new ByteArrayOutputStream();
    result(dir, base, residual);
    return new Out(base.toByteArray(), residual.toString(StandardCharsets.ISO_8859_1));
  }

  private static Compaction.Result result(AofDir dir, ByteArrayOutputStream base)
      throws IOException {
    return result(dir, base, new ByteArrayOutputStream());
  }

  private static Compaction.Result result(
      AofDir dir, ByteArrayOutputStream base, ByteArrayOutputStream residual) throws IOException {
    AofSet set =
        AofSetLocator.locate(
            dir.path(), new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    return new Compaction(set.log(), Server.REDIS_7_0, DATABASES, 2)
        .write(Channels.newChannel(base), Channels.newChannel(residual));
  }

  private static StoredKey stored(byte[] base, int database, String name) throws IOException {
    StoredKey key =
        loaded(base)
            .database(database)
            .keys()
            .get(ByteString.of(name.getBytes(StandardCharsets.US_ASCII)));
    assertThat(key).isNotNull();
    return key;
  }

  private static Keyspace loaded(byte[] base) throws IOException {
    var source = new MemorySource("base", base);
    var keyspace = new Keyspace(Server.REDIS_7_0, DATABASES);
    RdbImage image =
        RdbReader.read(
            source, 0, RdbOptions.forAof(), RdbDepth.DEEP, new KeyspaceLoader(keyspace, source));
    assertThat(image.isWhole()).isTrue();
    return keyspace;
  }

  static Map<String, String> keys(byte[] base) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    loaded(base)
        .databases()
        .forEach(
            (number, database) ->
                database
                    .keys()
                    .forEach(
                        (name, key) -> keys.put(number + " " + name, key.value().type().id())));
    return keys;
  }

  /** The words of commands in a row. */
  private static String words(String log) {
    return log.replaceAll("[*$][0-9]+\r\n", "").replace("\r\n", " ").strip();
  }
}
