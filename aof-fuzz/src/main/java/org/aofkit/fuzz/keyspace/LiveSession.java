package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.util.Random;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;

/**
 * Sends a workload to a server: some of it in transactions, now and then with a rewrite between.
 */
final class LiveSession {
  private static final int REWRITE_LIMIT_MS = 20_000;

  private final RespClient client;
  private final Random random;
  private int selected;
  private int queued;

  LiveSession(RespClient client, long seed) {
    this.client = client;
    this.random = new Random(seed);
  }

  /** Sends all of it. */
  void run(Workload workload) throws IOException {
    int rewriteAt = random.nextInt(4) == 0 ? random.nextInt(workload.steps().size()) : -1;
    for (int i = 0; i < workload.steps().size(); i++) {
      if (queued == 0 && i == rewriteAt) {
        rewrite();
      }
      if (queued == 0 && random.nextInt(12) == 0) {
        queued = 1 + random.nextInt(4);
        client.call("MULTI").orThrow();
      }
      send(workload.steps().get(i));
      if (queued > 0 && --queued == 0) {
        client.call("EXEC");
      }
    }
    if (queued > 0) {
      client.call("EXEC");
    }
  }

  /** Sends a command to its database. */
  Reply send(Workload.Step step) throws IOException {
    if (step.database() != selected) {
      client.call("SELECT", Integer.toString(step.database())).orThrow();
      selected = step.database();
    }
    return client.call(step.words());
  }

  private void rewrite() throws IOException {
    client.call("BGREWRITEAOF").orThrow();
    long limit = System.currentTimeMillis() + REWRITE_LIMIT_MS;
    while (!client.call("INFO", "persistence").text().contains("aof_rewrite_in_progress:0\r\n")) {
      if (System.currentTimeMillis() > limit) {
        throw new IOException("a rewrite that does not end");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
