package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.SortedSetValue;
import org.aofkit.server.Server;

/** Sorted sets: adding, removing one by one, and taking from the ends. */
final class SortedSetCommands {
  private SortedSetCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("zadd", call -> add(call, false))
        .add("zincrby", call -> add(call, true))
        .add("zrem", SortedSetCommands::remove)
        .add("zpopmin", call -> pop(call, true))
        .add("zpopmax", call -> pop(call, false))
        .add("zmpop", call -> popFromOne(call, 1))
        .add("bzpopmin", call -> popFromFirst(call, true))
        .add("bzpopmax", call -> popFromFirst(call, false))
        .add("bzmpop", SortedSetCommands::popFromOneBlocking);
  }

  private static Outcome add(Call call, boolean increments) throws RefusedException {
    var options = new AddOptions(call, increments);
    return add(call, options, options.scores(call), options.behind() + 1, 2);
  }

  /**
   * Adds members, as ZADD does behind its options.
   *
   * @param scores one for each member
   * @param first the word that is the first member
   * @param step from a member to the next
   */
  static Outcome add(Call call, AddOptions options, double[] scores, int first, int step)
      throws RefusedException {
    SortedSetValue found = call.value(1, SortedSetValue.class);
    if (found == null && options.isUpdateOnly()) {
      return Outcome.UNCHANGED;
    }
    SortedSetValue set = found == null ? new SortedSetValue() : found;
    if (bringsMany(call, scores.length, first, step)) {
      set.unpack();
    }
    boolean changed = false;
    for (int i = 0; i < scores.length; i++) {
      changed |= add(set, call.word(first + i * step), scores[i], options);
    }
    if (found == null) {
      call.store(1, set);
    }
    return Outcome.changed(changed);
  }

  /**
   * Whether a set takes the form for large ones before anything is added. For Redis 7.0.15 nothing
   * counts but what is in it; for Redis 8.0.6 also how many members a command brings, for Valkey
   * 9.1.2 their lengths too, be they there already or not (measured).
   */
  private static boolean bringsMany(Call call, int count, int first, int step) {
    if (call.server() == Server.REDIS_7_0) {
      return false;
    }
    boolean isLarge = count > SortedSetValue.MOST_PACKED;
    for (int i = 0; call.server() == Server.VALKEY_9 && i < count; i++) {
      isLarge |= call.word(first + i * step).length > SortedSetValue.LONGEST_PACKED;
    }
    return isLarge;
  }

  private static boolean add(SortedSetValue set, byte[] member, double given, AddOptions options)
      throws RefusedException {
    int number = set.find(member);
    if (number < 0) {
      if (!options.isUpdateOnly()) {
        set.add(member, given);
      }
      return !options.isUpdateOnly();
    }
    if (options.isAddOnly()) {
      return false;
    }
    double before = set.score(number);
    double score = options.increments() ? before + given : given;
    if (Double.isNaN(score)) {
      throw new RefusedException("ERR resulting score is not a number (NaN)");
    }
    if (!options.mayReplace(before, score) || score == before) {
      return false;
    }
    set.setScore(number, score);
    return true;
  }

  private static Outcome remove(Call call) throws RefusedException {
    SortedSetValue set = call.value(1, SortedSetValue.class);
    if (set == null) {
      return Outcome.UNCHANGED;
    }
    boolean changed = false;
    for (int i = 2; i < call.count(); i++) {
      int number = set.find(call.word(i));
      if (number >= 0) {
        set.remove(number);
        changed = true;
      }
    }
    call.removeIfEmpty(1, set);
    return Outcome.changed(changed);
  }

  private static Outcome pop(Call call, boolean lowest) throws RefusedException {
    if (call.count() > 3) {
      throw RefusedException.syntax();
    }
    long count = call.count() == 3 ? Integers.count(call, 2) : 1;
    return pop(call, firstSet(call, 1, 2), lowest, count);
  }

  private static Outcome popFromFirst(Call call, boolean lowest) throws RefusedException {
    int last = call.count() - 1;
    Timeouts.check(call, last);
    return pop(call, firstSet(call, 1, last), lowest, 1);
  }

  private static Outcome popFromOneBlocking(Call call) throws RefusedException {
    Timeouts.check(call, 1);
    return popFromOne(call, 2);
  }

  /** ZMPOP from the number of keys on. */
  private static Outcome popFromOne(Call call, int at) throws RefusedException {
    long keys = Integers.keys(call, at);
    if (keys > call.count() - at - 2L) {
      throw RefusedException.syntax();
    }
    int side = at + 1 + (int) keys;
    boolean lowest = call.is(side, "MIN");
    if (!lowest && !call.is(side, "MAX")) {
      throw RefusedException.syntax();
    }
    long count = Counts.read(call, side + 1);
    return pop(call, firstSet(call, at + 1, side), lowest, count);
  }

  /** The first word of some that names a key there is; it must be a sorted set. -1 without one. */
  private static int firstSet(Call call, int from, int to) throws RefusedException {
    for (int i = from; i < to; i++) {
      if (call.value(i, SortedSetValue.class) != null) {
        return i;
      }
    }
    return -1;
  }

  private static Outcome pop(Call call, int key, boolean lowest, long count)
      throws RefusedException {
    SortedSetValue set = key < 0 ? null : call.value(key, SortedSetValue.class);
    if (set == null || count == 0) {
      return Outcome.UNCHANGED;
    }
    int size = set.size();
    int taken = (int) Math.min(count, size);
    set.removeRanks(lowest ? 0 : size - taken, lowest ? taken : size);
    call.removeIfEmpty(key, set);
    return Outcome.CHANGED;
  }
}
