package org.aofkit.keyspace.commands;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.SetValue;
import org.jspecify.annotations.Nullable;

/** Sets. */
final class SetCommands {
  private SetCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("sadd", SetCommands::add)
        .add("srem", SetCommands::remove)
        .add("smove", SetCommands::move)
        .add("spop", SetCommands::pop)
        .add("sunionstore", call -> store(call, SetCommands::union))
        .add("sinterstore", call -> store(call, SetCommands::intersection))
        .add("sdiffstore", call -> store(call, SetCommands::difference));
  }

  /** Makes one set of several; null is a key that does not exist. */
  @FunctionalInterface
  private interface Combination {
    SetValue of(List<@Nullable SetValue> sets);
  }

  private static Outcome add(Call call) throws RefusedException {
    SetValue set = call.value(1, SetValue.class);
    boolean isNew = set == null;
    SetValue target = set == null ? new SetValue() : set;
    boolean changed = false;
    for (int i = 2; i < call.count(); i++) {
      changed |= target.add(call.word(i));
    }
    if (isNew) {
      call.store(1, target);
    }
    return Outcome.changed(changed);
  }

  private static Outcome remove(Call call) throws RefusedException {
    SetValue set = call.value(1, SetValue.class);
    if (set == null) {
      return Outcome.UNCHANGED;
    }
    boolean changed = false;
    for (int i = 2; i < call.count(); i++) {
      changed |= set.remove(call.word(i));
    }
    call.removeIfEmpty(1, set);
    return Outcome.changed(changed);
  }

  private static Outcome move(Call call) throws RefusedException {
    if (call.key(1) == null) {
      return Outcome.UNCHANGED;
    }
    SetValue source = call.value(1, SetValue.class);
    SetValue target = call.value(2, SetValue.class);
    if (source == null || source == target || !source.remove(call.word(3))) {
      return Outcome.UNCHANGED;
    }
    call.removeIfEmpty(1, source);
    if (target == null) {
      target = new SetValue();
      call.store(2, target);
    }
    target.add(call.word(3));
    return Outcome.CHANGED;
  }

  /** Which members go is chance, unless all do. */
  private static Outcome pop(Call call) throws RefusedException {
    if (call.count() > 3) {
      throw RefusedException.syntax();
    }
    long count = call.count() == 3 ? Integers.count(call, 2) : 1;
    SetValue set = call.value(1, SetValue.class);
    if (set == null || count == 0) {
      return Outcome.UNCHANGED;
    }
    if (count < set.size()) {
      return Outcome.notModelled("takes members at random");
    }
    call.database().remove(ByteString.of(call.word(1)));
    return Outcome.CHANGED;
  }

  private static Outcome store(Call call, Combination combination) throws RefusedException {
    List<@Nullable SetValue> sets = new ArrayList<>();
    for (int i = 2; i < call.count(); i++) {
      sets.add(call.value(i, SetValue.class));
    }
    SetValue result = combination.of(sets);
    if (result.isEmpty()) {
      return Outcome.changed(call.database().remove(call.name(1)) != null);
    }
    call.store(1, result);
    return Outcome.CHANGED;
  }

  private static SetValue union(List<@Nullable SetValue> sets) {
    var result = new SetValue();
    for (SetValue set : sets) {
      for (int i = 0; set != null && i < set.size(); i++) {
        result.add(set.member(i));
      }
    }
    return result;
  }

  private static SetValue intersection(List<@Nullable SetValue> sets) {
    var result = new SetValue();
    SetValue smallest = null;
    for (SetValue set : sets) {
      if (set == null) {
        return result;
      }
      if (smallest == null || set.size() < smallest.size()) {
        smallest = set;
      }
    }
    for (int i = 0; smallest != null && i < smallest.size(); i++) {
      byte[] member = smallest.member(i);
      if (sets.stream().allMatch(set -> set != null && set.contains(member))) {
        result.add(member);
      }
    }
    return result;
  }

  private static SetValue difference(List<@Nullable SetValue> sets) {
    var result = new SetValue();
    SetValue first = sets.get(0);
    List<@Nullable SetValue> others = sets.subList(1, sets.size());
    for (int i = 0; first != null && i < first.size(); i++) {
      byte[] member = first.member(i);
      if (others.stream().noneMatch(set -> set != null && set.contains(member))) {
        result.add(member);
      }
    }
    return result;
  }
}
