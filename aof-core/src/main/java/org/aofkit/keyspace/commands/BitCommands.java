package org.aofkit.keyspace.commands;

import java.util.Arrays;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.jspecify.annotations.Nullable;

/** Strings as rows of bits, the highest bit of the first byte being bit 0. */
final class BitCommands {
  private static final StringValue NOTHING = new StringValue(new byte[0]);

  private BitCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("setbit", BitCommands::setbit)
        .add("bitfield", BitField::run)
        .add("bitop", BitCommands::bitop);
  }

  private static Outcome setbit(Call call) throws RefusedException, NotModelledException {
    long offset = offset(call.word(2), 0);
    String answer = "ERR bit is not an integer or out of range";
    long bit = call.integer(3, answer);
    if (bit != 0 && bit != 1) {
      throw new RefusedException(answer);
    }
    StringValue found = call.string(1);
    requireRoom(offset);
    StringValue value = toWrite(call, found, offset);
    int at = (int) (offset >>> 3);
    int mask = 0x80 >> (offset & 7);
    int former = value.byteAt(at);
    int wanted = bit == 1 ? former | mask : former & ~mask;
    if (wanted != former) {
      value.setByte(at, wanted);
    }
    return Outcome.CHANGED;
  }

  /** The number of a bit: what stands in a word from an index on. */
  static long offset(byte[] digits, int from) throws RefusedException {
    int length = digits.length - from;
    boolean isInteger = CanonicalInteger.is(digits, from, length);
    long offset = isInteger ? CanonicalInteger.value(digits, from, length) : -1;
    if (offset < 0) {
      throw badOffset();
    }
    return offset;
  }

  static RefusedException badOffset() {
    return new RefusedException("ERR bit offset is not an integer or out of range");
  }

  static void requireRoom(long lastBit) throws NotModelledException {
    if (lastBit >>> 3 >= StringValue.LONGEST) {
      throw NotModelledException.tooLong();
    }
  }

  /** The value under the first word, long enough for a bit; a new one if there is none. */
  static StringValue toWrite(Call call, @Nullable StringValue found, long lastBit) {
    StringValue value = found;
    if (value == null) {
      value = new StringValue(new byte[0]);
      call.store(1, value);
    }
    int length = (int) (lastBit >>> 3) + 1;
    if (value.length() < length) {
      value.grow(length);
    }
    return value;
  }

  private static Outcome bitop(Call call) throws RefusedException {
    StringValue.ByteOperator operator =
        call.is(1, "AND")
            ? (left, right) -> left & right
            : call.is(1, "OR")
                ? (left, right) -> left | right
                : call.is(1, "XOR") ? (left, right) -> left ^ right : null;
    if (operator == null && !call.is(1, "NOT")) {
      throw RefusedException.syntax();
    }
    if (operator == null && call.count() != 4) {
      throw new RefusedException("ERR BITOP NOT must be called with a single source key.");
    }
    StringValue[] sources = new StringValue[call.count() - 3];
    for (int i = 0; i < sources.length; i++) {
      StringValue source = call.string(i + 3);
      sources[i] = source == null ? NOTHING : source;
    }
    if (Arrays.stream(sources).allMatch(source -> source.length() == 0)) {
      return Outcome.changed(call.remove(2));
    }
    Value result =
        operator == null ? sources[0].inverted() : StringValue.combine(sources, operator);
    call.store(2, result);
    return Outcome.CHANGED;
  }
}
