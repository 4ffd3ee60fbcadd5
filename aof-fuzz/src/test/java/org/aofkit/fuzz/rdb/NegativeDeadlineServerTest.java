package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A key with a deadline before 1970: what servers do with it, whom a check warns, and that what a
 * repair writes ends nobody. The first round of expiry comes within a tenth of a second.
 */
class NegativeDeadlineServerTest {
  private static final int WAIT_MS = 5000;
  private static final int STAYS_MS = 400;
  private static final int PAUSE_MS = 20;
  private static final Map<String, String> AOF = Map.of("appendonly", "yes");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_8", "VALKEY_9"})
  void aServerEndsOnTheBaseWhereTheCheckSaysSoAndNeverOnTheMendedOne(Server server)
      throws Exception {
    Path program = Servers.program(server);
    CheckOptions options = CheckOptions.defaults().withServer(server);
    base(-1000);

    Report report = Checker.check(folder, options);
    try (QuickServer started = QuickServer.start(program, folder, AOF)) {
      assertThat(started.isUp()).isTrue();
      boolean isCrashing = report.verdict() == Verdict.LOSSY;
      assertThat(isCrashing).isEqualTo(server.isValkey());
      assertThat(keysAfter(started, isCrashing ? WAIT_MS : STAYS_MS))
          .isEqualTo(isCrashing ? "ended" : "2");
    }

    CheckOptions valkey = CheckOptions.defaults().withServer(Server.VALKEY_9);
    Report damaged = Checker.check(folder, valkey);
    Repair.apply(
        folder,
        damaged,
        RepairPlanner.plan(damaged, valkey, PlanOptions.safe()),
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false),
        valkey);
    try (QuickServer mended = QuickServer.start(program, folder, AOF)) {
      assertThat(mended.isUp()).isTrue();
      assertThat(keysAfter(mended, STAYS_MS)).isEqualTo("2");
    }
  }

  @Test
  void aReplicaAndAMasterThatLoadsADumpStay() throws Exception {
    Path program = Servers.program(Server.VALKEY_9);
    base(-1000);

    try (QuickServer replica =
        QuickServer.start(
            program, folder, Map.of("appendonly", "yes", "replicaof", "127.0.0.1 1"))) {
      assertThat(replica.isUp()).isTrue();
      assertThat(keysAfter(replica, STAYS_MS)).isEqualTo("3");
    }
    Files.write(folder.resolve("dump.rdb"), image(-1000));
    try (QuickServer master = QuickServer.start(program, folder, Map.of())) {
      assertThat(master.isUp()).isTrue();
      assertThat(keysAfter(master, STAYS_MS)).isEqualTo("2");
    }
  }

  private static String keysAfter(QuickServer server, int ms) throws InterruptedException {
    long end = System.nanoTime() + ms * 1_000_000L;
    String keys = "";
    while (System.nanoTime() < end) {
      try (RespClient client = server.connect()) {
        keys = client.call("DBSIZE").text();
      } catch (IOException e) {
        return "ended";
      }
      Thread.sleep(PAUSE_MS);
    }
    return keys;
  }

  private void base(long deadline) throws IOException {
    Path dir = Files.createDirectories(folder.resolve("appendonlydir"));
    Files.write(dir.resolve("appendonly.aof.1.base.rdb"), image(deadline));
    Files.write(dir.resolve("appendonly.aof.1.incr.aof"), new byte[0]);
    Files.writeString(
        dir.resolve("appendonly.aof.manifest"),
        "file appendonly.aof.1.base.rdb seq 1 type b\n"
            + "file appendonly.aof.1.incr.aof seq 1 type i\n");
  }

  private static byte[] image(long deadline) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.database(0, 3, 1);
    writer.key(KeyHead.of("a".getBytes(US_ASCII)), RdbValue.string(new byte[] {'v'}));
    ByteBuffer record = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
    record.put((byte) 0xFC).putLong(deadline).put(new byte[] {0, 1, 'k', 1, 'v'});
    writer.raw(new MemorySource("a record", record.array()), 0, record.capacity());
    writer.key(KeyHead.of("z".getBytes(US_ASCII)), RdbValue.string(new byte[] {'v'}));
    writer.end();
    return bytes.toByteArray();
  }
}
