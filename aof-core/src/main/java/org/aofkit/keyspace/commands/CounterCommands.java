package org.aofkit.keyspace.commands;

import java.math.BigDecimal;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.jspecify.annotations.Nullable;

/** Strings that are numbers. */
final class CounterCommands {
  private CounterCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("incr", call -> add(call, 1))
        .add("decr", call -> add(call, -1))
        .add("incrby", call -> add(call, call.integer(2)))
        .add("decrby", CounterCommands::decrby)
        .add("incrbyfloat", CounterCommands::incrbyfloat);
  }

  private static Outcome decrby(Call call) throws RefusedException {
    long amount = call.integer(2);
    if (amount == Long.MIN_VALUE) {
      throw new RefusedException("ERR decrement would overflow");
    }
    return add(call, -amount);
  }

  private static Outcome add(Call call, long amount) throws RefusedException {
    StringValue value = call.string(1);
    long former = value == null ? 0 : integer(value);
    long sum = former + amount;
    if (((former ^ sum) & (amount ^ sum)) < 0) {
      throw new RefusedException("ERR increment or decrement would overflow");
    }
    byte[] digits = new byte[CanonicalInteger.length(sum)];
    CanonicalInteger.write(sum, digits, 0);
    replace(call, digits);
    return Outcome.CHANGED;
  }

  private static long integer(StringValue value) throws RefusedException {
    if (value.length() > CanonicalInteger.LONGEST) {
      throw RefusedException.notAnInteger();
    }
    byte[] digits = value.range(0, value.length());
    if (!CanonicalInteger.is(digits, 0, digits.length)) {
      throw RefusedException.notAnInteger();
    }
    return CanonicalInteger.value(digits, 0, digits.length);
  }

  private static Outcome incrbyfloat(Call call) throws RefusedException {
    StringValue value = call.string(1);
    BigDecimal sum;
    try {
      BigDecimal former =
          value == null
              ? BigDecimal.ZERO
              : LongDouble.read(value.range(0, LongDouble.LONGEST_TEXT + 1));
      if (former == null) {
        throw RefusedException.notAFloat();
      }
      BigDecimal amount = LongDouble.read(call.word(2));
      if (amount == null) {
        throw RefusedException.notAFloat();
      }
      sum = LongDouble.sum(former, amount);
    } catch (LongDouble.InfiniteException e) {
      sum = null;
    }
    if (sum == null) {
      throw new RefusedException("ERR increment would produce NaN or Infinity");
    }
    replace(call, ByteString.of(LongDouble.print(sum)).bytes());
    return Outcome.CHANGED;
  }

  /** Another value; the deadline stays. */
  private static void replace(Call call, byte[] bytes) {
    @Nullable StoredKey stored = call.key(1);
    if (stored == null) {
      call.store(1, new StringValue(bytes));
    } else {
      stored.setValue(new StringValue(bytes));
    }
  }
}
