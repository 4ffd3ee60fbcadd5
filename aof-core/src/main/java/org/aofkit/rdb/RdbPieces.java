package org.aofkit.rdb;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadLocalRandom;
import org.aofkit.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads an image closely with several threads, and says what one would have said.
 *
 * <p>Where a record begins is known only from the one in front of it. The caller's thread steps
 * from record to record without verifying anything, cuts the image at records some MiB apart, and
 * leaves the pieces to workers; when enough of them wait it does one itself. Results are joined in
 * order; the first problem ends the image. What stops the stepping is only told if no piece tells
 * of something in front of it.
 */
public final class RdbPieces {
  private static final long PIECE = 4 << 20;
  private static final int LARGEST_BUFFER = 1 << 19;

  /** Pieces that wait or are worked on, for each thread. */
  private static final int AHEAD = 4;

  private final ByteSource source;
  private final RdbOptions options;
  private final int threads;
  private final @Nullable RdbKeyFilter filter;
  private final long pieceSize;
  private final LinkedBlockingDeque<FutureTask<RdbStretch>> waiting = new LinkedBlockingDeque<>();
  private final Deque<FutureTask<RdbStretch>> pieces = new ArrayDeque<>();
  private final FutureTask<RdbStretch> noMore = new FutureTask<>(this::nothing);
  private final List<Thread> workers = new ArrayList<>();
  private final Deque<Stretch> stretches = new ArrayDeque<>();
  private final RdbJoin join = new RdbJoin();
  private @Nullable RdbStretch before;

  private RdbPieces(
      ByteSource source,
      RdbOptions options,
      int threads,
      @Nullable RdbKeyFilter filter,
      long pieceSize) {
    this.source = source;
    this.options = options;
    this.threads = threads;
    this.filter = filter;
    this.pieceSize = pieceSize;
  }

  /**
   * Reads the image that begins at an offset of a source, with {@link RdbDepth#DEEP} and without a
   * handler.
   *
   * @param source borrowed, not closed; read up to the size it had when it was opened
   * @param offset where the image begins, from 0 to the size of the source
   * @param threads how many threads read, with the caller's; at least 1
   * @return what {@link RdbReader#read} returns
   * @throws IOException if the source can't be read, or has shrunk
   */
  public static RdbImage read(ByteSource source, long offset, RdbOptions options, int threads)
      throws IOException {
    return read(source, offset, options, threads, null);
  }

  /**
   * Reads an image as the other.
   *
   * @param filter takes note of the keys; null for none
   * @throws IOException as the other
   */
  public static RdbImage read(
      ByteSource source,
      long offset,
      RdbOptions options,
      int threads,
      @Nullable RdbKeyFilter filter)
      throws IOException {
    return read(source, offset, options, threads, filter, PIECE);
  }

  static RdbImage read(
      ByteSource source,
      long offset,
      RdbOptions options,
      int threads,
      @Nullable RdbKeyFilter filter,
      long pieceSize)
      throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread: " + threads);
    }
    if (threads == 1 || source.size() - offset < 2 * pieceSize) {
      return RdbReader.read(source, offset, options, RdbDepth.DEEP, null, filter);
    }
    RdbPieces pieces = new RdbPieces(source, options, threads, filter, pieceSize);
    try {
      pieces.startWorkers();
      return pieces.read(offset);
    } finally {
      pieces.stopWorkers();
    }
  }

  private RdbImage read(long offset) throws IOException {
    RdbContext context = new RdbContext(source, offset, options.bufferSize(), false, null, 0, true);
    context.isSkimmed = true;
    RdbRecords stepper = new RdbRecords(context, options.inAof());
    RdbInput in = context.in;
    RdbSkim skim = new RdbSkim(in);
    RdbProblem problem = null;
    RdbBoundary from = null;
    long start = offset;
    boolean isMore = true;
    long stepped = offset;
    try {
      stepper.begin(null);
      stepped = in.position();
      while (isMore && !join.isStopped()) {
        if (!stepper.isKeyBegun()) {
          skim.pass(start + pieceSize);
          stepped = in.position();
        }
        if (stepped - start < pieceSize || stepper.isKeyBegun()) {
          isMore = stepper.next(in.position());
        }
        stepped = in.position();
        if (isMore && stepped - start >= pieceSize && !stepper.isKeyBegun()) {
          add(start, from, stepped);
          from = stepper.boundary();
          start = stepped;
          joinSome();
        }
      }
    } catch (RdbStop stop) {
      problem = stop.problem();
    }
    joinAll();
    if (join.isStopped()) {
      return join.image(null);
    }
    Stretch last = new Stretch(start, from, Long.MAX_VALUE);
    RdbStretch read = last.call();
    if (problem != null && read.image().end() > stepped) {
      last = new Stretch(start, from, stepped);
      read = last.call();
    }
    join(last, read);
    return join.image(problem);
  }

  private void add(long start, @Nullable RdbBoundary from, long to) {
    Stretch stretch = new Stretch(start, from, to);
    FutureTask<RdbStretch> piece = new FutureTask<>(stretch);
    stretches.addLast(stretch);
    pieces.addLast(piece);
    waiting.addLast(piece);
  }

  /** Joins what is there; while too much waits, works on it. */
  private void joinSome() throws IOException {
    while (pieces.size() > AHEAD * threads && !join.isStopped()) {
      FutureTask<RdbStretch> own = waiting.pollFirst();
      if (own != null) {
        own.run();
      }
      if (own == null || pieces.getFirst().isDone()) {
        joinFirst();
      }
    }
    while (!pieces.isEmpty() && pieces.getFirst().isDone() && !join.isStopped()) {
      joinFirst();
    }
  }

  private void joinAll() throws IOException {
    while (!pieces.isEmpty() && !join.isStopped()) {
      FutureTask<RdbStretch> own = pieces.getFirst().isDone() ? null : waiting.pollFirst();
      if (own == null) {
        joinFirst();
      } else {
        own.run();
      }
    }
  }

  private void joinFirst() throws IOException {
    try {
      join(stretches.removeFirst(), pieces.removeFirst().get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      if (e.getCause() instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(source.name() + ": interrupted", e);
    }
  }

  /**
   * Joins a stretch. Where its first key repeats the last one in front of it, it is read again with
   * this one in mind.
   */
  private void join(Stretch stretch, RdbStretch read) throws IOException {
    boolean isRepeated = before != null && read.repeats(before);
    RdbStretch joined = isRepeated ? stretch.read(before) : read;
    join.add(joined);
    if (joined.image().keys() > 0) {
      before = joined;
    }
  }

  private void startWorkers() {
    for (int i = 1; i < threads; i++) {
      Thread worker = new Thread(this::work, "rdb-piece-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  /** Is never run: it only tells workers to end. */
  private RdbStretch nothing() {
    throw new IllegalStateException("no piece");
  }

  private void work() {
    boolean isMore = true;
    while (isMore) {
      try {
        FutureTask<RdbStretch> piece = waiting.takeFirst();
        isMore = piece != noMore;
        if (isMore) {
          piece.run();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a worker", e);
      }
    }
  }

  /**
   * Ends the workers and waits for them: nobody reads from the source behind the return. They are
   * not interrupted, for that would close the file under them.
   */
  private void stopWorkers() throws IOException {
    waiting.clear();
    for (int i = 0; i < workers.size(); i++) {
      waiting.addLast(noMore);
    }
    boolean isInterrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(source.name() + ": interrupted");
    }
  }

  /** The work on one piece. */
  private final class Stretch implements Callable<RdbStretch> {
    private final long start;
    private final @Nullable RdbBoundary from;
    private final long to;

    Stretch(long start, @Nullable RdbBoundary from, long to) {
      this.start = start;
      this.from = from;
      this.to = to;
    }

    @Override
    public RdbStretch call() throws IOException {
      return read(null);
    }

    RdbStretch read(@Nullable RdbStretch front) throws IOException {
      int buffer = Math.min(LARGEST_BUFFER, options.bufferSize());
      long seed = ThreadLocalRandom.current().nextLong();
      RdbContext context = new RdbContext(source, start, buffer, true, null, seed, false);
      RdbRecords records = new RdbRecords(context, options.inAof());
      if (front == null) {
        context.note(filter);
      } else {
        records.follow(front.lastKey());
      }
      RdbStretch read = records.read(from, to);
      context.noted();
      return read;
    }
  }
}
