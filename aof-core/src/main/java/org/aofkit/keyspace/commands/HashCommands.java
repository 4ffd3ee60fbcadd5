package org.aofkit.keyspace.commands;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.jspecify.annotations.Nullable;

/** Hashes: fields and values. */
final class HashCommands {
  private HashCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("hset", HashCommands::set)
        .add("hmset", HashCommands::set)
        .add("hsetnx", HashCommands::setIfAbsent)
        .add("hdel", HashCommands::delete)
        .add("hincrby", HashCommands::increment)
        .add("hincrbyfloat", HashCommands::incrementReal);
  }

  private static Outcome set(Call call) throws RefusedException {
    if (call.count() % 2 != 0) {
      throw RefusedException.wordCount(call);
    }
    HashValue hash = hash(call);
    for (int i = 2; i < call.count(); i += 2) {
      hash.setDeadline(hash.put(call.word(i), call.word(i + 1)), HashValue.NEVER);
    }
    return Outcome.CHANGED;
  }

  private static Outcome setIfAbsent(Call call) throws RefusedException {
    HashValue hash = hash(call);
    if (find(call, hash, 2) >= 0) {
      return Outcome.UNCHANGED;
    }
    hash.setDeadline(hash.put(call.word(2), call.word(3)), HashValue.NEVER);
    return Outcome.CHANGED;
  }

  private static Outcome delete(Call call) throws RefusedException {
    HashValue hash = call.value(1, HashValue.class);
    if (hash == null) {
      return Outcome.UNCHANGED;
    }
    boolean changed = false;
    for (int i = 2; i < call.count(); i++) {
      int number = hash.find(call.word(i));
      if (number >= 0) {
        hash.remove(number);
        changed = true;
      }
    }
    call.removeIfEmpty(1, hash);
    return Outcome.changed(changed);
  }

  private static Outcome increment(Call call) throws RefusedException {
    long increment = call.integer(3);
    HashValue hash = call.value(1, HashValue.class);
    int number = hash == null ? -1 : find(call, hash, 2);
    long before = hash == null || number < 0 ? 0 : integer(hash.value(number));
    long sum = before + increment;
    if (((before ^ sum) & (increment ^ sum)) < 0) {
      throw new RefusedException("ERR increment or decrement would overflow");
    }
    // The deadline stays, even one that the field is past.
    hash(call).put(call.word(2), Long.toString(sum).getBytes(StandardCharsets.US_ASCII));
    return Outcome.CHANGED;
  }

  private static long integer(byte[] value) throws RefusedException {
    if (!CanonicalInteger.is(value, 0, value.length)) {
      throw new RefusedException("ERR hash value is not an integer");
    }
    return CanonicalInteger.value(value, 0, value.length);
  }

  private static Outcome incrementReal(Call call) throws RefusedException {
    BigDecimal amount = real(call.word(3), "ERR value is not a valid float");
    if (amount == null) {
      throw new RefusedException("ERR value is NaN or Infinity");
    }
    HashValue hash = call.value(1, HashValue.class);
    int number = hash == null ? -1 : find(call, hash, 2);
    BigDecimal before =
        hash == null || number < 0
            ? BigDecimal.ZERO
            : real(hash.value(number), "ERR hash value is not a float");
    BigDecimal sum = before == null ? null : LongDouble.sum(before, amount);
    if (sum == null) {
      throw new RefusedException("ERR increment would produce NaN or Infinity");
    }
    hash(call).put(call.word(2), LongDouble.print(sum).getBytes(StandardCharsets.US_ASCII));
    return Outcome.CHANGED;
  }

  /** A number; null if it is infinite. */
  private static @Nullable BigDecimal real(byte[] text, String answer) throws RefusedException {
    BigDecimal number;
    try {
      number = LongDouble.read(text);
    } catch (LongDouble.InfiniteException e) {
      return null;
    }
    if (number == null) {
      throw new RefusedException(answer);
    }
    return number;
  }

  /** The hash that the first word names, made if there is none. */
  static HashValue hash(Call call) throws RefusedException {
    HashValue hash = call.value(1, HashValue.class);
    if (hash == null) {
      hash = new HashValue();
      call.store(1, hash);
    }
    return hash;
  }

  /**
   * The number of a field as far as the server sees it; -1 if not. While a log is loaded, Redis
   * does not see fields past their deadline, though commands that set deadlines find them; Valkey
   * sees them all. Measured with Redis 8.0.6 and Valkey 9.1.2.
   */
  static int find(Call call, HashValue hash, int index) {
    int number = hash.find(call.word(index));
    boolean isHidden =
        number >= 0
            && hash.deadline(number) != HashValue.NEVER
            && !call.server().isValkey()
            && hash.deadline(number) <= call.nowMs();
    return isHidden ? -1 : number;
  }
}
