package org.aofkit.aof;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a file that are scanned ahead of the place up to which results are joined. Who has
 * time takes the next one; a bounded number is out at a time. For several threads.
 */
final class PieceQueue {
  private final long size;
  private final long pieceLength;
  private final int most;
  private final Deque<Piece> ahead = new ArrayDeque<>();
  private long nextCut;
  private boolean closed;

  /** A piece that somebody scans or has scanned. All but its place belongs to the queue. */
  static final class Piece {
    /** Where it begins. */
    final long cut;

    private boolean done;
    private @Nullable Segment segment;
    private @Nullable Throwable failure;

    private Piece(long cut) {
      this.cut = cut;
    }
  }

  /**
   * A queue; {@link #at} says where to begin, before anything is taken.
   *
   * @param size bytes of the file
   * @param pieceLength bytes of a piece
   * @param most how many pieces may be out at a time
   */
  PieceQueue(long size, long pieceLength, int most) {
    this.size = size;
    this.pieceLength = pieceLength;
    this.most = most;
  }

  /**
   * Says up to where results are joined. Pieces that end before are dropped, and none that begins
   * before {@code limit} is given out any more.
   *
   * @return the piece that begins before {@code limit}, if somebody took it; null otherwise
   */
  synchronized @Nullable Piece at(long position, long limit) {
    while (!ahead.isEmpty() && ahead.getFirst().cut + pieceLength <= position) {
      ahead.removeFirst();
    }
    nextCut = Math.max(nextCut, limit);
    notifyAll();
    Piece first = ahead.peekFirst();
    return first != null && first.cut < limit ? first : null;
  }

  /** The next piece that nobody has taken; null if there is none now. */
  synchronized @Nullable Piece take() {
    if (closed || nextCut >= size || ahead.size() >= most) {
      return null;
    }
    Piece piece = new Piece(nextCut);
    nextCut += pieceLength;
    ahead.addLast(piece);
    return piece;
  }

  /** The next piece that nobody has taken, once there is one; null if there will be none. */
  synchronized @Nullable Piece takeOrWait() throws InterruptedException {
    while (!closed && nextCut < size) {
      Piece piece = take();
      if (piece != null) {
        return piece;
      }
      wait();
    }
    return null;
  }

  /**
   * Gives a result.
   *
   * @param segment what was found; null where no boundary was
   * @param failure what was thrown; null if nothing was
   */
  synchronized void done(Piece piece, @Nullable Segment segment, @Nullable Throwable failure) {
    piece.segment = segment;
    piece.failure = failure;
    piece.done = true;
    notifyAll();
  }

  synchronized boolean isDone(Piece piece) {
    return piece.done;
  }

  synchronized void awaitDone(Piece piece) throws InterruptedException {
    while (!piece.done) {
      wait();
    }
  }

  /** What was found in a piece that is done; throws what was thrown at it. */
  synchronized @Nullable Segment result(Piece piece) throws IOException {
    if (piece.failure instanceof IOException failure) {
      throw failure;
    }
    if (piece.failure instanceof RuntimeException failure) {
      throw failure;
    }
    if (piece.failure instanceof Error failure) {
      throw failure;
    }
    return piece.segment;
  }

  /** Gives nothing out any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
