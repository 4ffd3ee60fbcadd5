package org.aofkit.keyspace.commands;

import org.jspecify.annotations.Nullable;

/** The options of ZRANGESTORE. */
final class RangeOptions {
  private boolean byScore;
  private boolean byLex;
  private boolean reversed;
  private boolean hasLimit;
  private long offset;
  private long limit = -1;

  /** Reads them from a word on to the end. */
  RangeOptions(Call call, int from) throws RefusedException {
    for (int i = from; i < call.count(); i++) {
      if (call.is(i, "BYSCORE") && !byScore && !byLex) {
        byScore = true;
      } else if (call.is(i, "BYLEX") && !byScore && !byLex) {
        byLex = true;
      } else if (call.is(i, "REV") && !reversed) {
        reversed = true;
      } else if (call.is(i, "LIMIT") && i + 2 < call.count()) {
        offset = call.integer(i + 1);
        limit = call.integer(i + 2);
        hasLimit = true;
        i += 2;
      } else {
        throw RefusedException.syntax();
      }
    }
    if (hasLimit && limit != -1 && isByRank()) {
      throw new RefusedException(
          "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    }
  }

  boolean isByRank() {
    return !byScore && !byLex;
  }

  boolean isReversed() {
    return reversed;
  }

  /** The range between two words; null if it is one of ranks. */
  @Nullable MemberRange range(Call call, int min, int max) throws RefusedException {
    if (isByRank()) {
      return null;
    }
    return byScore ? MemberRange.ofScores(call, min, max) : MemberRange.ofNames(call, min, max);
  }

  /** How many of so many members are passed over; all of them if the offset is negative. */
  long skipped(int count) {
    if (isByRank()) {
      return 0;
    }
    return offset < 0 ? count : Math.min(offset, count);
  }

  /** Whether the offset is negative. */
  boolean countsFromEnd() {
    return !isByRank() && offset < 0;
  }

  /** How many there may be at most. */
  long most() {
    return limit < 0 ? Long.MAX_VALUE : limit;
  }
}
