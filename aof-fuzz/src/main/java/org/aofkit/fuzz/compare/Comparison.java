package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.ServerBinaries.Tool;
import org.aofkit.server.Server;

/**
 * Generated and damaged directories, each with a number that always makes the same one, against a
 * real server: whether it starts, what it changes, and what it holds behind each way to mend them.
 */
public final class Comparison {
  private static final int WORKERS = 2;

  private Comparison() {}

  /**
   * Compares directories.
   *
   * @param server a server that is on this machine
   * @param first the number of the first directory
   * @param count how many
   * @param withTool whether to look too at what {@code --fix} of the server's check tool keeps, of
   *     which nothing is demanded
   */
  public static Outcome run(Server server, long first, int count, boolean withTool)
      throws IOException {
    Outcome outcome = new Outcome();
    AtomicInteger next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          work(server, first, count, withTool, next, outcome);
          return null;
        };
    ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    try {
      for (Future<Void> done : pool.invokeAll(Collections.nCopies(WORKERS, worker))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
    return outcome;
  }

  private static void work(
      Server server, long first, int count, boolean withTool, AtomicInteger next, Outcome outcome)
      throws IOException {
    Path program = ServerBinaries.find(server).orElseThrow();
    Path tool = withTool ? ServerBinaries.find(server, Tool.CHECK_AOF).orElse(null) : null;
    Path memory = Path.of("/dev/shm");
    Path parent = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    try (Standing judge = new Standing(program, parent)) {
      Trial.Peer peer = new Trial.Peer(server, program, tool, judge, parent);
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        Trial.run(peer, first + i, outcome);
      }
    }
  }
}
