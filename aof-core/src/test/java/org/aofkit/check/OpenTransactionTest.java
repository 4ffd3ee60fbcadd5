package org.aofkit.check;

import static org.aofkit.check.EditClass.SAFE;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.timestamp;
import static org.aofkit.testing.Reports.classes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server's own cut does to a log that ends in an open transaction. Measured with Redis
 * 7.0.15, Redis 8.0.6 and Valkey 9.1.2.
 */
class OpenTransactionTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"));
  private static final Aof OPEN = Aof.of(multi(), set("b", "2"));
  private static final Aof TORN = set("c", "3").cutBy(4);

  @TempDir Path folder;

  private static Report checkFor(Server server, AofDir dir) throws IOException {
    return Checker.check(dir.path(), CheckOptions.defaults().withServer(server));
  }

  private static FileReport last(Report report) {
    return report.files().get(report.files().size() - 1);
  }

  @Test
  void redisLeavesTheMultiInFrontOfATornCommandOpenAndLosesWhatItWritesNext() throws IOException {
    for (Aof queued : new Aof[] {multi(), OPEN}) {
      AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(GOOD, queued, TORN);
      for (Server server : new Server[] {Server.REDIS_7_0, Server.REDIS_8_0}) {
        Report report = checkFor(server, dir);

        assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
        assertThat(report.loads()).isEqualTo(Loads.ONLY_LENIENT);
        assertThat(classes(report)).containsExactly(SAFE);
        assertThat(last(report).validUpTo()).isEqualTo(GOOD.length());
        assertThat(last(report).serverCutsAt()).hasValue(GOOD.length() + queued.length());
      }
    }
  }

  @Test
  void valkeyCutsTheWholeTransactionWithTheTornCommand() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(GOOD, OPEN, TORN);

    Report report = checkFor(Server.VALKEY_9, dir);

    assertThat(report.verdict()).isEqualTo(Verdict.TRUNCATED);
    assertThat(last(report).serverCutsAt()).isEmpty();
  }

  @Test
  void openTransactionDirectlyBehindAPreambleMakesRedisWipeTheImage() throws IOException {
    Aof image = image(0, 3);
    for (Aof between : new Aof[] {Aof.empty(), timestamp(17)}) {
      AofDir dir = AofDir.in(folder).base(Aof.of(image, between, OPEN));

      Report redis = checkFor(Server.REDIS_7_0, dir);
      assertThat(redis.verdict()).isEqualTo(Verdict.LOSSY);
      assertThat(redis.loads()).isEqualTo(Loads.ONLY_LENIENT);
      assertThat(classes(redis)).containsExactly(SAFE);
      assertThat(last(redis).serverCutsAt()).hasValue(0);

      Report valkey = checkFor(Server.VALKEY_9, dir);
      assertThat(valkey.verdict()).isEqualTo(Verdict.TRUNCATED);
    }
  }

  @Test
  void serversCutAnnotationsInFrontOfAnOpenTransactionToo() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(GOOD, timestamp(17), OPEN);

    for (Server server : new Server[] {Server.REDIS_7_0, Server.VALKEY_9}) {
      Report report = checkFor(server, dir);

      assertThat(report.verdict()).isEqualTo(Verdict.TRUNCATED);
      assertThat(last(report).validUpTo()).isEqualTo(GOOD.length() + timestamp(17).length());
      assertThat(last(report).serverCutsAt()).hasValue(GOOD.length());
    }
  }
}
