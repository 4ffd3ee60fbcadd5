package org.aofkit.check;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Reports.codes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.aofkit.rdb.Crc64;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that no server writes into a log, and what they do to the server that loads it. */
class ServerCommandsTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"));

  @TempDir Path folder;

  private Report check(Aof... parts) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(GOOD, Aof.of(parts)).check();
  }

  private Map<Server, Loads> loads(Aof... parts) throws IOException {
    return check(parts).loadsOn();
  }

  private static Aof words(String text) {
    return command(text.split(" "));
  }

  @Test
  void missingArgumentsCrashOrLoadAsTheTableOfMeasurementsSays() throws IOException {
    Map<Server, Loads> get = loads(words("GET"));
    assertThat(get.values()).containsOnly(Loads.NO);

    Map<Server, Loads> del = loads(words("DEL"));
    assertThat(del.get(Server.REDIS_7_0)).isEqualTo(Loads.YES);
    assertThat(del.get(Server.REDIS_7_4)).isEqualTo(Loads.YES);
    assertThat(del.get(Server.REDIS_8_0)).isEqualTo(Loads.YES);
    assertThat(del.get(Server.VALKEY_8)).isEqualTo(Loads.NO);
    assertThat(del.get(Server.VALKEY_9)).isEqualTo(Loads.NO);

    Map<Server, Loads> stream = loads(words("XINFO STREAM"));
    assertThat(stream.get(Server.REDIS_7_0)).isEqualTo(Loads.YES);
    assertThat(stream.get(Server.REDIS_7_2)).isEqualTo(Loads.NO);
    assertThat(stream.get(Server.REDIS_8_0)).isEqualTo(Loads.NO);
  }

  @Test
  void superfluousArgumentsAreIgnoredByRedisAndRefusedByValkey() throws IOException {
    Map<Server, Loads> incr = loads(words("INCR a b"));
    assertThat(incr.get(Server.REDIS_7_0)).isEqualTo(Loads.YES);
    assertThat(incr.get(Server.REDIS_8_0)).isEqualTo(Loads.YES);
    assertThat(incr.get(Server.VALKEY_9)).isEqualTo(Loads.NO);
  }

  @Test
  void wrongArityInATransactionThatIsNeverExecutedOnlyStopsValkey() throws IOException {
    Map<Server, Loads> open = loads(multi(), words("GET"), set("b", "1"));

    assertThat(open.get(Server.REDIS_7_0)).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(open.get(Server.REDIS_8_0)).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(open.get(Server.VALKEY_9)).isEqualTo(Loads.NO);
    assertThat(loads(multi(), words("GET"), exec()).values()).containsOnly(Loads.NO);
  }

  @Test
  void aThousandHarmlessViolationsInAnOpenTransactionDoNotHideOneThatIsExecuted()
      throws IOException {
    Aof[] many = new Aof[1500];
    Arrays.fill(many, words("GET"));

    Aof open = Aof.of(multi(), words("GET"), exec());
    assertThat(loads(Aof.of(many), open).values()).containsOnly(Loads.NO);
    Map<Server, Loads> harmless = loads(multi(), Aof.of(many), set("b", "1"));
    assertThat(harmless.get(Server.REDIS_7_0)).isEqualTo(Loads.ONLY_LENIENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PSYNC ? -1",
        "SHUTDOWN NOW",
        "shutdown nosave now force",
        "DEBUG SEGFAULT",
        "DEBUG PANIC",
        "DEBUG LOADAOF"
      })
  void commandsThatEndTheServerAreCorruptOnceTheyAreExecuted(String deadly) throws IOException {
    Report bare = check(words(deadly));
    assertThat(bare.loadsOn().values()).containsOnly(Loads.NO);
    assertThat(bare.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(codes(bare)).contains(FindingCode.AOF_ENDS_SERVER);

    assertThat(check(multi(), words(deadly), exec()).loads()).isEqualTo(Loads.NO);
    Report open = check(multi(), words(deadly));
    assertThat(open.loads()).isEqualTo(Loads.ONLY_LENIENT);
    assertThat(open.verdict()).isEqualTo(Verdict.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHUTDOWN",
        "SHUTDOWN NOSAVE",
        "SHUTDOWN NOW x",
        "DEBUG OBJECT a",
        "REPLICAOF NO ONE"
      })
  void commandsThatServersIgnoreWhileTheyLoadAreNoMatter(String harmless) throws IOException {
    assertThat(loads(words(harmless)).values()).containsOnly(Loads.YES);
    assertThat(check(words(harmless)).verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void resetSelectsDatabaseZeroAndCrashesInATransaction() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(3), set("a", "1"), words("RESET"), set("b", "1"))
            .incr(set("c", "1"));
    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);

    assertThat(loads(multi(), words("RESET"), exec()).values()).containsOnly(Loads.NO);
    assertThat(loads(multi(), words("RESET")).values()).containsOnly(Loads.ONLY_LENIENT);
  }

  @Test
  void waitThatWaitsCrashesRedis70Only() throws IOException {
    Map<Server, Loads> waits = loads(words("WAIT 1 0"));
    assertThat(waits.get(Server.REDIS_7_0)).isEqualTo(Loads.NO);
    assertThat(waits.get(Server.REDIS_8_0)).isEqualTo(Loads.YES);
    assertThat(waits.get(Server.VALKEY_9)).isEqualTo(Loads.YES);

    for (String answered : new String[] {"WAIT 0 0", "WAIT -1 0", "WAIT 1 -1", "WAIT 01 0"}) {
      assertThat(loads(words(answered)).values()).as(answered).containsOnly(Loads.YES);
    }
    assertThat(loads(multi(), words("WAIT 1 0"), exec()).values()).containsOnly(Loads.YES);
  }

  @Test
  void becomingAReplicaOrSavingInTheMidstOfLoadingIsLossy() throws IOException {
    for (String lossy : new String[] {"REPLICAOF 10.0.0.1 6379", "BGREWRITEAOF", "SAVE"}) {
      Report report = check(words(lossy));
      assertThat(report.verdict()).as(lossy).isEqualTo(Verdict.LOSSY);
      assertThat(codes(report)).contains(FindingCode.AOF_ADMIN_COMMAND);
    }
    Report settings = check(words("CONFIG SET maxmemory 1gb"));
    assertThat(settings.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(codes(settings)).containsExactly(FindingCode.AOF_ADMIN_COMMAND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SWAPDB 0 16", "MOVE a 16", "COPY a b DB 16 REPLACE", "FUNCTION LOAD REPLACE x"})
  void commandsThatFailForWhatTheySayThemselvesAreLossy(String failing) throws IOException {
    Report report = check(words(failing));

    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(codes(report)).containsExactly(FindingCode.AOF_COMMAND_FAILS);
  }

  @Test
  void damagedPayloadIsIgnoredInSilenceByEveryServer() throws IOException {
    assertThat(check(restore(10, 0)).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(check(multi(), restore(10, 0), exec()).verdict()).isEqualTo(Verdict.CLEAN);

    Report damaged = check(multi(), restore(10, 1), exec());
    assertThat(damaged.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(damaged.loads()).isEqualTo(Loads.YES);
    assertThat(codes(damaged)).containsExactly(FindingCode.AOF_BAD_PAYLOAD);

    Report foreign = check(restore(80, 0));
    assertThat(codes(foreign)).containsExactly(FindingCode.AOF_FOREIGN_PAYLOAD);
    assertThat(codes(check(words("FUNCTION RESTORE short"))))
        .containsExactly(FindingCode.AOF_BAD_PAYLOAD);
  }

  private static Aof restore(int version, int flip) {
    ByteBuffer payload = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(new byte[] {0, (byte) 0xc0, 1}).putShort((short) version);
    payload.putLong(Crc64.update(0, payload.array(), 0, 5));
    payload.put(2, (byte) (1 ^ flip));
    String bytes = new String(payload.array(), StandardCharsets.ISO_8859_1);
    return text(
        "*5\r\n$7\r\nRESTORE\r\n$1\r\nr\r\n$1\r\n0\r\n$13\r\n" + bytes + "\r\n$7\r\nREPLACE\r\n");
  }
}
