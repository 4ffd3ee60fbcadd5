package org.aofkit.compact;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts what happens to the keys of a filter into tables, in a thread of its own or in that which
 * tells it.
 */
final class IndexBuilder implements IndexSink, Closeable {
  private static final int BATCHES = 16;

  private final KeyFilter filter;
  private final KeyWrites writes;
  private final BlockingQueue<WriteBatch> full = new ArrayBlockingQueue<>(BATCHES + 1);
  private final BlockingQueue<WriteBatch> empty = new ArrayBlockingQueue<>(BATCHES + 1);
  private final @Nullable Thread writer;
  private WriteBatch batch = new WriteBatch();
  private volatile @Nullable Throwable failure;

  /**
   * A builder.
   *
   * @param besides whether a thread of its own carries out what is told
   */
  IndexBuilder(KeyFilter filter, KeyWrites writes, boolean besides) {
    this.filter = filter;
    this.writes = writes;
    for (int i = 0; i < BATCHES; i++) {
      empty.add(new WriteBatch());
    }
    this.writer = besides ? new Thread(this::run, "aofkit-index") : null;
    if (writer != null) {
      writer.setDaemon(true);
      writer.start();
    }
  }

  @Override
  public void whole(int database, long first, long second, long head) {
    if (filter.has(first, second)) {
      add(WriteBatch.WHOLE, database, first, second, head);
    }
  }

  @Override
  public void change(int database, long first, long second, long place, boolean needsKey) {
    if (filter.has(first, second)) {
      byte kind = needsKey ? WriteBatch.CHANGE_ONLY : WriteBatch.CHANGE;
      add(kind, database, first, second, place);
    }
  }

  @Override
  public void remove(int database, long first, long second) {
    if (filter.has(first, second)) {
      add(WriteBatch.REMOVE, database, first, second, 0);
    }
  }

  @Override
  public void tie(Tie tie) {
    if (filter.isTied()) {
      if (batch.isFull()) {
        pass();
      }
      batch.add(tie);
    }
  }

  @Override
  public void flush(int database) {
    add(WriteBatch.FLUSH, database, 0, 0, 0);
  }

  @Override
  public void flushAll() {
    add(WriteBatch.FLUSH_ALL, 0, 0, 0, 0);
  }

  @Override
  public void swap(int one, int other) {
    add(WriteBatch.SWAP, one, 0, 0, other);
  }

  private void add(byte kind, int database, long first, long second, long head) {
    if (batch.isFull()) {
      pass();
    }
    batch.add(kind, database, first, second, head);
  }

  /** Hands the batch on. */
  private void pass() {
    if (writer == null) {
      writes.apply(batch);
      batch.clear();
      return;
    }
    complain();
    try {
      full.put(batch);
      batch = empty.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    complain();
  }

  private void complain() {
    Throwable failed = failure;
    if (failed instanceof RuntimeException e) {
      throw e;
    }
    if (failed instanceof Error e) {
      throw e;
    }
  }

  private void run() {
    try {
      for (WriteBatch next = full.take(); next.count() > 0; next = full.take()) {
        // Behind a failure batches are taken all the same: nobody is to wait for one.
        if (failure == null) {
          apply(next);
        }
        next.clear();
        empty.put(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void apply(WriteBatch next) {
    try {
      writes.apply(next);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Waits until all is in the tables. */
  void end() throws IOException {
    if (batch.count() > 0) {
      pass();
    }
    close();
    complain();
  }

  /** Ends the thread, if there is one. */
  @Override
  public void close() throws IOException {
    if (writer == null || !writer.isAlive()) {
      return;
    }
    try {
      // An empty batch says that it was the last.
      full.put(new WriteBatch());
      writer.join();
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
