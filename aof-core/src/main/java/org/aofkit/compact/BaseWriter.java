package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  /** Of the memory for values, what one of them may take beside others, and what alone. */
  private static final int SHARES = 4;

  private static final int SHARES_ALONE = 2;

  /** Of the memory for keys that are tied, what carried commands may take in any case. */
  private static final int TIED_SHARES = 4;

  private final LogIndex index;
  private final Places places;
  private final Server server;
  private final Fitting fitting;
  private final int threads;
  private final long valueBytes;
  private final BlockingQueue<MadeBytes> buffers;
  private final Residual residual;
  private List<byte[]> carriedNames = List.of();

  /**
   * A writer.
   *
   * @param threads how many make records side by side
   * @param memory that it may take
   */
  BaseWriter(
      LogIndex index,
      Places places,
      Server server,
      Fitting fitting,
      int threads,
      CompactionMemory memory) {
    this.index = index;
    // What the index has not taken of its share, and some in any case.
    this.residual =
        new Residual(
            index, fitting, Math.max(memory.tiedBytes() / TIED_SHARES, index.room().left()));
    this.places = places;
    this.server = server;
    this.fitting = fitting;
    this.threads = threads;
    this.buffers = new ArrayBlockingQueue<>(threads + AHEAD + 1);
    for (int i = 0; i <= threads + AHEAD; i++) {
      buffers.add(new MadeBytes());
    }
    this.valueBytes = memory.valueBytes();
  }

  /** Writes all keys; the image was begun, and is ended by the caller. */
  void write(BaseOutput out) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    BlockingQueue<KeyRecords> idle = new ArrayBlockingQueue<>(threads);
    List<KeyRecords> all = new ArrayList<>();
    int databases = Math.max(1, index.tables().size());
    try {
      for (int i = 0; i < threads; i++) {
        long most = valueBytes / SHARES / threads;
        all.add(new KeyRecords(index, places, server, fitting, out, databases, most));
      }
      idle.addAll(all);
      groups(out, databases);
      long alone = valueBytes / SHARES_ALONE;
      try (var large =
          new LargeValues(index, places, server, fitting, databases, alone, residual)) {
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

  private void groups(BaseOutput out, int databases) throws IOException {
    if (!index.chains().hasTies()) {
      return;
    }
    try (var reader = new PlaceReader(places)) {
      var replay = new Replay(index, reader, server, databases);
      replay.most(valueBytes);
      for (TiedGroups.Group group : new TiedGroups(index).find()) {
        if (isModelled(replay, group)) {
          write(replay.keyspace(), group, out);
        } else if (canCarry(group, reader)) {
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

  /** Whether the target takes all commands of a group; else all its keys are told of. */
  private boolean canCarry(TiedGroups.Group group, PlaceReader reader) throws IOException {
    if (!fitting.isForeign()) {
      return true;
    }
    byte[] wrong = null;
    long place = 0;
    for (Step step : group.steps()) {
      byte[][] words = wrong == null ? words(step, reader) : new byte[0][];
      if (words.length > 0 && !fitting.takes(words)) {
        wrong = words[0];
        place = step.place();
      }
    }
    if (wrong == null) {
      return true;
    }
    var told = new HashSet<ByteString>();
    for (Step step : group.steps()) {
      if (Head.isTie(step.head())) {
        tell(step.head(), reader.words(step.place()), wrong, place, told);
      }
    }
    return false;
  }

  private void tell(long tie, byte[][] words, byte[] wrong, long place, Set<ByteString> told) {
    for (int i = 0; i < index.chains().tieCount(tie); i++) {
      int database = index.chains().tieKeyDatabase(tie, i);
      byte[] name = words[index.chains().tieWord(tie, i)];
      if (Head.isTied(index.head(database, name)) && told.add(ByteString.of(name))) {
        fitting.cannotCarry(index.number(database), name, wrong, place);
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
          int number = index.number(database.getKey());
          stored = fitting.fit(number, name, key.getValue(), false, index.place(head));
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
      BaseOutput out,
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
        out.put(made.bytes());
        buffers.add(made.bytes());
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
      return records.of(table, heads, from, end, residual, buffers.take());
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
