package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.SortedSetValue;
import org.aofkit.server.Server;

/** Commands about ranges of sorted sets. */
final class SortedSetRanges {
  private static final String NOT_IN_ORDER = "a range of names, and the scores are not all equal";

  private SortedSetRanges() {}

  static void addTo(Actions actions) {
    actions
        .add("zremrangebyrank", SortedSetRanges::removeByRank)
        .add("zremrangebyscore", call -> remove(call, MemberRange.ofScores(call, 2, 3)))
        .add("zremrangebylex", call -> remove(call, MemberRange.ofNames(call, 2, 3)))
        .add("zrangestore", SortedSetRanges::store);
  }

  private static Outcome removeByRank(Call call) throws RefusedException {
    long start = call.integer(2);
    long end = call.integer(3);
    SortedSetValue set = call.value(1, SortedSetValue.class);
    if (set == null) {
      return Outcome.UNCHANGED;
    }
    int from = Ranks.first(start, set.size());
    return remove(call, set, from, Ranks.behindLast(end, set.size()));
  }

  private static Outcome remove(Call call, MemberRange range) throws RefusedException {
    SortedSetValue set = call.value(1, SortedSetValue.class);
    if (set == null) {
      return Outcome.UNCHANGED;
    }
    return range.isFor(set)
        ? remove(call, set, range.from(set), range.to(set))
        : Outcome.notModelled(NOT_IN_ORDER);
  }

  private static Outcome remove(Call call, SortedSetValue set, int from, int to) {
    if (from >= to) {
      return Outcome.UNCHANGED;
    }
    set.removeRanks(from, to);
    call.removeIfEmpty(1, set);
    return Outcome.CHANGED;
  }

  private static Outcome store(Call call) throws RefusedException {
    var options = new RangeOptions(call, 5);
    int min = options.isReversed() && !options.isByRank() ? 4 : 3;
    int max = min == 3 ? 4 : 3;
    MemberRange range = options.range(call, min, max);
    long start = range == null ? call.integer(3) : 0;
    long end = range == null ? call.integer(4) : 0;
    SortedSetValue source = call.value(2, SortedSetValue.class);
    if (source == null) {
      return Outcome.changed(call.database().remove(call.name(1)) != null);
    }
    if (range != null && !range.isFor(source)) {
      return Outcome.notModelled(NOT_IN_ORDER);
    }
    if (options.countsFromEnd() && !source.isPacked() && call.server() != Server.REDIS_7_0) {
      // Measured with Redis 8.0.6 and Valkey 9.1.2: in large sets it counts from the end, in small
      // ones it is none.
      return Outcome.notModelled("LIMIT with an offset below 0");
    }
    int size = source.size();
    int from = range == null ? Ranks.first(start, size) : range.from(source);
    int to = range == null ? Ranks.behindLast(end, size) : range.to(source);
    int count = Math.max(0, to - from);
    if (range == null && options.isReversed()) {
      from = size - from - count;
    }
    long skipped = options.skipped(count);
    int kept = (int) Math.min(count - skipped, options.most());
    int first = (int) (options.isReversed() ? from + count - skipped - kept : from + skipped);
    SortedSetValue result = new SortedSetValue();
    if (range == null && kept > SortedSetValue.MOST_PACKED) {
      result.unpack();
    }
    for (int number : source.ranks(first, first + kept)) {
      result.add(source.member(number), source.score(number));
    }
    if (result.isEmpty()) {
      return Outcome.changed(call.database().remove(call.name(1)) != null);
    }
    call.store(1, result);
    return Outcome.CHANGED;
  }
}
