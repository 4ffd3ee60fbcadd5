package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.aofkit.server.Server;

/** Writes the keys of an index into an image, records being made by several threads. */
final class BaseWriter {
  private static final int AHEAD = 2;
  private static final long PART = 2 << 20;

  private final LogIndex index;
  private final Places places;
  private final Server server;
  private final Fitting fitting;
  private final int threads;
  private final Residual residual;
  private List<byte[]> carriedNames = List.of();

  BaseWriter(LogIndex index, Places places, Server server, Fitting fitting, int threads) {
    this.index = index;
    this.residual = new Residual(index);
    this.places = places;
    this.server = server;
    this.fitting = fitting;
    this.threads = threads;
  }

  /** Writes all keys; the image was begun, and is ended by the caller. */
  void write(BaseOutput out) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    BlockingQueue<KeyRecords> idle = new ArrayBlockingQueue<>(threads);
    List<KeyRecords> all = new ArrayList<>();
    int databases = Math.max(1, index.tables().size());
    try {
      for (int i = 0; i < threads; i++) {
        all.add(
            new KeyRecords(
                index, new PlaceReader(places, IoMode.MAP), server, fitting, out, databases));
      }
      idle.addAll(all);
      groups(out, databases);
      for (int table = 0; table < index.tables().size(); table++) {
        long[] heads = heads(table);
        if (heads.length > 0) {
          out.database(index.number(table));
          database(table, heads, out, workers, idle);
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

  private void groups(BaseOutput out, int databases) throws IOException {
    if (!index.chains().hasTies()) {
      return;
    }
    try (var reader = new PlaceReader(places, IoMode.MAP)) {
      var replay = new Replay(index, reader, server, databases);
      for (TiedGroups.Group group : new TiedGroups(index).find()) {
        if (replay.group(group)) {
          write(replay.keyspace(), group, out);
        } else if (canCarry(group, reader)) {
          residual.group(group);
        }
        replay.clear();
      }
    }
  }

  /** Whether the target takes all commands of a group; else all its keys are told of. */
  private boolean canCarry(TiedGroups.Group group, PlaceReader reader) throws IOException {
    byte[] wrong = null;
    for (Step step : group.steps()) {
      byte[][] words = wrong == null ? words(step, reader) : new byte[0][];
      if (words.length > 0 && !fitting.takes(words)) {
        wrong = words[0];
      }
    }
    if (wrong == null) {
      return true;
    }
    var told = new HashSet<ByteString>();
    for (Step step : group.steps()) {
      if (Head.isTie(step.head())) {
        tell(step.head(), reader.words(step.place()), wrong, told);
      }
    }
    return false;
  }

  private void tell(long tie, byte[][] words, byte[] wrong, Set<ByteString> told) {
    for (int i = 0; i < index.chains().tieCount(tie); i++) {
      int database = index.chains().tieKeyDatabase(tie, i);
      byte[] name = words[index.chains().tieWord(tie, i)];
      if (Head.isTied(index.head(database, name)) && told.add(ByteString.of(name))) {
        fitting.cannotCarry(index.number(database), name, wrong);
      }
    }
  }

  /** The words of a command; none for a record or a pair of an MSET. */
  private byte[][] words(Step step, PlaceReader reader) throws IOException {
    boolean isCommand =
        !Head.isPlace(step.head())
            || !Head.isPair(step.head())
                && index.images().record(step.place(), step.database()) == null;
    return isCommand ? reader.words(step.place()) : new byte[0][];
  }

  private void write(Keyspace keyspace, TiedGroups.Group group, BaseOutput out) throws IOException {
    for (Map.Entry<Integer, Database> database : keyspace.databases().entrySet()) {
      boolean isSelected = false;
      for (Map.Entry<ByteString, StoredKey> key : database.getValue().keys().entrySet()) {
        byte[] name = key.getKey().bytes();
        long head = index.head(database.getKey(), name);
        StoredKey stored = null;
        if (Head.isTied(head) && group.heads().contains(head)) {
          stored = fitting.fit(index.number(database.getKey()), name, key.getValue(), false);
        }
        if (stored != null) {
          if (!isSelected) {
            out.database(index.number(database.getKey()));
            isSelected = true;
          }
          out.key(name, stored);
        }
      }
    }
  }

  private void copyRecords(BaseOutput out) throws IOException {
    var records = new Records(index, out, fitting, places, server);
    for (int i = 0; i < places.files().size(); i++) {
      try (ByteSource source = FileSources.open(places.files().get(i).path(), IoMode.MAP)) {
        if (RdbStepper.looksLikeRdb(source, 0)) {
          records.copy(source, places.start(i), residual.records());
        }
      }
    }
    carriedNames = records.carriedNames();
  }

  /** The heads of keys whose commands are carried out alone: nodes first, then by place. */
  private long[] heads(int number) {
    KeyTable keys = index.tables().get(number);
    long[] heads = new long[Math.toIntExact(keys.live())];
    int[] count = {0};
    keys.each(
        head -> {
          boolean isAlone = head != Head.CARRIED && !Head.isTied(head);
          if (isAlone
              && (!Head.isPlace(head)
                  || Head.isPair(head)
                  || index.images().record(Head.number(head), number) == null)) {
            heads[count[0]++] = head;
          }
        });
    long[] sorted = Arrays.copyOf(heads, count[0]);
    Arrays.parallelSort(sorted);
    return sorted;
  }

  private void database(
      int number,
      long[] heads,
      BaseOutput out,
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
        out.put(made, made.length);
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

  /** The names of the records that carried commands begin with. */
  List<byte[]> carriedNames() {
    return carriedNames;
  }

  /** What could not be written. */
  Residual residual() {
    return residual;
  }
}
