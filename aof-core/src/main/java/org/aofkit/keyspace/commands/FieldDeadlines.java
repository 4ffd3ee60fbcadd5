package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.HashValue;
import org.jspecify.annotations.Nullable;

/**
 * Hashes: the deadlines of fields. While a log is loaded a deadline in the past is set like any
 * other (measured with Redis 8.0.6 and Valkey 9.1.2): the field is there for the commands behind,
 * as far as {@link HashCommands#find} says.
 */
final class FieldDeadlines {
  private FieldDeadlines() {}

  static void addTo(Actions actions) {
    actions
        .add("hpexpireat", call -> expire(call, 1))
        .add("hexpireat", call -> expire(call, 1000))
        .add("hpersist", FieldDeadlines::persist)
        .add("hgetdel", FieldDeadlines::getAndDelete)
        .add("hgetex", FieldDeadlines::getAndExpire)
        .add("hsetex", FieldDeadlines::set);
  }

  private static Outcome expire(Call call, int millis) throws RefusedException {
    if (!call.server().isValkey()) {
      call.value(1, HashValue.class);
    }
    long deadline = FieldDeadline.of(call, 2, millis);
    var condition = new DeadlineCondition(call, 3);
    int first = fields(call, condition.behind(), 1);
    HashValue hash = call.value(1, HashValue.class);
    if (hash == null) {
      return Outcome.UNCHANGED;
    }
    if (!FieldDeadline.isModelled(call.server(), deadline)) {
      return FieldDeadline.notModelled();
    }
    boolean changed = false;
    for (int i = first; i < call.count(); i++) {
      int number = hash.find(call.word(i));
      if (number >= 0 && condition.allows(hash.deadline(number), deadline)) {
        hash.setDeadline(number, deadline);
        changed = true;
      }
    }
    return Outcome.changed(changed);
  }

  private static Outcome persist(Call call) throws RefusedException {
    int first = fields(call, 2, 1);
    HashValue hash = call.value(1, HashValue.class);
    return Outcome.changed(hash != null && setEach(call, hash, first, HashValue.NEVER));
  }

  private static Outcome getAndDelete(Call call) throws RefusedException {
    int first = fields(call, 2, 1);
    HashValue hash = call.value(1, HashValue.class);
    if (hash == null) {
      return Outcome.UNCHANGED;
    }
    boolean changed = false;
    for (int i = first; i < call.count(); i++) {
      int number = HashCommands.find(call, hash, i);
      if (number >= 0) {
        hash.remove(number);
        changed = true;
      }
    }
    call.removeIfEmpty(1, hash);
    return Outcome.changed(changed);
  }

  private static Outcome getAndExpire(Call call) throws RefusedException {
    var options = new FieldOptions(call, FieldOptions.Command.HGETEX);
    int first = fields(call, options.behind(), 1);
    HashValue hash = call.value(1, HashValue.class);
    if (hash == null || options.deadline() == null) {
      return Outcome.UNCHANGED;
    }
    @Nullable Outcome unknown = options.notModelled(call);
    if (unknown != null) {
      return unknown;
    }
    return Outcome.changed(setEach(call, hash, first, options.deadline()));
  }

  private static Outcome set(Call call) throws RefusedException {
    var options = new FieldOptions(call, FieldOptions.Command.HSETEX);
    int first = fields(call, options.behind(), 2);
    HashValue found = call.value(1, HashValue.class);
    if ((found == null ? options.isForOldKeys() : options.isForNewKeys())
        || !options.allowsFields(call, found, first)) {
      return Outcome.UNCHANGED;
    }
    @Nullable Outcome unknown = options.notModelled(call);
    if (unknown != null) {
      return unknown;
    }
    HashValue hash = HashCommands.hash(call);
    for (int i = first; i < call.count(); i += 2) {
      int number = hash.put(call.word(i), call.word(i + 1));
      if (!options.keepsDeadlines()) {
        Long deadline = options.deadline();
        hash.setDeadline(number, deadline == null ? HashValue.NEVER : deadline);
      }
    }
    return Outcome.CHANGED;
  }

  /** Gives a deadline, or none, to the fields that are seen. */
  private static boolean setEach(Call call, HashValue hash, int first, long deadline) {
    boolean changed = false;
    for (int i = first; i < call.count(); i++) {
      int number = HashCommands.find(call, hash, i);
      if (number >= 0 && hash.deadline(number) != deadline) {
        hash.setDeadline(number, deadline);
        changed = true;
      }
    }
    return changed;
  }

  /**
   * Reads FIELDS and how many there are, which must be all words to the end.
   *
   * @param step words a field
   * @return the first of them
   */
  private static int fields(Call call, int at, int step) throws RefusedException {
    boolean isValkey = call.server().isValkey();
    if (at >= call.count() - 1 || !call.is(at, "FIELDS")) {
      throw isValkey
          ? RefusedException.syntax()
          : new RefusedException(
              "ERR Mandatory argument FIELDS is missing or not at the right position");
    }
    String wrong =
        isValkey
            ? "ERR numfields should be greater than 0 and match the provided number of fields"
            : "ERR The `numfields` parameter must match the number of arguments";
    long count =
        isValkey
            ? call.integer(at + 1)
            : Integers.atLeast(1, call, at + 1, "ERR Number of fields must be a positive integer");
    int words = call.count() - at - 2;
    if (count < 1 || words % step != 0 || count != words / step) {
      throw new RefusedException(wrong);
    }
    return at + 2;
  }
}
