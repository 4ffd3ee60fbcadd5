package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/** Writes the keys of an index into an image, records being made by several threads. */
final class BaseWriter {
  private static final int AHEAD = 2;
  private static final long PART = 2 << 20;

  private final LogIndex index;
  private final Places places;
  private final Server server;
  private final RdbTarget target;
  private final int threads;
  private final Residual residual = new Residual();

  BaseWriter(LogIndex index, Places places, Server server, RdbTarget target, int threads) {
    this.index = index;
    this.places = places;
    this.server = server;
    this.target = target;
    this.threads = threads;
  }

  /** Writes all keys; the image was begun, and is ended by the caller. */
  void write(RdbWriter out) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    BlockingQueue<KeyRecords> idle = new ArrayBlockingQueue<>(threads);
    int databases = Math.max(1, index.databases().size());
    try {
      for (int i = 0; i < threads; i++) {
        idle.add(
            new KeyRecords(index, new PlaceReader(places, IoMode.MAP), server, target, databases));
      }
      for (int number = 0; number < index.databases().size(); number++) {
        KeyTable keys = index.databases().get(number);
        if (keys.live() > 0) {
          out.database(number, keys.live(), 0);
          database(number, heads(keys), out, workers, idle);
        }
      }
    } finally {
      workers.shutdownNow();
      for (KeyRecords records : idle) {
        records.close();
      }
    }
  }

  /** All heads, sorted: those of nodes first, then by place. */
  private static long[] heads(KeyTable keys) {
    long[] heads = new long[keys.live()];
    int count = 0;
    for (int slot = 0; slot < keys.capacity(); slot++) {
      long head = keys.headIn(slot);
      if (head != Head.NONE) {
        heads[count++] = head;
      }
    }
    Arrays.parallelSort(heads);
    return heads;
  }

  private void database(
      int number,
      long[] heads,
      RdbWriter out,
      ExecutorService workers,
      BlockingQueue<KeyRecords> idle)
      throws IOException {
    long bytes =
        places.start(places.files().size() - 1)
            + places.files().get(places.files().size() - 1).size();
    int part = (int) Math.max(64, Math.min(heads.length, PART * heads.length / Math.max(1, bytes)));
    Deque<Future<byte[]>> parts = new ArrayDeque<>();
    for (int from = 0; from < heads.length || !parts.isEmpty(); ) {
      if (from < heads.length && parts.size() < threads + AHEAD) {
        int begin = from;
        int end = Math.min(heads.length, from + part);
        parts.add(workers.submit(() -> records(number, heads, begin, end, idle)));
        from = end;
      } else {
        byte[] made = get(parts.remove());
        out.raw(made, 0, made.length);
      }
    }
  }

  private byte[] records(int number, long[] heads, int from, int to, BlockingQueue<KeyRecords> idle)
      throws IOException, InterruptedException {
    KeyRecords records = idle.take();
    try {
      return records.of(number, heads, from, to, residual);
    } finally {
      idle.add(records);
    }
  }

  private static byte[] get(Future<byte[]> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What could not be written. */
  Residual residual() {
    return residual;
  }
}
