package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;

/**
 * A directory that a real server wrote: annotations, transactions, several databases, and several
 * incr files, which a server has after rewrites whose child was killed.
 */
final class TimedTraffic {
  /** Rounds of traffic, each in a second of its own. */
  static final int ROUNDS = 4;

  private static final int COMMANDS = 12;
  private static final long OVER_A_SECOND_MS = 1_100;

  private TimedTraffic() {}

  /** Lets a server write into an empty directory; the last thing it does is a FLUSHALL. */
  static void writeTo(Path program, Path dir) throws IOException {
    Map<String, String> settings = Map.of("aof-timestamp-enabled", "yes");
    try (RealServer server = RealServer.start(program, dir, settings, LoadProbe.LIMIT);
        RespClient client = server.connect()) {
      for (int round = 1; round <= ROUNDS; round++) {
        traffic(client, round);
        if (round % 2 == 1) {
          breakARewrite(server, client);
        }
        pause(OVER_A_SECOND_MS);
      }
      client.call("FLUSHALL").orThrow();
      client.call("SET", "after", "the flood").orThrow();
      server.shutdown();
    }
  }

  private static void traffic(RespClient client, int round) throws IOException {
    for (int i = 0; i < COMMANDS; i++) {
      client.call("SELECT", Integer.toString((round + i / 5) % 3)).orThrow();
      client.call("SET", "k" + round + ":" + i, "value " + i + " of round " + round).orThrow();
      client.call("APPEND", "log", round + "." + i + " ").orThrow();
      client.call("RPUSH", "list" + i % 4, "r" + round, "i" + i).orThrow();
      if (i % 4 == 3) {
        client.call("MULTI").orThrow();
        client.call("INCR", "count").orThrow();
        client.call("HSET", "hash" + round, "f" + i, "v").orThrow();
        client.call("DEL", "k" + (round - 1) + ":" + i).orThrow();
        client.call("EXEC").orThrow();
      }
    }
  }

  /** The incr file that a rewrite begins with stays behind the one before when its child fails. */
  private static void breakARewrite(RealServer server, RespClient client) throws IOException {
    client.call("CONFIG", "SET", "rdb-key-save-delay", "10000000").orThrow();
    client.call("BGREWRITEAOF").orThrow();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    long deadline = System.nanoTime() + LoadProbe.LIMIT.toNanos();
    while (status(client, "aof_rewrite_in_progress:1")) {
      try (Stream<ProcessHandle> children = process.children()) {
        children.forEach(ProcessHandle::destroyForcibly);
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("the child of the rewrite does not end");
      }
      pause(20);
    }
    client.call("CONFIG", "SET", "rdb-key-save-delay", "0").orThrow();
  }

  private static boolean status(RespClient client, String line) throws IOException {
    return client.call("INFO", "persistence").orThrow().text().contains(line + "\r\n");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
