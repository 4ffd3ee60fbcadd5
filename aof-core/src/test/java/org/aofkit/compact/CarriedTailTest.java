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
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.io.IoMode;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs with commands of which nobody can say which keys they read or write. */
class CarriedTailTest {
  private static final CompactionMemory MEMORY = new CompactionMemory(16 << 20, 16 << 20, 16 << 20);
  private static final String INCR = "appendonly.aof.1.incr.aof";

  @TempDir Path folder;

  private record Out(int baseKeys, String residual, Compaction.Result result) {}

  @ParameterizedTest
  @CsvSource({
    "SORT list BY weight_* STORE sorted, SORT, it reads keys by a pattern",
    "SORT list get other_* STORE sorted, SORT, it reads keys by a pattern",
    "EVAL return 0, EVAL, nobody can tell which keys it changes",
    "fcall f 1 a, fcall, nobody can tell which keys it changes",
    "MIGRATE host 1 a 0 5, MIGRATE, nobody can tell which keys it changes",
    "DEBUG RELOAD, DEBUG, nobody can tell which keys it changes",
    "NOSUCH a b, NOSUCH, nobody can tell which keys it changes"
  })
  void fromSuchACommandOnTheLogIsCarriedAsItIs(String line, String name, String reason)
      throws IOException {
    Aof before = Aof.of(select(3), set("a", "1"), set("a", "2"));
    Aof tail = Aof.of(command(line.split(" ")), set("a", "3"), set("a", "4"));
    AofDir dir = AofDir.in(folder).incr(before, tail);

    Out out = compact(dir, OutputOptions.DEFAULT, MEMORY);

    assertThat(out.baseKeys).isEqualTo(1);
    assertThat(out.residual).isEqualTo(text(Aof.of(select(3), tail)));
    assertThat(out.result.tail())
        .isEqualTo(
            new CarriedTail(
                INCR, before.length(), name, before.length(), reason, 3, tail.length()));
    assertThat(out.result.carried()).isEqualTo(3);
  }

  @Test
  void aTransactionIsCarriedWhole() throws IOException {
    Aof before = Aof.of(select(1), set("a", "1"));
    Aof inside = Aof.of(command("MULTI"), set("b", "1"), select(2), command("EVAL", "x", "0"));
    AofDir dir = AofDir.in(folder).incr(before, inside, set("c", "1"), command("EXEC"));

    Out out = compact(dir, OutputOptions.DEFAULT, MEMORY);

    assertThat(out.baseKeys).isEqualTo(1);
    assertThat(words(out.residual))
        .isEqualTo("SELECT 1 MULTI SET b 1 SELECT 2 EVAL x 0 SET c 1 EXEC");
    CarriedTail tail = out.result.tail();
    assertThat(tail.offset()).isEqualTo(before.length());
    assertThat(tail.sentence())
        .isEqualTo(
            "from appendonly.aof.1.incr.aof:"
                + before.length()
                + " on the log is carried as it is (5 commands, "
                + tail.bytes()
                + " bytes), because of EVAL at "
                + (before.length() + inside.length() - command("EVAL", "x", "0").length())
                + ": nobody can tell which keys it changes");
  }

  @Test
  void filesBehindFollowEachInDatabase0WithoutTheHalfOfAnAnnotationAtTheirEnds()
      throws IOException {
    Aof head = Aof.of(select(5), set("a", "1"));
    AofDir dir =
        AofDir.in(folder)
            .base(Aof.image(2, 3))
            .incr(
                head,
                command("EVAL", "x", "0"),
                Aof.raw("#TS:17".getBytes(StandardCharsets.US_ASCII)))
            .incr(
                set("b", "1"),
                Aof.raw("#TS:1\r\n".getBytes(StandardCharsets.US_ASCII)),
                set("c", "1"))
            .incr()
            .incr(select(2), set("d", "1"));

    Out out = compact(dir, OutputOptions.DEFAULT, MEMORY);

    assertThat(out.baseKeys).isEqualTo(4);
    assertThat(words(out.residual))
        .isEqualTo("SELECT 5 EVAL x 0 SELECT 0 SET b 1 #TS:1 SET c 1 SELECT 0 SELECT 2 SET d 1");
    assertThat(out.result.tail().commands()).isEqualTo(4);
  }

  @Test
  void scriptsThatWereLoadedInFrontAreLoadedAgain() throws IOException {
    Aof load = command("SCRIPT", "LOAD", "return 1");
    AofDir dir =
        AofDir.in(folder)
            .incr(load, select(0), set("a", "1"))
            .incr(load, command("EVALSHA", "x", "0"));

    Out out = compact(dir, OutputOptions.DEFAULT, MEMORY);

    assertThat(words(out.residual))
        .isEqualTo("SCRIPT LOAD return 1 SCRIPT LOAD return 1 SELECT 0 EVALSHA x 0");
    assertThat(out.result.carried()).isEqualTo(3);
  }

  @Test
  void scriptsThatNobodyRunsAreForgotten() throws IOException {
    Aof load = command("SCRIPT", "LOAD", "return 1");

    Out out =
        compact(
            AofDir.in(folder).incr(load, select(0), set("a", "1")), OutputOptions.DEFAULT, MEMORY);

    assertThat(out.residual).isEmpty();
    assertThat(out.result.tail()).isNull();
  }

  @Test
  void whatIsCarriedInFrontOfItStaysInFront() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(
                select(0),
                command("SET", "a", "1", "EX", "100"),
                command("EVAL", "x", "0"),
                command("PERSIST", "a"));

    Out out = compact(dir, OutputOptions.DEFAULT, MEMORY);

    assertThat(words(out.residual))
        .isEqualTo("SELECT 0 SET a 1 EX 100 SELECT 0 EVAL x 0 PERSIST a");
    assertThat(out.result.carried()).isEqualTo(3);
  }

  @Test
  void whatHasExpiredStaysSinceTheTailMayStillFindIt() throws IOException {
    Aof[] parts = {select(0), command("SET", "a", "1", "PXAT", "5"), set("b", "1")};
    OutputOptions dropping = OutputOptions.DEFAULT.withDropExpired(Instant.now());
    AofDir without = AofDir.in(folder).incr(parts);
    AofDir with = AofDir.in(folder).incr(Aof.of(parts), command("EVAL", "x", "0"));

    assertThat(compact(without, dropping, MEMORY).baseKeys).isEqualTo(1);
    assertThat(compact(with, dropping, MEMORY).baseKeys).isEqualTo(2);
  }

  @Test
  void severalPassesEndAtTheSamePlace() throws IOException {
    List<Aof> parts = new ArrayList<>(List.of(select(0)));
    for (int i = 0; i < 3000; i++) {
      parts.add(set("key:" + i, "1"));
    }
    parts.add(command("RENAME", "key:7", "key:8"));
    Aof tail = Aof.of(command("EVAL", "x", "0"), set("late", "1"), command("DEL", "key:9"));
    parts.add(tail);
    AofDir dir = AofDir.in(folder).incr(parts.toArray(Aof[]::new));

    Out out =
        compact(dir, OutputOptions.DEFAULT, new CompactionMemory(16 << 10, 64 << 20, 64 << 20));

    assertThat(out.result.passes()).isGreaterThan(1);
    assertThat(out.baseKeys).isEqualTo(2999);
    assertThat(out.residual).isEqualTo(text(Aof.of(select(0), tail)));
  }

  @Test
  void anImageBehindItIsDeclined() throws IOException {
    AofDir dir = AofDir.in(folder).incr(command("EVAL", "x", "0")).incr(Aof.image(0, 1));

    assertThatThrownBy(() -> compact(dir, OutputOptions.DEFAULT, MEMORY))
        .isInstanceOf(CannotCompactException.class)
        .hasMessageContaining("appendonly.aof.2.incr.aof @ 0: an image")
        .hasMessageContaining("EVAL in appendonly.aof.1.incr.aof @ 0");
  }

  @Test
  void aDumpHasNoPlaceForIt() throws IOException {
    AofDir dir = AofDir.in(folder).incr(select(0), command("EVAL", "x", "0"));

    assertThatThrownBy(() -> compact(dir, OutputOptions.DEFAULT.withForm(BaseForm.DUMP), MEMORY))
        .isInstanceOf(CannotCompactException.class)
        .hasMessageContaining(INCR + " @ " + select(0).length() + ": EVAL");
  }

  @Test
  void allOfItCountsAsLive() throws IOException {
    Aof before = Aof.of(select(0), set("a", "1"), set("a", "2"));
    Aof tail = Aof.of(command("EVAL", "x", "0"), set("a", "3"), set("a", "4"));
    AofDir dir = AofDir.in(folder).incr(before, tail).incr(select(1), set("a", "5"));

    LiveBytes live =
        LiveBytes.count(log(dir), Server.REDIS_7_0, ReadOptions.of(IoMode.READ), MEMORY);

    assertThat(live.files().get(0).live()).isEqualTo(set("a", "2").length() + tail.length());
    assertThat(live.files().get(1).dead()).isZero();
  }

  @Test
  void commandsThatTheTargetDoesNotKnowAreToldWithTheirPlaces() throws IOException {
    Aof first = Aof.of(select(0), command("EVAL", "x", "0"), set("a", "1"));
    Aof wrong = command("HSETEX", "h", "FIELDS", "1", "f", "v");
    AofDir dir = AofDir.in(folder).incr(first, wrong, set("b", "1"));
    OutputOptions old = OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_7_0);

    assertThatThrownBy(() -> compact(dir, Server.REDIS_8_0, old, MEMORY))
        .isInstanceOfSatisfying(
            UnsupportedException.class,
            e -> {
              Unsupported found = e.first().get(0);
              assertThat(found.reason()).isEqualTo(Unsupported.Reason.TAIL_COMMAND);
              assertThat(found.file()).isEqualTo(INCR);
              assertThat(found.offset()).isEqualTo(first.length());
            });
    Out out = compact(dir, Server.REDIS_8_0, old.withDropUnsupported(true), MEMORY);
    assertThat(words(out.residual)).isEqualTo("SELECT 0 EVAL x 0 SET a 1 SET b 1");
  }

  private Out compact(AofDir dir, OutputOptions options, CompactionMemory memory)
      throws IOException {
    return compact(dir, Server.REDIS_7_0, options, memory);
  }

  private Out compact(AofDir dir, Server server, OutputOptions options, CompactionMemory memory)
      throws IOException {
    var base = new ByteArrayOutputStream();
    var residual = new ByteArrayOutputStream();
    Compaction.Result result =
        new Compaction(log(dir), server, 16, 2, options, memory)
            .write(Channels.newChannel(base), Channels.newChannel(residual));
    int keys = CompactionTest.keys(base.toByteArray()).size();
    return new Out(keys, residual.toString(StandardCharsets.ISO_8859_1), result);
  }

  private static List<SetFile> log(AofDir dir) throws IOException {
    return AofSetLocator.locate(
            dir.path(), new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"))
        .log();
  }

  private static String text(Aof log) {
    return new String(log.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static String words(String log) {
    return log.replaceAll("[*$][0-9]+\r\n", "").replace("\r\n", " ").strip();
  }
}
