package org.aofkit.fuzz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.resp.RespEncoder;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A length at the end of a log that swallows the commands behind it is a torn end to servers: where
 * they cut, and what we say of it.
 */
class SwallowingEndServerTest {
  private static final byte[] TIME = ascii("#TS:1700000000\r\n");
  private static final byte[] SELECT = RespEncoder.command("SELECT", "0");
  private static final byte[] SET = RespEncoder.command("SET", "key", "value");
  private static final byte[] MULTI = RespEncoder.command("MULTI");
  private static final byte[] EXEC = RespEncoder.command("EXEC");

  @TempDir Path folder;

  /**
   * One log.
   *
   * @param front what stands in front of the swallowing command
   * @param redis what Redis keeps of it, in bytes
   * @param valkey what Valkey 9 keeps
   */
  private record Row(String name, byte[] front, int redis, int valkey) {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static List<Row> rows() throws IOException {
    byte[] image =
        Files.readAllBytes(
            Servers.testdata("aof/redis-7.0.15/fresh/appendonlydir/appendonly.aof.1.base.rdb"));
    byte[] good = join(TIME, SELECT, SET);
    byte[] queue = join(MULTI, SELECT, SET);
    int atGood = good.length;
    int atQueue = join(good, TIME, queue).length;
    int atImageQueue = join(image, TIME, queue).length;
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("command", good, atGood, atGood));
    rows.add(new Row("annotations", join(good, TIME, TIME), atGood, atGood));
    rows.add(new Row("open MULTI", join(good, TIME, queue), atQueue, atGood));
    rows.add(new Row("annotation in MULTI", join(good, TIME, queue, TIME), atQueue, atGood));
    rows.add(
        new Row(
            "MULTI in MULTI",
            join(good, TIME, queue, MULTI, TIME),
            atQueue + MULTI.length,
            atQueue));
    byte[] closed = join(good, queue, EXEC);
    rows.add(new Row("closed", join(closed, TIME), closed.length, closed.length));
    rows.add(new Row("image", image, 0, image.length));
    rows.add(new Row("image, annotation", join(image, TIME), 0, image.length));
    rows.add(new Row("image, MULTI", join(image, TIME, queue), atImageQueue, image.length));
    rows.add(new Row("nothing", new byte[0], 0, 0));
    rows.add(new Row("annotation alone", TIME, 0, 0));
    rows.add(new Row("MULTI at head", queue, queue.length, 0));
    return rows;
  }

  private Path directory(Row row) throws IOException {
    Path dir = Files.createTempDirectory(folder, "row");
    Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
    Files.writeString(
        aof.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
    byte[] swallowing = ascii("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$90000\r\n0123456789\r\n");
    Files.write(
        aof.resolve("appendonly.aof.1.incr.aof"), join(row.front(), swallowing, SET, SET, SET));
    return dir;
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void cutIsPredictedToTheByte(Server server) throws IOException {
    Path program = Servers.program(server);
    for (Row row : rows()) {
      int kept = server == Server.VALKEY_9 ? row.valkey() : row.redis();
      Path dir = directory(row);

      Report report = Checker.check(dir, CheckOptions.defaults().withServer(server));

      assertThat(report.findings())
          .as(row.name())
          .extracting(Finding::code)
          .contains(FindingCode.AOF_SWALLOWED);
      assertThat(report.findings())
          .as(row.name())
          .filteredOn(finding -> finding.code() == FindingCode.DIR_START_CHANGES)
          .extracting(Finding::offset)
          .containsExactly((long) kept);

      LoadProbe.probeInPlace(program, dir, LoadProbe.Mode.DEFAULT, Map.of());
      assertThat(Files.size(dir.resolve("appendonlydir/appendonly.aof.1.incr.aof")))
          .as(row.name())
          .isEqualTo(kept);
    }
  }
}
