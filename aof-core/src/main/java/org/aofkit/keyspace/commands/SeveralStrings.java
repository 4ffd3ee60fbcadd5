package org.aofkit.keyspace.commands;

import java.util.Locale;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.rdb.write.KeyHead;

/** MSET and its relatives. */
final class SeveralStrings {
  private SeveralStrings() {}

  static void addTo(Actions actions) {
    actions
        .add("mset", SeveralStrings::mset)
        .add("msetnx", SeveralStrings::msetnx)
        .add("msetex", SeveralStrings::msetex);
  }

  private static Outcome mset(Call call) throws RefusedException {
    requirePairs(call);
    store(call, 1, call.count(), KeyHead.NONE, false);
    return Outcome.CHANGED;
  }

  private static Outcome msetnx(Call call) throws RefusedException {
    requirePairs(call);
    if (isAnyThere(call, 1, call.count(), true)) {
      return Outcome.UNCHANGED;
    }
    store(call, 1, call.count(), KeyHead.NONE, false);
    return Outcome.CHANGED;
  }

  private static Outcome msetex(Call call) throws RefusedException, NotModelledException {
    String answer = "ERR invalid numkeys value or out of range";
    int pairs = call.smallInteger(1, answer);
    if (pairs <= 0) {
      throw new RefusedException(answer);
    }
    long end = 2 + 2L * pairs;
    if (end > call.count()) {
      throw RefusedException.syntax();
    }
    SetOptions options = SetOptions.read(call, (int) end, SetOptions.Of.MSETEX);
    long deadline = options.hasTime() ? options.timeMs("msetex") : KeyHead.NONE;
    if (options.isNx() && isAnyThere(call, 2, (int) end, true)
        || options.isXx() && isAnyThere(call, 2, (int) end, false)) {
      return Outcome.UNCHANGED;
    }
    if (options.hasTime() && options.isRelative()) {
      throw NotModelledException.relativeTime();
    }
    store(call, 2, (int) end, deadline, options.isKeepTtl());
    return Outcome.CHANGED;
  }

  private static void requirePairs(Call call) throws RefusedException {
    if (call.count() % 2 == 0) {
      String name = call.text(0).toLowerCase(Locale.ROOT);
      throw new RefusedException("ERR wrong number of arguments for '" + name + "' command");
    }
  }

  /** Whether one of the keys is there, or one is missing. */
  private static boolean isAnyThere(Call call, int from, int end, boolean isThere) {
    for (int i = from; i < end; i += 2) {
      if (call.key(i) != null == isThere) {
        return true;
      }
    }
    return false;
  }

  private static void store(Call call, int from, int end, long deadline, boolean isKept) {
    for (int i = from; i < end; i += 2) {
      ByteString name = call.name(i);
      StoredKey former = isKept ? call.database().get(name) : null;
      long until = former == null ? deadline : former.expireAtMs();
      call.database().put(name, new StoredKey(new StringValue(call.word(i + 1)), until));
    }
  }
}
