package org.aofkit.rdb.salvage;

import java.util.Arrays;
import java.util.List;

/** Where the offsets of a new image come from. */
final class Runs {
  private final List<SalvagePiece> pieces;

  /** Where each piece begins in the new image, and behind the last one its size. */
  private final long[] starts;

  /** Where runs begin that follow on damage. */
  private final long[] begins;

  Runs(RdbSalvage salvage) {
    pieces = salvage.pieces();
    starts = new long[pieces.size() + 1];
    for (int i = 0; i < pieces.size(); i++) {
      starts[i + 1] = starts[i] + pieces.get(i).length();
    }
    boolean isDamaged = salvage.outcome() == RdbSalvage.Outcome.DAMAGED;
    begins =
        salvage.ranges().stream()
            .filter(range -> isDamaged && !range.doubtful())
            .mapToLong(range -> firstFrom(range.offset()))
            .toArray();
  }

  /** The first offset of the new image that comes from behind an offset of the source. */
  private long firstFrom(long offset) {
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sourceFrom(middle) >= offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return starts[low];
  }

  /** Where in the source a piece begins; one that is written, where the next one that is not. */
  private long sourceFrom(int piece) {
    int at = piece;
    while (at < pieces.size()) {
      if (pieces.get(at) instanceof SalvagePiece.Copy copy) {
        return copy.offset();
      }
      at++;
    }
    return Long.MAX_VALUE;
  }

  /** The number of the run that an offset of the new image is in; 0 is the first. */
  int at(long offset) {
    int found = Arrays.binarySearch(begins, offset);
    if (found < 0) {
      return -found - 1;
    }
    while (found + 1 < begins.length && begins[found + 1] == offset) {
      found++;
    }
    return found + 1;
  }

  /** Where in the source an offset of the new image comes from; for bytes written, about where. */
  long source(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    int piece = Math.min(pieces.size() - 1, found < 0 ? -found - 2 : found);
    for (int i = piece; i >= 0; i--) {
      if (pieces.get(i) instanceof SalvagePiece.Copy copy) {
        return copy.offset() + Math.min(copy.length(), offset - starts[i]);
      }
    }
    return 0;
  }

  /** Adds a part of the new image to pieces. */
  void copy(long from, long to, PieceList target) {
    int found = Arrays.binarySearch(starts, from);
    for (int i = found < 0 ? -found - 2 : found; i < pieces.size() && starts[i] < to; i++) {
      int skipped = (int) Math.min(Integer.MAX_VALUE, Math.max(0, from - starts[i]));
      long until = Math.min(to, starts[i + 1]) - starts[i];
      if (pieces.get(i) instanceof SalvagePiece.Copy copy) {
        long begin = Math.max(0, from - starts[i]);
        target.copy(copy.offset() + begin, copy.offset() + until);
      } else if (pieces.get(i) instanceof SalvagePiece.Literal literal) {
        target.literal(Arrays.copyOfRange(literal.bytes(), skipped, (int) until));
      }
    }
  }
}
