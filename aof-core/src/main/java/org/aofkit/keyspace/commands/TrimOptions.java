package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.write.StreamId;
import org.jspecify.annotations.Nullable;

/** The options of XADD and XTRIM. */
final class TrimOptions {
  private boolean nomkstream;
  private boolean isRough;
  private boolean hasLimit;
  private long length = -1;
  private @Nullable StreamId least;
  private int behind = 2;

  /**
   * Reads them from the third word on; those of XADD end where the id is.
   *
   * @param adds whether they are those of XADD
   */
  TrimOptions(Call call, boolean adds) throws RefusedException {
    while (behind < call.count()) {
      boolean hasMore = behind + 1 < call.count();
      if (call.is(behind, "*")) {
        break;
      } else if (call.is(behind, "MAXLEN") && hasMore) {
        takeStrategy(call);
        length = call.integer(behind);
        if (length < 0) {
          throw new RefusedException("ERR The MAXLEN argument must be >= 0.");
        }
      } else if (call.is(behind, "MINID") && hasMore) {
        takeStrategy(call);
        least = StreamIds.of(call.word(behind));
      } else if (call.is(behind, "LIMIT") && hasMore) {
        behind++;
        Integers.atLeast(0, call, behind, "ERR The LIMIT argument must be >= 0.");
        hasLimit = true;
      } else if (adds && call.is(behind, "NOMKSTREAM")) {
        nomkstream = true;
      } else if (adds) {
        break;
      } else {
        throw RefusedException.syntax();
      }
      behind++;
    }
    if (hasLimit && !trims()) {
      throw new RefusedException(
          "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }
    if (!adds && !trims()) {
      throw new RefusedException("ERR syntax error, XTRIM must be called with a trimming strategy");
    }
  }

  private void takeStrategy(Call call) throws RefusedException {
    if (trims()) {
      throw new RefusedException(
          "ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
    behind++;
    if (behind + 1 < call.count() && (call.is(behind, "~") || call.is(behind, "="))) {
      isRough = call.is(behind, "~");
      behind++;
    }
  }

  private boolean trims() {
    return length >= 0 || least != null;
  }

  /** The word behind them. */
  int behind() {
    return behind;
  }

  /** Whether the key must exist. */
  boolean isForOldKeys() {
    return nomkstream;
  }

  /**
   * Whether it is known what is trimmed: where roughly is enough, servers only take whole nodes,
   * and how the entries lie in nodes is not known here.
   */
  boolean isExact(StreamValue stream) {
    return !isRough || toTrim(stream, 0) <= 0;
  }

  /** The same for when an entry has been added. */
  boolean isExactBehind(StreamValue stream, StreamId added) {
    boolean trimsAdded = least != null && added.compareTo(least) < 0;
    return !isRough || (toTrim(stream, 1) <= 0 && !trimsAdded);
  }

  private long toTrim(StreamValue stream, int more) {
    StreamId bound = least;
    return bound == null
        ? stream.size() + more - (length < 0 ? Long.MAX_VALUE : length)
        : stream.countBelow(bound);
  }

  Outcome notModelled() {
    return Outcome.notModelled("trims whole nodes");
  }

  /** Trims a stream; returns how many entries went. */
  int trim(StreamValue stream) {
    StreamId bound = least;
    if (bound != null) {
      return isRough ? 0 : stream.trimBelow(bound);
    }
    return length < 0 || isRough ? 0 : stream.trimTo(length);
  }
}
