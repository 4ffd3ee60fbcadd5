package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.HyperLogLog;
import org.aofkit.keyspace.value.StringValue;
import org.jspecify.annotations.Nullable;

/** Strings that count different elements. */
final class HyperLogLogCommands {
  /** Servers write none that is longer. */
  private static final int LONGEST = 1 << 16;

  private static final int REGISTERS = 1 << 14;

  private HyperLogLogCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("pfadd", HyperLogLogCommands::pfadd)
        .add("pfmerge", HyperLogLogCommands::pfmerge)
        .add("pfcount", HyperLogLogCommands::pfcount);
  }

  private static Outcome pfadd(Call call) throws RefusedException, NotModelledException {
    HyperLogLog found = find(call, 1);
    HyperLogLog counter = found == null ? HyperLogLog.empty() : found;
    boolean isChanged = found == null;
    for (int i = 2; i < call.count(); i++) {
      isChanged |= counter.add(call.word(i));
    }
    if (isChanged) {
      counter.invalidate();
      replace(call, counter);
    }
    return Outcome.changed(isChanged);
  }

  private static Outcome pfmerge(Call call) throws RefusedException, NotModelledException {
    byte[] registers = new byte[REGISTERS];
    boolean isDense = false;
    for (int i = 1; i < call.count(); i++) {
      HyperLogLog source = find(call, i);
      if (source != null) {
        isDense |= source.isDense();
        source.unite(registers);
      }
    }
    HyperLogLog found = find(call, 1);
    HyperLogLog target = found == null ? HyperLogLog.empty() : found;
    if (isDense) {
      target.toDense();
    }
    target.raise(registers);
    target.invalidate();
    replace(call, target);
    return Outcome.CHANGED;
  }

  /** Counting notes the cardinality in the string, and is logged for that. */
  private static Outcome pfcount(Call call) throws RefusedException, NotModelledException {
    if (call.count() > 2) {
      for (int i = 1; i < call.count(); i++) {
        find(call, i);
      }
      return Outcome.UNCHANGED;
    }
    HyperLogLog counter = find(call, 1);
    if (counter == null || counter.isCounted()) {
      return Outcome.UNCHANGED;
    }
    counter.count();
    replace(call, counter);
    return Outcome.CHANGED;
  }

  /** A copy of what is there; null if there is no such key. */
  private static @Nullable HyperLogLog find(Call call, int index)
      throws RefusedException, NotModelledException {
    StringValue value = call.string(index);
    if (value == null) {
      return null;
    }
    if (!HyperLogLog.isOne(value)) {
      throw new RefusedException("WRONGTYPE Key is not a valid HyperLogLog string value.");
    }
    HyperLogLog found = value.length() > LONGEST ? null : HyperLogLog.of(value);
    if (found == null || !found.isWhole()) {
      throw new NotModelledException("a HyperLogLog that no server made");
    }
    return found;
  }

  private static void replace(Call call, HyperLogLog counter) {
    StoredKey stored = call.key(1);
    if (stored == null) {
      call.store(1, counter.toValue());
    } else {
      stored.setValue(counter.toValue());
    }
  }
}
