package org.aofkit.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.aofkit.server.Server;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTableTest {
  private static final CommandTable TABLE = CommandTable.standard();

  @Test
  void theDataIsWhatTheGeneratorMakesOfTheServersTables() throws IOException {
    String source = CommandTableGenerator.generate(Testdata.path("commands"));
    String lines = source.substring(source.indexOf("\"\"\"\n") + 4, source.lastIndexOf("\"\"\""));
    assertThat(CommandData.TEXT).isEqualTo(lines.stripIndent());
  }

  @Test
  void theTableOfMissingArgumentsIsWhatTheGeneratorMakesOfTheMeasurements() throws IOException {
    String source = MissingArgumentsGenerator.generate(Testdata.path("commands"));
    String lines = source.substring(source.indexOf("\"\"\"\n") + 4, source.lastIndexOf("\"\"\""));
    assertThat(MissingArgumentsData.TEXT).isEqualTo(lines.stripIndent());
  }

  @Test
  void aBrokenTableIsNotTakenForAGoodOne() {
    for (String text : List.of("set", "|sub A . ---- A A\n", "set A ? ---- A A\n")) {
      assertThatThrownBy(() -> CommandRows.parse(text)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(CommandRows.parse("set A . wk-d A A\n").size()).isEqualTo(1);
  }

  @Test
  void aTableMayGrow() {
    assertThat(CommandRows.parse("x A . ---- A A\n".repeat(2000)).size()).isEqualTo(2000);
  }

  @ParameterizedTest
  @EnumSource
  void everyRowOfAServersTableAnswersTheSame(Server server) throws IOException {
    Set<Integer> known = new HashSet<>();
    for (CommandsTsv.Row row : CommandsTsv.read(Testdata.path("commands"), server)) {
      int id = TABLE.find(row.name());
      assertThat(id).as(row.name()).isNotNegative();
      assertThat(known.add(id)).as(row.name()).isTrue();
      CommandSpec spec = TABLE.spec(id);
      assertThat(spec.id()).isEqualTo(id);
      assertThat(spec.name()).isEqualTo(row.lowerCaseName());
      assertThat(spec.arity(server)).as(row.name()).isEqualTo(row.arity());
      assertThat(spec.write()).as(row.name()).isEqualTo(row.has("write"));
      assertThat(spec.movableKeys()).as(row.name()).isEqualTo(row.has("movablekeys"));
      if (!row.placesAreNotKeys()) {
        assertThat(List.of(spec.firstKey(), spec.lastKey(), spec.keyStep()))
            .as(row.name())
            .containsExactly(row.firstKey(), row.lastKey(), row.step());
      }
      for (int argc = -1; argc < 40; argc++) {
        boolean legal = argc > 0 && (row.arity() > 0 ? argc == row.arity() : argc >= -row.arity());
        assertThat((TABLE.acceptedBy(id, argc) & server.bit()) != 0)
            .as("%s with %d words", row.name(), argc)
            .isEqualTo(legal);
      }
    }
    for (int id = 0; id < TABLE.size(); id++) {
      assertThat((TABLE.knownBy(id) & server.bit()) != 0)
          .as(TABLE.spec(id).name())
          .isEqualTo(known.contains(id));
      assertThat(TABLE.spec(id).knownBy()).isEqualTo(TABLE.knownBy(id));
    }
  }

  @Test
  void noNumberOfWordsIsAcceptedByAServerThatDoesNotKnowTheCommand() {
    for (int id = 0; id < TABLE.size(); id++) {
      for (int argc : new int[] {Integer.MIN_VALUE, 0, 1, 7, 100, Integer.MAX_VALUE}) {
        assertThat(TABLE.acceptedBy(id, argc) & ~TABLE.knownBy(id)).isZero();
      }
    }
  }

  @Test
  void caseOfLettersDoesNotMatter() {
    var random = new Random(42);
    for (int id = 0; id < TABLE.size(); id++) {
      String name = TABLE.spec(id).name();
      assertThat(TABLE.find(name.toUpperCase(Locale.ROOT))).isEqualTo(id);
      for (int i = 0; i < 8; i++) {
        var mixed = new StringBuilder();
        for (char c : name.toCharArray()) {
          mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
        }
        assertThat(TABLE.find(mixed.toString())).as(mixed.toString()).isEqualTo(id);
      }
    }
  }

  @Test
  void aNameThatDiffersInOneBitIsAnotherNameUnlessThatBitIsTheCaseOfALetter() {
    Map<String, Integer> names = new HashMap<>();
    for (int id = 0; id < TABLE.size(); id++) {
      names.put(TABLE.spec(id).name(), id);
    }
    for (int id = 0; id < TABLE.size(); id++) {
      if (TABLE.spec(id).name().contains("|")) {
        continue;
      }
      byte[] name = TABLE.spec(id).name().getBytes(StandardCharsets.US_ASCII);
      for (int bit = 0; bit < name.length * 8; bit++) {
        byte[] changed = name.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        String text = new String(changed, StandardCharsets.ISO_8859_1);
        int expected = names.getOrDefault(asciiLowerCase(text), -1);
        assertThat(TABLE.lookup(littleEndian(changed), 0, changed.length))
            .as(text)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "se",
        "sett",
        "set ",
        " set",
        "set\0",
        "get\r",
        "restore\rasking",
        "restoreMasking",
        "bitfield\u007fro",
        "bitfield?ro",
        "georadiusbymemberXro",
        "georadiusbymember_r",
        "nosuch",
        "zremrangebyscorezremrangebyscore",
        "acl|cat",
        "xgroup|create",
        "|",
        "flushal{"
      })
  void whatIsNoCommandIsNotFound(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    assertThat(TABLE.lookup(littleEndian(bytes), 0, bytes.length)).isEqualTo(-1);
    assertThat(TABLE.lookup(ByteBuffer.wrap(bytes), 0, bytes.length)).isEqualTo(-1);
  }

  @Test
  void hopelessLengthsAreAnsweredWithoutALookAtTheBuffer() {
    ByteBuffer empty = ByteBuffer.allocate(0);
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 25, Integer.MAX_VALUE}) {
      assertThat(TABLE.lookup(empty, 0, length)).isEqualTo(-1);
    }
    assertThatThrownBy(() -> TABLE.lookup(empty, 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aNameIsFoundWhereverItStandsInABufferOfEitherByteOrder() {
    for (int id = 0; id < TABLE.size(); id++) {
      String name = TABLE.spec(id).name();
      if (name.contains("|")) {
        continue;
      }
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      for (int before : new int[] {0, 1, 9}) {
        for (int behind : new int[] {0, 1, 7, 8, 20}) {
          ByteBuffer buffer = ByteBuffer.allocateDirect(before + bytes.length + behind);
          while (buffer.hasRemaining()) {
            buffer.put((byte) 'x');
          }
          buffer.put(before, bytes);
          assertThat(TABLE.lookup(buffer, before, bytes.length)).isEqualTo(id);
          buffer.order(ByteOrder.LITTLE_ENDIAN);
          assertThat(TABLE.lookup(buffer, before, bytes.length)).isEqualTo(id);
        }
      }
    }
  }

  @Test
  void subcommandsBelongToTheirContainerOnly() {
    int xgroup = TABLE.find("XGROUP");
    assertThat(TABLE.isContainer(xgroup)).isTrue();
    assertThat(TABLE.find("xgroup|nosuch")).isEqualTo(-1);
    assertThat(TABLE.find("xinfo|create")).isEqualTo(-1);
    assertThat(TABLE.find("create")).isEqualTo(-1);
    assertThat(TABLE.find("set|get")).isEqualTo(-1);
    assertThat(TABLE.isContainer(TABLE.find("set"))).isFalse();
    assertThat(TABLE.find("config|nosuch")).isEqualTo(-1);
    assertThat(TABLE.find("config|help")).isNotNegative();
    assertThat(TABLE.find("acl|HELP")).isNotEqualTo(TABLE.find("config|help"));
  }

  @Test
  void aBareContainerHasTheWrongNumberOfWordsButForCommand() {
    List<String> alone = new ArrayList<>();
    for (int id = 0; id < TABLE.size(); id++) {
      if (TABLE.isContainer(id) && TABLE.acceptedBy(id, 1) != 0) {
        alone.add(TABLE.spec(id).name());
      }
    }
    assertThat(alone).containsExactly("command");
  }

  @Test
  void arityCountsTheWordsOfTheName() {
    int create = TABLE.find("xgroup|create");
    assertThat(TABLE.acceptedBy(create, 4)).isZero();
    assertThat(TABLE.acceptedBy(create, 5)).isEqualTo(Server.allBits());
  }

  @Test
  void newCommandsAreKnownToNewServersOnly() {
    assertThat(TABLE.knownBy(TABLE.find("VADD"))).isEqualTo(Server.REDIS_8_0.bit());
    assertThat(TABLE.knownBy(TABLE.find("msetex"))).isEqualTo(Server.VALKEY_9.bit());
    assertThat(TABLE.knownBy(TABLE.find("delifeq"))).isEqualTo(Server.VALKEY_9.bit());
    assertThat(TABLE.knownBy(TABLE.find("hsetex")))
        .isEqualTo(Server.REDIS_8_0.bit() | Server.VALKEY_9.bit());
    CommandSpec hpexpireat = TABLE.spec(TABLE.find("hpexpireat"));
    assertThat(hpexpireat.sinceRedis()).isEqualTo("7.4.0");
    assertThat(hpexpireat.sinceValkey()).isEqualTo("9.0.0");
    assertThat(TABLE.spec(TABLE.find("msetex")).sinceRedis()).isEmpty();
  }

  @Test
  void kindsAreThoseOfTheirCommands() {
    Map<CommandKind, Set<String>> byKind = new HashMap<>();
    for (int id = 0; id < TABLE.size(); id++) {
      boolean special = (TABLE.traits(id) & CommandTable.SPECIAL) != 0;
      assertThat(special).isEqualTo(TABLE.kind(id) != CommandKind.ORDINARY);
      byKind.computeIfAbsent(TABLE.kind(id), kind -> new HashSet<>()).add(TABLE.spec(id).name());
    }
    assertThat(byKind).containsOnlyKeys(CommandKind.values());
    assertThat(byKind.get(CommandKind.RESTORE))
        .containsExactlyInAnyOrder("restore", "restore-asking");
    assertThat(byKind.get(CommandKind.FUNCTION_RESTORE)).containsExactly("function|restore");
    assertThat(byKind.get(CommandKind.SCRIPT))
        .containsExactlyInAnyOrder("eval", "eval_ro", "evalsha", "evalsha_ro", "fcall", "fcall_ro");
    for (CommandKind kind :
        List.of(
            CommandKind.SELECT,
            CommandKind.MULTI,
            CommandKind.EXEC,
            CommandKind.DISCARD,
            CommandKind.FLUSHALL,
            CommandKind.FLUSHDB,
            CommandKind.SWAPDB,
            CommandKind.MOVE,
            CommandKind.COPY,
            CommandKind.PING)) {
      assertThat(byKind.get(kind)).containsExactly(kind.name().toLowerCase(Locale.ROOT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set",
        "GET",
        "del",
        "flushdb",
        "xgroup|create",
        "pfcount",
        "eval",
        "fcall",
        "migrate",
        "move",
        "copy",
        "restore",
        "zunionstore",
        "lmpop",
        "msetex",
        "VADD",
        "sort",
        "object|encoding",
        "scan",
        "restore-asking"
      })
  void touchesTheSelectedDatabase(String name) {
    assertThat(TABLE.touchesSelectedDatabase(TABLE.find(name))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select", "multi", "exec", "discard", "function|load", "function|restore", "ping",
            "script|load", "publish",
        "spublish", "swapdb", "flushall", "xgroup", "config|set", "replicaof", "ssubscribe",
            "unwatch", "wait"
      })
  void doesNotTouchTheSelectedDatabase(String name) {
    assertThat(TABLE.touchesSelectedDatabase(TABLE.find(name))).isFalse();
  }

  @Test
  void everyCommandThatServersWriteIntoALogIsKnown() {
    String logged =
        "SET SETNX MSET MSETNX MSETEX APPEND SETRANGE SETBIT BITOP BITFIELD INCR DECRBY DEL UNLINK PEXPIREAT PERSIST"
            + " HSET HSETEX HINCRBY HMSET HSETNX HDEL HPEXPIREAT HPERSIST HGETDEL RENAME COPY MOVE SWAPDB FLUSHDB"
            + " FLUSHALL RESTORE LPUSH RPUSH LPOP RPOP RPOPLPUSH LMOVE LTRIM LINSERT LREM SREM SADD SMOVE SUNIONSTORE"
            + " SINTERSTORE SORT ZADD zadd ZINCRBY ZPOPMIN ZPOPMAX ZRANGESTORE ZUNIONSTORE ZREMRANGEBYSCORE GEORADIUS"
            + " GEOSEARCHSTORE PFADD PFCOUNT PFMERGE XADD XTRIM XDEL XSETID XCLAIM SELECT MULTI EXEC EVAL EVALSHA"
            + " PUBLISH SPUBLISH XGROUP|CREATE XGROUP|CREATECONSUMER XGROUP|SETID XGROUP|DELCONSUMER XGROUP|DESTROY"
            + " FUNCTION|LOAD FUNCTION|DELETE FUNCTION|FLUSH FUNCTION|RESTORE SCRIPT|LOAD SCRIPT|FLUSH DELIFEQ";
    for (String name : logged.split(" ")) {
      assertThat(TABLE.find(name)).as(name).isNotNegative();
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String asciiLowerCase(String text) {
    var lower = new StringBuilder();
    for (char c : text.toCharArray()) {
      lower.append(c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
    }
    return lower.toString();
  }
}
