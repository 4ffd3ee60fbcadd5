package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why damage on the way from an expired field to the next is said to load, and to crash a server
 * later: whether and when that happens is not up to the file. Redis 8.0.6 logs that it is ready
 * each time, and it takes a master and a time that is over.
 */
class ExpiredFieldServerTest {
  private static final int WAIT_MS = 5000;
  private static final int STAYS_MS = 400;
  private static final int PAUSE_MS = 20;

  @TempDir Path folder;

  @Test
  void aMasterIsReadyAndEndsAndAReplicaStays() throws Exception {
    Path program = Servers.program(Server.REDIS_8_0);
    byte[] bytes =
        Files.readAllBytes(Servers.testdata("rdb/redis-8.0.6/hash-field-ttl-expired.rdb"));
    bytes[169] = 0x3F;
    RdbMutation.seal(bytes);
    Files.write(folder.resolve("dump.rdb"), bytes);

    try (QuickServer master = QuickServer.start(program, folder, Map.of())) {
      assertThat(master.isUp()).isTrue();
      assertThat(answersFor(master, WAIT_MS)).isFalse();
    }
    try (QuickServer replica =
        QuickServer.start(program, folder, Map.of("replicaof", "127.0.0.1 1"))) {
      assertThat(replica.isUp()).isTrue();
      assertThat(answersFor(replica, STAYS_MS)).isTrue();
    }
  }

  private static boolean answersFor(QuickServer server, int ms) throws InterruptedException {
    long end = System.nanoTime() + ms * 1_000_000L;
    while (System.nanoTime() < end) {
      try (RespClient client = server.connect()) {
        client.call("PING");
      } catch (IOException e) {
        return false;
      }
      Thread.sleep(PAUSE_MS);
    }
    return true;
  }
}
