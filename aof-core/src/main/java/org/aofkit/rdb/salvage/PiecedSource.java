package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.BorrowedSource;
import org.aofkit.io.ByteSource;

/** The image that would be written, read out of its pieces. Closing it leaves the source open. */
public final class PiecedSource extends BorrowedSource {
  private final List<SalvagePiece> pieces;

  /** Where each piece begins, and behind the last one the size. */
  private final long[] starts;

  /**
   * An image that is made of these pieces.
   *
   * @param source what they are copied from; borrowed
   */
  public PiecedSource(ByteSource source, List<SalvagePiece> pieces) {
    super(source);
    this.pieces = List.copyOf(pieces);
    this.starts = new long[pieces.size() + 1];
    for (int i = 0; i < pieces.size(); i++) {
      starts[i + 1] = starts[i] + pieces.get(i).length();
    }
  }

  /** What pieces are copied from. */
  ByteSource original() {
    return source();
  }

  @Override
  public long size() {
    return starts[pieces.size()];
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    if (offset >= size()) {
      return -1;
    }
    int limit = dst.limit();
    int before = dst.position();
    long at = offset;
    for (int i = pieceAt(offset); i < pieces.size() && dst.hasRemaining(); i++) {
      int count = (int) Math.min(dst.remaining(), starts[i + 1] - at);
      dst.limit(dst.position() + count);
      read(pieces.get(i), at - starts[i], dst);
      dst.limit(limit);
      at += count;
    }
    return dst.position() - before;
  }

  private void read(SalvagePiece piece, long from, ByteBuffer dst) throws IOException {
    if (piece instanceof SalvagePiece.Literal literal) {
      dst.put(literal.bytes(), (int) from, dst.remaining());
    } else if (piece instanceof SalvagePiece.Copy copy) {
      long at = copy.offset() + from;
      while (dst.hasRemaining()) {
        int count = source().read(at, dst);
        if (count <= 0) {
          throw new IOException(name() + " @ " + at + ": expected more bytes");
        }
        at += count;
      }
    }
  }

  private int pieceAt(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    int piece = found < 0 ? -found - 2 : found;
    while (piece + 1 < pieces.size() && starts[piece + 1] == offset) {
      piece++;
    }
    return piece;
  }
}
