package org.aofkit.aof;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * Scans a file in pieces, several at a time, and hands the pieces over in file order, exactly as
 * one pass over the file would give them.
 *
 * <p>The file is cut at multiples of {@link #PIECE}. A worker guesses the first boundary behind a
 * cut and scans on. The piece before it ends at a certain offset; only if that is the guess, the
 * worker's result counts, else the piece is scanned again from there. So a wrong guess (a value
 * that holds a stream of commands) costs time and nothing else.
 *
 * <p>No lambdas here and on the way here: the first one costs a JVM some 10 ms, a twentieth of the
 * time a gigabyte takes.
 */
public final class SegmentedScan implements AutoCloseable {
  /**
   * Bytes of a piece. Large enough to make the hand-over cheap, small enough for the events of a
   * piece made of nothing but MULTI and EXEC (8 MiB of heap) to be held for a few pieces at a time.
   */
  private static final long PIECE = 4 << 20;

  /** So that one window is enough for a piece and the command that straddles its end. */
  private static final int WINDOW_MARGIN = 64 << 10;

  /**
   * The head of a file, this part of a piece, is scanned in small steps through a small window.
   * What the JVM's compiler has not seen happen it takes for impossible, and the first end of a
   * window then costs it all its work, and the scan tens of milliseconds in slow code; a handful of
   * rare things cost that a handful of times. So they are made to happen early.
   */
  private static final int HEAD_PART = 4;

  private static final int HEAD_STEPS = 32;
  private static final int HEAD_WINDOW = 8 << 10;

  private final ByteSource source;
  private final CommandTable table;
  private final int windowSize;
  private final int threads;
  private final long piece;
  private final LongConsumer progress;
  private final BooleanSupplier cancelled;
  private final SegmentScanner scanner;
  private final SegmentScanner headScanner;
  private final Deque<Ahead> ahead = new ArrayDeque<>();

  /** Scanners of which no worker makes use at the moment. Guarded by itself. */
  private final Deque<SegmentScanner> idle = new ArrayDeque<>();

  private @Nullable ExecutorService pool;
  private long nextCut = -1;

  /** A piece that is being scanned, from the cut {@code from} on. */
  private record Ahead(long from, Future<@Nullable Segment> segment) {}

  /** The work on one piece; null where no boundary was found in it. */
  private final class Piece implements Callable<@Nullable Segment> {
    private final long cut;

    Piece(long cut) {
      this.cut = cut;
    }

    @Override
    public @Nullable Segment call() throws IOException {
      SegmentScanner mine = takeIdle();
      try {
        return mine.scanFromGuess(cut, cut + piece);
      } catch (InternalError e) {
        source.verify();
        throw FileShrankException.of(source, cut, e);
      } finally {
        giveBack(mine);
      }
    }
  }

  private static final class Daemons implements ThreadFactory {
    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "aof-scan");
      thread.setDaemon(true);
      return thread;
    }
  }

  /**
   * A scan over a borrowed source, which must allow reads by several threads.
   *
   * @param windowSize bytes of a window; 64 or more, and no more used than a piece needs
   * @param threads how many pieces are scanned at a time; with 1 the caller's thread does it all
   * @param progress told the offset reached
   * @param cancelled asked between pieces
   */
  public SegmentedScan(
      ByteSource source,
      CommandTable table,
      int windowSize,
      int threads,
      LongConsumer progress,
      BooleanSupplier cancelled) {
    this(source, table, windowSize, threads, PIECE, progress, cancelled);
  }

  SegmentedScan(
      ByteSource source,
      CommandTable table,
      int windowSize,
      int threads,
      long piece,
      LongConsumer progress,
      BooleanSupplier cancelled) {
    this.piece = piece;
    this.source = source;
    this.table = table;
    this.windowSize = (int) Math.min(windowSize, piece + WINDOW_MARGIN);
    this.threads = threads;
    this.progress = progress;
    this.cancelled = cancelled;
    this.scanner = new SegmentScanner(source, table, this.windowSize, cancelled);
    this.headScanner =
        new SegmentScanner(source, table, Math.min(windowSize, HEAD_WINDOW), cancelled);
  }

  /**
   * Scans from a command boundary to the end of the file, or to the first thing that is no frame.
   *
   * @return how it ended
   * @throws CancellationException once the caller has cancelled
   */
  public Stop run(long from, LogState state) throws IOException {
    long size = source.size();
    long position = from;
    long endOfHead = from + piece / HEAD_PART;
    while (true) {
      Segment segment = position < endOfHead ? ofHead(position) : ofPiece(position, size);
      state.accept(segment);
      position = segment.end;
      progress.accept(position);
      if (segment.stop != RespScanner.END) {
        return new Stop(segment.stop, segment.end, segment.errorOffset, segment.error);
      }
      if (position >= size) {
        return new Stop(RespScanner.END, position, -1, null);
      }
    }
  }

  private Segment ofHead(long position) throws IOException {
    return headScanner.scan(position, position + Math.max(1, piece / HEAD_PART / HEAD_STEPS));
  }

  private Segment ofPiece(long position, long size) throws IOException {
    long limit = position / piece * piece + piece;
    Segment segment = taken(position, limit, size);
    return segment != null ? segment : scanner.scan(position, limit);
  }

  /** The result of the worker that began in this piece, if there is one and its guess was right. */
  private @Nullable Segment taken(long position, long limit, long size) throws IOException {
    submit(limit, size);
    while (!ahead.isEmpty() && ahead.peekFirst().from + piece <= position) {
      ahead.removeFirst().segment.cancel(false);
    }
    if (ahead.isEmpty() || ahead.peekFirst().from >= limit) {
      return null;
    }
    Segment segment = result(ahead.removeFirst().segment);
    return segment != null && segment.start == position ? segment : null;
  }

  private void submit(long limit, long size) {
    if (threads == 1) {
      return;
    }
    nextCut = Math.max(nextCut, limit);
    while (nextCut < size && ahead.size() < threads + 2) {
      if (pool == null) {
        pool = Executors.newFixedThreadPool(threads, new Daemons());
      }
      long cut = nextCut;
      ahead.addLast(new Ahead(cut, pool.submit(new Piece(cut))));
      nextCut += piece;
    }
  }

  private SegmentScanner takeIdle() {
    synchronized (idle) {
      SegmentScanner found = idle.pollLast();
      return found != null ? found : new SegmentScanner(source, table, windowSize, cancelled);
    }
  }

  private void giveBack(SegmentScanner mine) {
    synchronized (idle) {
      idle.addLast(mine);
    }
  }

  private static @Nullable Segment result(Future<@Nullable Segment> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the workers and gives their windows back. */
  @Override
  public void close() throws IOException {
    if (pool != null) {
      for (Ahead each : ahead) {
        each.segment.cancel(false);
      }
      pool.shutdown();
      awaitWorkers(pool);
    }
    for (SegmentScanner each : idle) {
      each.close();
    }
    scanner.close();
    headScanner.close();
  }

  /** A worker must not read on in windows that are being closed. */
  private static void awaitWorkers(ExecutorService pool) throws IOException {
    try {
      while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
