package org.aofkit.compact;

import static org.aofkit.testing.Aof.annotated;
import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.ReadOptions;
import org.aofkit.command.CommandTable;
import org.aofkit.io.IoMode;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a log still counts. */
class LiveBytesTest {
  private static final CompactionMemory PLENTY = CompactionMemory.ofThisProcess();

  @TempDir Path folder;

  @Test
  void whatLaterCommandsMadePointlessIsDead() throws IOException {
    Aof dead = Aof.of(set("a", "old"), command("RPUSH", "list", "x"), command("DEL", "list"));
    Aof live = Aof.of(set("a", "new"), command("INCR", "n"), command("INCR", "n"));
    LiveBytes found = count(AofDir.in(folder).incr(select(0), dead, live));

    assertThat(found.live()).isEqualTo(live.length());
    assertThat(found.dead()).isEqualTo(select(0).length() + dead.length());
    assertThat(found.keys()).isEqualTo(2);
    assertThat(type(found, "string")).isEqualTo(row("string", 3, live, 1, set("a", "old")));
    assertThat(type(found, "list")).isEqualTo(row("list", 0, 0, 1, command("RPUSH", "list", "x")));
    assertThat(type(found, "keys")).isEqualTo(row("keys", 0, 0, 1, command("DEL", "list")));
    assertThat(type(found, "other")).isEqualTo(row("other", 0, 0, 1, select(0)));
  }

  @Test
  void recordsOfAnImageAreDeadWhereTheirKeysWereWrittenAnew() throws IOException {
    Aof incr = Aof.of(select(2), set("base:3", "new"), command("DEL", "base:1"));
    LiveBytes found = count(AofDir.in(folder).base(image(2, 5)).incr(incr));

    assertThat(type(found, "string").liveCount()).isEqualTo(4);
    assertThat(type(found, "string").deadCount()).isEqualTo(2);
    assertThat(found.files().get(0).dead()).isPositive();
    assertThat(found.files().get(1).live()).isEqualTo(set("base:3", "new").length());
    assertAdditionsAgree(found);
  }

  @Test
  void eachPairOfAnMsetCountsByItself() throws IOException {
    Aof mset = command("MSET", "a", "1", "b", "22");
    LiveBytes found = count(AofDir.in(folder).incr(select(0), mset, set("a", "2")));

    int pair = "$1\r\na\r\n$1\r\n1\r\n".length();
    assertThat(type(found, "string").liveCount()).isEqualTo(2);
    assertThat(type(found, "string").deadCount()).isEqualTo(1);
    assertThat(found.live()).isEqualTo(pair + 1 + set("a", "2").length());
    assertAdditionsAgree(found);
  }

  @Test
  void littleMemoryGivesTheSameNumbersInMorePasses() throws IOException {
    List<Aof> parts = new ArrayList<>(List.of(select(0)));
    for (int i = 0; i < 20_000; i++) {
      parts.add(command("SET", "key:" + i % 7000, "x"));
      parts.add(command("MSET", "key:" + (i * 13) % 9000, "y", "other:" + i, "z"));
      parts.add(command("RPUSH", "list:" + i % 700, "x"));
      if (i % 1000 == 0) {
        parts.add(command("COPY", "list:" + i % 700, "copy:" + i));
      }
    }
    parts.add(command("FUNCTION", "LOAD", "#!lua name=x\nredis.register_function('f',print)"));
    AofDir dir = AofDir.in(folder).base(image(3, 50)).incr(parts.toArray(Aof[]::new));

    LiveBytes little = count(dir, new CompactionMemory(1_500_000, 3_000_000, 1 << 20));

    assertThat(little).isEqualTo(count(dir));
    assertAdditionsAgree(little);
  }

  @Test
  void anMsetOfWhichNothingIsLeftIsDead() throws IOException {
    Aof mset = command("MSET", "a", "1", "b", "22");
    LiveBytes found = count(AofDir.in(folder).incr(select(0), mset, command("DEL", "a", "b")));

    assertThat(type(found, "string")).isEqualTo(row("string", 0, 0, 2, mset));
    assertThat(found.keys()).isZero();
  }

  @Test
  void whatACopyWasMadeOfCountsThoughTheOriginalIsGone() throws IOException {
    Aof push = command("RPUSH", "list", "x");
    Aof copy = command("COPY", "list", "other");
    LiveBytes found =
        count(AofDir.in(folder).incr(select(0), push, copy, command("DEL", "list"), push));

    assertThat(type(found, "list")).isEqualTo(row("list", 2, Aof.of(push, push), 0, Aof.empty()));
    assertThat(type(found, "keys")).isEqualTo(row("keys", 1, copy, 1, command("DEL", "list")));
  }

  @Test
  void manyCopiesOfALongValueAreFollowedOnce() throws IOException {
    List<Aof> parts = new ArrayList<>(List.of(select(0)));
    for (int i = 0; i < 3000; i++) {
      parts.add(command("RPUSH", "list", "x"));
      parts.add(command("COPY", "list", "copy:" + i));
    }
    AofDir dir = AofDir.in(folder).incr(parts.toArray(Aof[]::new));

    assertThat(count(dir).dead()).isEqualTo(select(0).length());
  }

  @Test
  void whatStandsBetweenCommandsIsDead() throws IOException {
    Aof between = Aof.of(multi(), exec());
    LiveBytes found =
        count(
            AofDir.in(folder)
                .incr(annotated(1_700_000_000, select(0)), multi(), set("a", "1"), exec()));

    assertThat(found.live()).isEqualTo(set("a", "1").length());
    assertThat(type(found, "other").dead())
        .isEqualTo(between.length() + annotated(1_700_000_000, select(0)).length());
    assertAdditionsAgree(found);
  }

  @Test
  void librariesCount() throws IOException {
    Aof load = command("FUNCTION", "LOAD", "#!lua name=x\nredis.register_function('f',print)");
    LiveBytes found = count(AofDir.in(folder).incr(load));

    assertThat(type(found, "functions")).isEqualTo(row("functions", 1, load, 0, Aof.empty()));
  }

  @Test
  void afterAFlushNothingCounts() throws IOException {
    LiveBytes found =
        count(AofDir.in(folder).base(image(0, 3)).incr(select(0), command("FLUSHALL")));

    assertThat(found.keys()).isZero();
    assertThat(type(found, "string").live()).isZero();
  }

  @Test
  void countingCanBeCancelled() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 3)).incr(select(0), set("a", "1"));
    ReadOptions usual = ReadOptions.of(IoMode.MAP);
    var cancelled =
        new ReadOptions(
            usual.mode(), 16, usual.windowSize(), usual.from(), usual.images(), () -> true);

    assertThatThrownBy(() -> LiveBytes.count(log(dir).log(), Server.REDIS_7_0, cancelled, PLENTY))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void everyCommandThatWritesKeysHasAType() {
    var types = new CommandTypes();
    CommandTable table = CommandTable.standard();
    List<String> others = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      if (table.spec(id).write() && types.of(id) == CommandTypes.OTHER) {
        others.add(table.spec(id).name());
      }
    }
    assertThat(others)
        .contains("flushall", "flushdb", "swapdb")
        .doesNotContain("set", "xgroup|create");
    assertThat(CommandTypes.NAMES.get(types.of(table.find("xgroup")))).isEqualTo("stream");
    assertThat(CommandTypes.NAMES.get(types.of(-1))).isEqualTo("other");
    assertThat(others).hasSizeLessThan(8);
  }

  private static void assertAdditionsAgree(LiveBytes found) {
    assertThat(found.types().stream().mapToLong(LiveBytes.OfType::live).sum())
        .isEqualTo(found.live());
    assertThat(found.types().stream().mapToLong(LiveBytes.OfType::dead).sum())
        .isEqualTo(found.dead());
  }

  private static LiveBytes.OfType row(
      String type, long liveCount, Aof live, long deadCount, Aof dead) {
    return new LiveBytes.OfType(type, liveCount, live.length(), deadCount, dead.length());
  }

  private static LiveBytes.OfType row(
      String type, long liveCount, long live, long deadCount, Aof dead) {
    return new LiveBytes.OfType(type, liveCount, live, deadCount, dead.length());
  }

  private static LiveBytes.OfType type(LiveBytes found, String type) {
    return found.types().stream().filter(row -> row.type().equals(type)).findFirst().orElseThrow();
  }

  private static AofSet log(AofDir dir) throws IOException {
    return AofSetLocator.locate(
        dir.path(), new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
  }

  private static LiveBytes count(AofDir dir) throws IOException {
    return count(dir, PLENTY);
  }

  private static LiveBytes count(AofDir dir, CompactionMemory memory) throws IOException {
    ReadOptions usual = ReadOptions.of(IoMode.MAP);
    var options =
        new ReadOptions(
            usual.mode(), 16, usual.windowSize(), usual.from(), usual.images(), usual.cancelled());
    return LiveBytes.count(log(dir).log(), Server.REDIS_7_0, options, memory);
  }
}
