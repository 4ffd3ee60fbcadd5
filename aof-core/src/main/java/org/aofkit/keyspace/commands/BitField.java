package org.aofkit.keyspace.commands;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.keyspace.value.StringValue;

/** BITFIELD: integers of any width in a row of bits. */
final class BitField {
  private static final String BAD_TYPE =
      "ERR Invalid bitfield type. Use something like i16 u8. "
          + "Note that u64 is not supported but i64 is.";

  private BitField() {}

  private enum Overflow {
    WRAP,
    SAT,
    FAIL
  }

  /**
   * A part that writes.
   *
   * @param isSigned whether the integer has a sign
   * @param bits how many it has
   * @param offset of its highest bit
   * @param isIncrement whether the amount is added; else it is put there
   */
  private record Write(
      boolean isSigned,
      int bits,
      long offset,
      boolean isIncrement,
      long amount,
      Overflow overflow) {
    /** The integer that is there. */
    long read(StringValue value) {
      long found = 0;
      for (long at = offset; at < offset + bits; at++) {
        found = found << 1 | (value.byteAt((int) (at >>> 3)) >> (7 - (at & 7)) & 1);
      }
      return isSigned ? found << (64 - bits) >> (64 - bits) : found;
    }

    void write(StringValue value, long wanted) {
      for (int i = 0; i < bits; i++) {
        long at = offset + i;
        int mask = 0x80 >> (at & 7);
        int former = value.byteAt((int) (at >>> 3));
        boolean isSet = (wanted >>> (bits - 1 - i) & 1) != 0;
        int next = isSet ? former | mask : former & ~mask;
        if (next != former) {
          value.setByte((int) (at >>> 3), next);
        }
      }
    }

    /** Carries it out; false if it was left because of an overflow. */
    boolean run(StringValue value) {
      long left = isIncrement ? read(value) : amount;
      long right = isIncrement ? amount : 0;
      int side = isSigned ? signedOverflow(left, right) : unsignedOverflow(left, right);
      if (side == 0 || overflow == Overflow.WRAP) {
        write(value, left + right);
      } else if (overflow == Overflow.SAT) {
        write(value, side > 0 ? highest() : lowest());
      }
      return side == 0 || overflow != Overflow.FAIL;
    }

    private long highest() {
      return bits == 64 ? Long.MAX_VALUE : (1L << (isSigned ? bits - 1 : bits)) - 1;
    }

    private long lowest() {
      return isSigned ? -highest() - 1 : 0;
    }

    /**
     * How much may be added is calculated in 64 bits: putting the lowest numbers of all into fewer
     * bits counts as too high, not as too low.
     */
    private int signedOverflow(long left, long right) {
      long toHighest = highest() - left;
      long toLowest = lowest() - left;
      boolean isNarrow = bits != 64;
      if (left > highest() || (isNarrow || left >= 0 && right > 0) && right > toHighest) {
        return 1;
      }
      boolean isBelow = (isNarrow || left < 0 && right < 0) && right < toLowest;
      return left < lowest() || isBelow ? -1 : 0;
    }

    /** A number to put there that is negative counts as a very high one. */
    private int unsignedOverflow(long left, long right) {
      if (left < 0 || left > highest() || right > highest() - left) {
        return 1;
      }
      return right < -left ? -1 : 0;
    }
  }

  static Outcome run(Call call) throws RefusedException, NotModelledException {
    List<Write> writes = parse(call);
    if (writes.isEmpty()) {
      call.string(1);
      return Outcome.UNCHANGED;
    }
    long last = 0;
    for (Write write : writes) {
      last = Math.max(last, write.offset + write.bits - 1);
    }
    StringValue found = call.string(1);
    BitCommands.requireRoom(last);
    StringValue value = BitCommands.toWrite(call, found, last);
    for (Write write : writes) {
      write.run(value);
    }
    return Outcome.CHANGED;
  }

  private static List<Write> parse(Call call) throws RefusedException {
    List<Write> writes = new ArrayList<>();
    Overflow overflow = Overflow.WRAP;
    int at = 2;
    while (at < call.count()) {
      int left = call.count() - at - 1;
      if (call.is(at, "OVERFLOW") && left >= 1) {
        overflow = overflow(call, at + 1);
        at += 2;
        continue;
      }
      boolean isGet = call.is(at, "GET") && left >= 2;
      boolean isIncrement = call.is(at, "INCRBY") && left >= 3;
      if (!isGet && !isIncrement && !(call.is(at, "SET") && left >= 3)) {
        throw RefusedException.syntax();
      }
      int bits = bits(call, at + 1);
      long offset = offset(call, at + 2, bits);
      if (!isGet) {
        long amount = call.integer(at + 3);
        boolean isSigned = call.word(at + 1)[0] == 'i';
        writes.add(new Write(isSigned, bits, offset, isIncrement, amount, overflow));
      }
      at += isGet ? 3 : 4;
    }
    return writes;
  }

  private static Overflow overflow(Call call, int at) throws RefusedException {
    for (Overflow known : Overflow.values()) {
      if (call.is(at, known.name())) {
        return known;
      }
    }
    throw new RefusedException("ERR Invalid OVERFLOW type specified");
  }

  private static int bits(Call call, int at) throws RefusedException {
    byte[] type = call.word(at);
    boolean isSigned = type.length > 0 && type[0] == 'i';
    if (type.length < 2 || type.length > 3 || !isSigned && type[0] != 'u') {
      throw new RefusedException(BAD_TYPE);
    }
    int bits = 0;
    for (int i = 1; i < type.length; i++) {
      if (type[i] < '0' || type[i] > '9' || (i == 1 && type[i] == '0')) {
        throw new RefusedException(BAD_TYPE);
      }
      bits = bits * 10 + type[i] - '0';
    }
    if (bits > (isSigned ? 64 : 63)) {
      throw new RefusedException(BAD_TYPE);
    }
    return bits;
  }

  /** Behind {@code #} stands the number of an integer of this width. */
  private static long offset(Call call, int at, int bits) throws RefusedException {
    byte[] word = call.word(at);
    if (word.length == 0 || word[0] != '#') {
      return BitCommands.offset(word, 0);
    }
    long index = BitCommands.offset(word, 1);
    if (index > Long.MAX_VALUE / bits) {
      throw BitCommands.badOffset();
    }
    return index * bits;
  }
}
