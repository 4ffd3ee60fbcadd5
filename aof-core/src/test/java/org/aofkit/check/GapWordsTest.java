package org.aofkit.check;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of what stands behind a loss, and of what a server makes of it. */
class GapWordsTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"), set("b", "2"));
  private static final Aof LAST = set("last", "value");
  private static final Aof FLIPPED = set("k", "0123456789".repeat(100)).replace("$10", "$90");

  @TempDir Path folder;

  @Test
  void whatRedisDoesWithASwallowingCommandInAnOpenTransactionIsSaid() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(GOOD, multi(), set("b", "2"), FLIPPED, set("c", "3"), LAST);

    for (Server server : new Server[] {Server.REDIS_7_0, Server.VALKEY_9}) {
      Report report = Checker.check(dir.path(), CheckOptions.defaults().withServer(server));

      assertThat(report.findings())
          .filteredOn(finding -> finding.code() == FindingCode.AOF_SWALLOWED)
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.message().contains("leaves the MULTI in front open"))
                      .isEqualTo(server == Server.REDIS_7_0));
    }
  }

  @Test
  void ofWhatStandsBehindTheMostDamagesThatAreToldNothingIsClaimed() throws IOException {
    byte[] damage = "*1\r\n$4\r\nPING\r\n????".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer many = ByteBuffer.allocate(100_001 * damage.length);
    while (many.hasRemaining()) {
      many.put(damage);
    }
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(GOOD);
    Files.write(dir.incrFile(1), many.array(), StandardOpenOption.APPEND);
    Files.write(dir.incrFile(1), LAST.bytes(), StandardOpenOption.APPEND);

    Report report = dir.check();

    assertThat(report.findings())
        .filteredOn(finding -> finding.message().startsWith("too many damages"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .isEqualTo(
                        "too many damages in one file: what stands from here on was not looked at,"
                            + " and may hold intact commands"));
  }
}
