package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.keyspace.Database;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/** Writes the keys of an index into an image, records being made by several threads. */
final class BaseWriter {
  private static final int AHEAD = 2;

  /** Of the memory for values, what one of them may take beside others, and what alone. */
  private static final int SHARES = 4;

  private static final int SHARES_ALONE = 2;

  private final LogIndex index;
  private final Places places;
  private final Server server;
  private final RdbTarget target;
  private final int threads;
  private final long valueBytes;
  private final Residual residual;
  private List<byte[]> carriedNames = List.of();

  /**
   * A writer.
   *
   * @param threads how many make records side by side
   * @param valueBytes how much memory values may take that are made by carrying out commands
   */
  BaseWriter(
      LogIndex index,
      Places places,
      Server server,
      RdbTarget target,
      int threads,
      long valueBytes) {
    this.index = index;
    this.residual = new Residual(index);
    this.places = places;
    this.server = server;
    this.target = target;
    this.threads = threads;
    this.valueBytes = valueBytes;
  }

  /** Writes all keys; the image was begun, and is ended by the caller. */
  void write(RdbWriter out) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    BlockingQueue<KeyRecords> idle = new ArrayBlockingQueue<>(threads);
    List<KeyRecords> all = new ArrayList<>();
    int databases = Math.max(1, index.tables().size());
    try {
      for (int i = 0; i < threads; i++) {
        long most = valueBytes / SHARES / threads;
        all.add(new KeyRecords(index, places, server, target, databases, most));
      }
      idle.addAll(all);
      groups(out, databases);
      long alone = valueBytes / SHARES_ALONE;
      try (var large = new LargeValues(index, places, server, databases, alone, residual)) {
        for (int table = 0; table < index.tables().size(); table++) {
          var heads = new HeadList(index, places, index.tables().get(table));
          if (heads.heads().length > 0) {
            out.database(index.number(table));
            database(table, heads, out, workers, idle, large);
          }
        }
      }
      copyRecords(out);
    } finally {
      end(workers);
      for (KeyRecords records : all) {
        records.close();
      }
    }
  }

  /** Lets nobody work any more: what a worker reads from is about to be closed. */
  private static void end(ExecutorService workers) {
    workers.shutdownNow();
    boolean isInterrupted = false;
    boolean isEnded = false;
    while (!isEnded) {
      try {
        isEnded = workers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void groups(RdbWriter out, int databases) throws IOException {
    if (!index.chains().hasTies()) {
      return;
    }
    try (var reader = new PlaceReader(places)) {
      var replay = new Replay(index, reader, server, databases);
      replay.most(valueBytes);
      for (TiedGroups.Group group : new TiedGroups(index).find()) {
        if (isModelled(replay, group)) {
          write(replay.keyspace(), group, out);
        } else {
          residual.group(group);
        }
        replay.clear();
      }
    }
  }

  private static boolean isModelled(Replay replay, TiedGroups.Group group) throws IOException {
    try {
      return replay.group(group);
    } catch (ValueTooLargeException e) {
      return false;
    }
  }

  private void write(Keyspace keyspace, TiedGroups.Group group, RdbWriter out) throws IOException {
    for (Map.Entry<Integer, Database> database : keyspace.databases().entrySet()) {
      boolean isSelected = false;
      for (Map.Entry<ByteString, StoredKey> key : database.getValue().keys().entrySet()) {
        byte[] name = key.getKey().bytes();
        long head = index.head(database.getKey(), name);
        if (Head.isTied(head) && group.heads().contains(head)) {
          if (!isSelected) {
            out.database(index.number(database.getKey()));
            isSelected = true;
          }
          StoredKey stored = key.getValue();
          out.key(KeyHead.of(name, stored.expireAtMs()), stored.value().toRdb());
        }
      }
    }
  }

  private void copyRecords(RdbWriter out) throws IOException {
    var records = new Records(index, out);
    for (int i = 0; i < places.files().size(); i++) {
      try (ByteSource source = FileSources.open(places.files().get(i).path(), IoMode.READ)) {
        if (RdbStepper.looksLikeRdb(source, 0)) {
          records.copy(source, places.start(i), residual.records());
        }
      }
    }
    carriedNames = records.carriedNames();
  }

  private void database(
      int table,
      HeadList list,
      RdbWriter out,
      ExecutorService workers,
      BlockingQueue<KeyRecords> idle,
      LargeValues large)
      throws IOException {
    long[] heads = list.heads();
    Deque<Part> parts = new ArrayDeque<>();
    for (int from = 0; from < heads.length || !parts.isEmpty(); ) {
      if (from < heads.length && parts.size() < threads + AHEAD) {
        int end = list.end(from);
        parts.add(part(table, heads, from, end, workers, idle));
        from = end;
      } else {
        Part part = parts.remove();
        KeyRecords.Made made = get(part.made());
        if (made.end() < part.end()) {
          parts.addFirst(part(table, heads, made.end(), part.end(), workers, idle));
        }
        out.raw(made.bytes(), 0, made.bytes().length);
        out.count(made.keys(), made.withDeadline());
        for (long head : made.large()) {
          large.write(table, head, out);
        }
      }
    }
  }

  /** Keys of which a worker makes the records, or as many of these as it likes. */
  private record Part(Future<KeyRecords.Made> made, int end) {}

  private Part part(
      int table,
      long[] heads,
      int from,
      int end,
      ExecutorService workers,
      BlockingQueue<KeyRecords> idle) {
    return new Part(workers.submit(() -> records(table, heads, from, end, idle)), end);
  }

  private KeyRecords.Made records(
      int table, long[] heads, int from, int end, BlockingQueue<KeyRecords> idle)
      throws IOException, InterruptedException {
    KeyRecords records = idle.take();
    try {
      return records.of(table, heads, from, end, residual);
    } finally {
      idle.add(records);
    }
  }

  private static KeyRecords.Made get(Future<KeyRecords.Made> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      if (e.getCause() instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The names of the records that carried commands begin with. */
  List<byte[]> carriedNames() {
    return carriedNames;
  }

  /** What could not be written. */
  Residual residual() {
    return residual;
  }
}
