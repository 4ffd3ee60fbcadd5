package org.aofkit.aof;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * Scans a file in pieces, several at a time, and hands the pieces over in file order, exactly as
 * one pass over the file would give them.
 *
 * <p>The file is cut at multiples of {@link #PIECE}. Who scans ahead guesses the first boundary
 * behind a cut and scans on. The piece before it ends at a certain offset; only if that is the
 * guess, the result counts, else the piece is scanned again from there. So a wrong guess (a value
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
  private final PieceQueue ahead;
  private final List<Worker> workers = new ArrayList<>();
  private boolean headScanned;

  /** A thread that scans ahead of the caller's. */
  private final class Worker extends Thread {
    private final SegmentScanner mine =
        new SegmentScanner(source, table, SegmentedScan.this.windowSize, cancelled);

    Worker() {
      super("aof-scan");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        PieceQueue.Piece next = ahead.takeOrWait();
        while (next != null) {
          scanAhead(next, mine);
          next = ahead.takeOrWait();
        }
      } catch (InterruptedException e) {
        // It held no piece, so nobody waits for it.
        interrupt();
      }
    }
  }

  /**
   * A scan over a borrowed source, which must allow reads by several threads.
   *
   * @param windowSize bytes of a window; 64 or more, and with several threads no more used than a
   *     piece needs
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
    this.windowSize = threads == 1 ? windowSize : (int) Math.min(windowSize, piece + WINDOW_MARGIN);
    this.threads = threads;
    this.progress = progress;
    this.cancelled = cancelled;
    this.ahead = new PieceQueue(source.size(), piece, threads + 2);
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
    // Once is enough: a scan goes on behind each of a thousand damages.
    long endOfHead = headScanned ? from : from + piece / HEAD_PART;
    headScanned = true;
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
    PieceQueue.Piece taken = threads == 1 ? null : ahead.at(position, limit);
    if (threads > 1 && workers.isEmpty() && limit < size) {
      startWorkers();
    }
    if (taken == null) {
      return scanner.scan(position, limit);
    }
    Segment segment = resultOf(taken);
    return segment != null && segment.start == position ? segment : scanner.scan(position, limit);
  }

  private void startWorkers() {
    for (int i = 1; i < threads; i++) {
      Worker worker = new Worker();
      workers.add(worker);
      worker.start();
    }
  }

  /** The result of a worker; until it is there this thread is a worker as well. */
  private @Nullable Segment resultOf(PieceQueue.Piece piece) throws IOException {
    while (!ahead.isDone(piece)) {
      PieceQueue.Piece other = ahead.take();
      if (other != null) {
        scanAhead(other, scanner);
      } else {
        try {
          ahead.awaitDone(piece);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
      }
    }
    return ahead.result(piece);
  }

  private void scanAhead(PieceQueue.Piece next, SegmentScanner with) {
    Segment found = null;
    Throwable failure = null;
    try {
      found = with.scanFromGuess(next.cut, next.cut + piece);
    } catch (IOException | RuntimeException | Error e) {
      // It only matters if the guess was right: who joins throws it then.
      failure = e;
    }
    ahead.done(next, found, failure);
  }

  /** Ends the workers and gives all windows back. */
  @Override
  public void close() throws IOException {
    ahead.close();
    try {
      // A worker must not read on in windows that are being closed.
      for (Worker worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    for (Worker worker : workers) {
      worker.mine.close();
    }
    scanner.close();
    headScanner.close();
  }
}
