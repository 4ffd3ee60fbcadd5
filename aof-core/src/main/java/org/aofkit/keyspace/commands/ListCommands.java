package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.ListValue;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Lists. Commands that block are carried out as in a log or a transaction: they never wait. */
final class ListCommands {
  private static final int REMOVES_ALL = 0;

  private ListCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("lpush", call -> push(call, true, true))
        .add("rpush", call -> push(call, false, true))
        .add("lpushx", call -> push(call, true, false))
        .add("rpushx", call -> push(call, false, false))
        .add("lpop", call -> pop(call, true))
        .add("rpop", call -> pop(call, false))
        .add("lset", ListCommands::set)
        .add("linsert", ListCommands::insert)
        .add("lrem", ListCommands::remove)
        .add("ltrim", ListCommands::trim)
        .add("lmove", call -> move(call, isLeft(call, 3), isLeft(call, 4)))
        .add("rpoplpush", call -> move(call, false, true))
        .add("lmpop", call -> popFromOne(call, 1))
        .add("blpop", call -> popFromFirst(call, true))
        .add("brpop", call -> popFromFirst(call, false))
        .add("blmove", ListCommands::moveBlocking)
        .add("brpoplpush", ListCommands::popPushBlocking)
        .add("blmpop", ListCommands::popFromOneBlocking);
  }

  private static Outcome push(Call call, boolean left, boolean creates) throws RefusedException {
    ListValue list = call.value(1, ListValue.class);
    if (list == null) {
      if (!creates) {
        return Outcome.UNCHANGED;
      }
      list = new ListValue();
      call.store(1, list);
    }
    for (int i = 2; i < call.count(); i++) {
      add(list, left, call.word(i));
    }
    return Outcome.CHANGED;
  }

  private static Outcome pop(Call call, boolean left) throws RefusedException {
    if (call.count() > 3) {
      throw RefusedException.wordCount(call);
    }
    long count = call.count() == 3 ? Integers.count(call, 2) : 1;
    ListValue list = call.value(1, ListValue.class);
    return Outcome.changed(list != null && take(call, 1, list, left, count));
  }

  private static Outcome set(Call call) throws RefusedException {
    ListValue list = call.value(1, ListValue.class);
    if (list == null) {
      throw RefusedException.noSuchKey();
    }
    long asked = call.integer(2);
    if (call.server() != Server.REDIS_7_0) {
      // Measured with Redis 8.0.6 and Valkey 9.1.2: they look at the lower 32 bits only.
      asked = (int) asked;
    }
    long index = asked < 0 ? asked + list.size() : asked;
    if (index < 0 || index >= list.size()) {
      throw new RefusedException("ERR index out of range");
    }
    list.set((int) index, call.word(3));
    return Outcome.CHANGED;
  }

  private static Outcome insert(Call call) throws RefusedException {
    boolean isBehind = call.is(2, "AFTER");
    if (!isBehind && !call.is(2, "BEFORE")) {
      throw RefusedException.syntax();
    }
    ListValue list = call.value(1, ListValue.class);
    int at = list == null ? -1 : list.indexOf(call.word(3));
    if (list == null || at < 0) {
      return Outcome.UNCHANGED;
    }
    list.insert(isBehind ? at + 1 : at, call.word(4));
    return Outcome.CHANGED;
  }

  private static Outcome remove(Call call) throws RefusedException {
    long count = call.integer(2);
    if (count == Long.MIN_VALUE && call.server() != Server.REDIS_7_0) {
      throw new RefusedException(
          "ERR value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
    }
    ListValue list = call.value(1, ListValue.class);
    if (list == null) {
      return Outcome.UNCHANGED;
    }
    int removed =
        count < 0
            ? list.removeLastEqual(call.word(3), -Math.max(count, -Long.MAX_VALUE))
            : list.removeFirstEqual(call.word(3), count == REMOVES_ALL ? Long.MAX_VALUE : count);
    call.removeIfEmpty(1, list);
    return Outcome.changed(removed > 0);
  }

  private static Outcome trim(Call call) throws RefusedException {
    long start = call.integer(2);
    long end = call.integer(3);
    ListValue list = call.value(1, ListValue.class);
    if (list == null) {
      return Outcome.UNCHANGED;
    }
    int size = list.size();
    int from = Ranks.first(start, size);
    int to = Ranks.behindLast(end, size);
    list.keep(Math.min(from, size), Math.max(0, to - from));
    call.removeIfEmpty(1, list);
    return Outcome.CHANGED;
  }

  private static Outcome move(Call call, boolean fromLeft, boolean toLeft) throws RefusedException {
    ListValue source = call.value(1, ListValue.class);
    if (source == null) {
      return Outcome.UNCHANGED;
    }
    ListValue target = call.value(2, ListValue.class);
    if (target == null) {
      target = new ListValue();
      call.store(2, target);
    }
    add(target, toLeft, remove(source, fromLeft));
    call.removeIfEmpty(1, source);
    return Outcome.CHANGED;
  }

  private static Outcome moveBlocking(Call call) throws RefusedException {
    boolean fromLeft = isLeft(call, 3);
    boolean toLeft = isLeft(call, 4);
    Timeouts.check(call, 5);
    return move(call, fromLeft, toLeft);
  }

  private static Outcome popPushBlocking(Call call) throws RefusedException {
    Timeouts.check(call, 3);
    return move(call, false, true);
  }

  private static Outcome popFromOneBlocking(Call call) throws RefusedException {
    Timeouts.check(call, 1);
    return popFromOne(call, 2);
  }

  /** LMPOP from the number of keys on. */
  private static Outcome popFromOne(Call call, int at) throws RefusedException {
    long keys = Integers.keys(call, at);
    if (keys > call.count() - at - 2L) {
      throw RefusedException.syntax();
    }
    int side = at + 1 + (int) keys;
    boolean left = isLeft(call, side);
    long count = Counts.read(call, side + 1);
    int key = firstList(call, at + 1, side);
    ListValue list = key < 0 ? null : call.value(key, ListValue.class);
    return Outcome.changed(list != null && take(call, key, list, left, count));
  }

  private static Outcome popFromFirst(Call call, boolean left) throws RefusedException {
    int last = call.count() - 1;
    Timeouts.check(call, last);
    int key = firstList(call, 1, last);
    ListValue list = key < 0 ? null : call.value(key, ListValue.class);
    return Outcome.changed(list != null && take(call, key, list, left, 1));
  }

  /** The first word of some that names a key there is; it must be a list. -1 without one. */
  private static int firstList(Call call, int from, int to) throws RefusedException {
    for (int i = from; i < to; i++) {
      @Nullable ListValue list = call.value(i, ListValue.class);
      if (list != null) {
        return i;
      }
    }
    return -1;
  }

  private static boolean take(Call call, int key, ListValue list, boolean left, long count) {
    int size = list.size();
    int taken = (int) Math.min(count, size);
    list.keep(left ? taken : 0, size - taken);
    call.removeIfEmpty(key, list);
    return taken > 0;
  }

  private static void add(ListValue list, boolean left, byte[] element) {
    if (left) {
      list.addFirst(element);
    } else {
      list.addLast(element);
    }
  }

  private static byte[] remove(ListValue list, boolean left) {
    return left ? list.removeFirst() : list.removeLast();
  }

  private static boolean isLeft(Call call, int index) throws RefusedException {
    boolean left = call.is(index, "LEFT");
    if (!left && !call.is(index, "RIGHT")) {
      throw RefusedException.syntax();
    }
    return left;
  }
}
