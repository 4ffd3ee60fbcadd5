package org.aofkit.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Passes the consumer groups of a stream if they are few, have short names and lie in the buffer of
 * an input whole: what nearly all are. It verifies what {@link RdbGroups} does and passes nothing
 * if anything is not as plain, be it damaged or not. Nobody is told of these groups.
 *
 * <p>Apart from speed it spares the JIT compiler the much larger code that reads any group, which
 * took it as long as a check of a small image (src/bench/rdb.sh, file types).
 */
final class RdbPlainGroups {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** How many groups, and consumers of a group, are few. */
  private static final int FEW = 8;

  private static final int SHORT = 0x40;
  private static final int HIGH = 0x3F;
  private static final int ID = 2 * Long.BYTES;
  private static final int LONGEST_NUMBER = 9;

  /** No small number. */
  private static final int OTHER = -1;

  private final RdbHash hash;
  private final RdbHash otherHash;
  private final int[] groups = new int[FEW];
  private final int[] consumers = new int[FEW];

  private byte[] array = new byte[0];
  private int at;
  private int end;
  private long sum;
  private long otherSum;

  RdbPlainGroups(RdbContext context) {
    this.hash = context.hash;
    this.otherHash = new RdbHash(hash.number(1));
  }

  /**
   * Passes all groups of a stream in the layout of this version, 1 to 3, or none.
   *
   * @param holder holds them from an index on
   * @param to how far it is filled
   * @return where they end; {@link RdbPlainValue#OTHER} if they are left alone
   */
  int pass(byte[] holder, int from, int to, int version) {
    array = holder;
    at = from;
    end = to;
    int count = small();
    if (count > FEW || count == OTHER) {
      return RdbPlainValue.OTHER;
    }
    for (int i = 0; i < count; i++) {
      if (!name(groups, i) || !group(version)) {
        return RdbPlainValue.OTHER;
      }
    }
    return at;
  }

  private boolean group(int version) {
    int numbers = version == 1 ? 2 : 3;
    for (int i = 0; i < numbers; i++) {
      int size = at < end ? sizeOfNumber(array[at]) : OTHER;
      if (size == OTHER) {
        return false;
      }
      at += size;
    }
    sum = 0;
    otherSum = 0;
    if (!ids(true)) {
      return false;
    }
    int count = small();
    if (count > FEW || count == OTHER) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!name(consumers, i)) {
        return false;
      }
      at += version < 3 ? Long.BYTES : 2 * Long.BYTES;
      if (!ids(false)) {
        return false;
      }
    }
    return sum == 0 && otherSum == 0;
  }

  /**
   * Passes pending ids with their number, if they ascend.
   *
   * @param isGroup whether they are those of the group, with a time and a number each; else those
   *     of a consumer, which are taken off again
   */
  private boolean ids(boolean isGroup) {
    int count = small();
    if (count == OTHER) {
      return false;
    }
    byte[] a = array;
    int from = at;
    int room = isGroup ? ID + Long.BYTES + LONGEST_NUMBER : ID;
    long milliseconds = 0;
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      if (end - from < room) {
        return false;
      }
      long nextMilliseconds = (long) LONGS.get(a, from);
      long nextSequence = (long) LONGS.get(a, from + Long.BYTES);
      if (i != 0
          && !RdbStreamNode.isAbove(nextMilliseconds, nextSequence, milliseconds, sequence)) {
        return false;
      }
      milliseconds = nextMilliseconds;
      sequence = nextSequence;
      long one = hash.pair(milliseconds, sequence);
      long other = otherHash.pair(milliseconds, sequence);
      from += ID;
      if (isGroup) {
        sum += one;
        otherSum += other;
        int size = sizeOfNumber(a[from + Long.BYTES]);
        if (size == OTHER) {
          return false;
        }
        from += Long.BYTES + size;
      } else {
        sum -= one;
        otherSum -= other;
      }
    }
    at = from;
    return true;
  }

  /** Passes a name of up to 63 bytes unless it is one of those in front of it. */
  private boolean name(int[] places, int number) {
    if (end - at < 1 || array[at] < 0 || array[at] >= SHORT || end - at - 1 < array[at]) {
      return false;
    }
    int next = at + 1 + array[at];
    for (int i = 0; i < number; i++) {
      int place = places[i];
      if (Arrays.equals(array, place, place + 1 + array[place], array, at, next)) {
        return false;
      }
    }
    places[number] = at;
    at = next;
    return true;
  }

  /** Passes a length of up to 14 bits; {@link #OTHER} if it is none. */
  private int small() {
    if (end - at < 2 || array[at] < 0) {
      return OTHER;
    }
    int first = array[at++];
    return first < SHORT ? first : (first & HIGH) << 8 | array[at++] & 0xFF;
  }

  /** How many bytes a number has that begins with this one; {@link #OTHER} in unusual forms. */
  private static int sizeOfNumber(byte first) {
    if (first >= 0) {
      return first < SHORT ? 1 : 2;
    }
    return first == (byte) 0x80 ? 5 : first == (byte) 0x81 ? LONGEST_NUMBER : OTHER;
  }
}
