package org.aofkit.fsck;

import static org.aofkit.fsck.CompactFiles.command;
import static org.aofkit.fsck.CompactFiles.contents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** For whom {@code compact} writes, what it leaves out, and what it notices. */
@Timeout(60)
class CompactTargetTest {
  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  /** A hash with a field that has a deadline. */
  private Path fields() throws IOException {
    return CompactFiles.data(
        folder,
        command("HSET", "hash", "field", "v")
            + command("HPEXPIREAT", "hash", "9999999999999", "FIELDS", "1", "field")
            + command("SET", "a", "1"));
  }

  private int compact(Path data, String... words) {
    List<String> all = new ArrayList<>(List.of("compact", "--server", "redis-7.4"));
    all.addAll(List.of(words));
    all.add(data.toString());
    return run.run(all.toArray(String[]::new));
  }

  @Test
  void whatTheTargetHasNoFormForIsListedAndNothingIsWritten() throws IOException {
    Path data = fields();
    Map<String, String> before = contents(data);

    assertThat(compact(data, "--target", "redis-7.2")).isEqualTo(8);

    assertThat(run.out())
        .startsWith(data + ": not compacted: redis-7.2 has no form for 1 thing.\n\n")
        .containsPattern(
            "  deadlines of hash fields  db0  hash  \\(1 fields\\)  appendonly.aof.1.incr.aof:[0-9]+\n")
        .endsWith(
            "  Nothing was written. To leave them out:\n\n    aof-fsck compact --target redis-7.2"
                + " --drop-unsupported --server redis-7.4 "
                + data
                + "\n");
    assertThat(run.err()).contains("Redis 7.2 cannot express 1 of the keys and libraries");
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void eachThingIsToldWithItsPlaceInTheLog() throws IOException {
    String first = command("RPUSH", "l", "2", "1") + command("SORT", "l", "STORE", "s");
    String pop = command("LMPOP", "1", "l", "LEFT");
    Path data = CompactFiles.data(folder, first + pop + command("RPUSH", "s", "x"));

    assertThat(run.run("compact", "--target", "redis-6.2", "--json", data.toString())).isEqualTo(8);
    assertThat(run.run("compact", "--target", "redis-6.2", data.toString())).isEqualTo(8);

    Object document = Json.lines(run.out().substring(0, run.out().indexOf('\n') + 1)).get(0);
    Object found = Json.at(document, "compaction", "unsupported", 0);
    assertThat(Json.at(found, "reason")).isEqualTo("command");
    assertThat(Json.at(found, "file")).isEqualTo(CompactFiles.INCR);
    assertThat(Json.at(found, "offset")).isEqualTo((long) first.length());
    String place = "  (LMPOP)  " + CompactFiles.INCR + ":" + first.length() + "\n";
    assertThat(run.out())
        .contains("  a command that is carried  db0  l" + place)
        .contains("  a command that is carried  db0  s" + place);
  }

  @Test
  void atAWordItIsLeftOut() throws IOException {
    Path data = fields();

    assertThat(compact(data, "--target", "redis-7.2", "--drop-unsupported", "--json")).isZero();

    Object document = run.json().get(0);
    assertThat(Json.at(document, "compaction", "target")).isEqualTo("redis-7.2");
    assertThat(Json.at(document, "compaction", "dropped", "unsupported", "field-deadlines"))
        .isEqualTo(1L);
    assertThat(Json.at(document, "compaction", "unsupported", 0, "name")).isEqualTo("hash");
    assertThat(Json.at(document, "server")).isEqualTo("redis-7.2");
    assertThat(Json.at(document, "verdict")).isEqualTo("clean");
  }

  @Test
  void theBaseMayBeCommands() throws IOException {
    Path data = CompactFiles.data(folder, 20);

    assertThat(run.run("compact", "--format", "aof", data.toString())).isZero();

    assertThat(run.out()).contains("appendonly.aof.1.base.aof").doesNotContain("  keys ");
    assertThat(data.resolve("appendonlydir/appendonly.aof.1.base.aof"))
        .content()
        .contains("last")
        .startsWith("*2\r\n$6\r\nSELECT\r\n");
  }

  @Test
  void whatHasExpiredStaysUnlessItIsToGo() throws IOException {
    Path data =
        CompactFiles.data(
            folder, command("SET", "a", "1") + command("PEXPIREAT", "a", "1700000000000"));

    assertThat(run.run("compact", "--json", data.toString())).isZero();
    assertThat(run.run("compact", "--json", "--drop-expired", data.toString())).isZero();

    assertThat(Json.at(run.json().get(0), "compaction", "keys")).isEqualTo(1L);
    assertThat(Json.at(run.json().get(1), "compaction", "keys")).isEqualTo(0L);
    assertThat(Json.at(run.json().get(1), "compaction", "dropped", "expiredKeys")).isEqualTo(1L);
  }

  @Test
  void commandsThatServersRefuseAreFindings() throws IOException {
    String first = command("SET", "a", "1");
    Path data = CompactFiles.data(folder, first + command("LPUSH", "a", "x"));

    assertThat(run.run("compact", "--dry-run", "--json", data.toString())).isZero();
    assertThat(run.run("compact", data.toString())).isZero();

    String json = run.out().substring(0, run.out().indexOf('\n') + 1);
    Object finding = Json.at(Json.lines(json).get(0), "findings", 0);
    assertThat(Json.at(finding, "code")).isEqualTo("AOF-COMMAND-REFUSED");
    assertThat(Json.at(finding, "offset")).isEqualTo((long) first.length());
    assertThat(run.out())
        .contains(
            "  warning AOF-COMMAND-REFUSED  "
                + CompactFiles.INCR
                + " @ "
                + first.length()
                + " (0x1b)\n    LPUSH: a server answers 'WRONGTYPE Operation against a key holding")
        .contains("  keys        1\n");
  }

  @Test
  void otherServersAndFormsAreMistakes() {
    assertThat(run.run("compact", "--target", "redis-3", "/data")).isEqualTo(16);
    assertThat(run.err()).contains("redis-6.2, redis-7.0").contains("valkey-9, got 'redis-3'");
    assertThat(run.run("compact", "--format", "json", "/data")).isEqualTo(16);
    assertThat(Files.exists(folder.resolve("data"))).isFalse();
  }
}
