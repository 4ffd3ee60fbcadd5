package org.aofkit.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes elements of tables whose strings are stored as they are and lie in the buffer of an input
 * whole: what most elements are. Members are compared with those in front of them. It verifies what
 * {@link RdbCollections} does, and stops in front of everything that is not as plain, be it damaged
 * or not. Nobody is told of these elements.
 */
final class RdbPlainElements {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * So many elements at most are passed by one call of the loop. The JIT compiler then meets it as
   * a method that is called often, and need not compile it once more from within.
   */
  private static final int SOME = 64;

  private static final int SHORT = 0x40;
  private static final int HIGH = 0x3F;
  private static final byte LONG = (byte) 0x80;
  private static final long INFINITY = 0x7FF0000000000000L;

  private final RdbInput in;
  private final RdbMembers members;
  private final RdbHash hash;
  private int longest;

  /** Where the elements end that were passed last. */
  private int next;

  RdbPlainElements(RdbContext context) {
    this.in = context.in;
    this.members = context.members;
    this.hash = context.hash;
  }

  /** Passes whole tables. */
  final class Table implements RdbPlainValue {
    private final boolean hasValue;
    private final int behind;

    /**
     * @param hasValue whether a string follows on each member
     * @param behind how many bytes do: those of a score
     */
    Table(boolean hasValue, int behind) {
      this.hasValue = hasValue;
      this.behind = behind;
    }

    @Override
    public int pass(byte[] array, int at, int end) {
      int count = array[at];
      int from = at + 1;
      if (count >= SHORT) {
        count = (count & HIGH) << 8 | array[from++] & 0xFF;
      } else if (count == LONG) {
        count =
            array[at + 1] << 24
                | (array[at + 2] & 0xFF) << 16
                | (array[at + 3] & 0xFF) << 8
                | array[at + 4] & 0xFF;
        from = at + 1 + Integer.BYTES;
      }
      // Every element takes a byte at least.
      if (count <= 0 || count > RdbMembers.MOST || count > end - from) {
        return OTHER;
      }
      members.begin(count);
      long passed = RdbPlainElements.this.pass(array, from, end, count, -from, hasValue, behind);
      return passed == count ? next : OTHER;
    }
  }

  /** The length of the longest string passed last. */
  int longest() {
    return longest;
  }

  /**
   * Passes members of a set.
   *
   * @param most how many at most
   * @param base what the places of members are relative to, an offset in the source
   * @return how many were passed
   */
  long members(long most, long base) {
    return pass(most, base, false, 0);
  }

  /** Passes fields of a hash, each with its value; else as {@link #members}. */
  long pairs(long most, long base) {
    return pass(most, base, true, 0);
  }

  /** Passes members with scores of eight bytes; else as {@link #members}. */
  long scored(long most, long base) {
    return pass(most, base, false, Double.BYTES);
  }

  private long pass(long most, long base, boolean hasValue, int behind) {
    int from = in.index();
    long places = in.position() - base - from;
    long count = pass(in.array(), from, in.end(), most, places, hasValue, behind);
    in.passHeld(next - from);
    return count;
  }

  /**
   * @param places what has to be added to the index of a member to make its place
   */
  private long pass(
      byte[] a, int from, int end, long most, long places, boolean hasValue, int behind) {
    longest = 0;
    next = from;
    long count = 0;
    int passed = SOME;
    while (passed == SOME) {
      passed = some(a, end, (int) Math.min(SOME, most - count), places, hasValue, behind);
      count += passed;
    }
    return count;
  }

  private int some(byte[] a, int end, int most, long places, boolean hasValue, int behind) {
    int begin = next;
    int mostBytes = longest;
    int count = 0;
    while (count < most && begin + 2 <= end) {
      int length = a[begin];
      int at = begin + 1;
      if (length >= SHORT) {
        length = (length & HIGH) << 8 | a[at++] & 0xFF;
      }
      int next = at + length + behind;
      if (length < 0 || next > end) {
        break;
      }
      if (behind != 0 && ((long) LONGS.get(a, at + length) & Long.MAX_VALUE) > INFINITY) {
        break;
      }
      int valueLength = 0;
      if (hasValue) {
        if (next + 2 > end) {
          break;
        }
        valueLength = a[next++];
        if (valueLength >= SHORT) {
          valueLength = (valueLength & HIGH) << 8 | a[next++] & 0xFF;
        }
        next += valueLength;
        if (valueLength < 0 || next > end) {
          break;
        }
      }
      if (!members.addNew(hash.text(a, at, length), places + begin)) {
        break;
      }
      mostBytes = Math.max(mostBytes, Math.max(length, valueLength));
      begin = next;
      count++;
    }
    longest = mostBytes;
    next = begin;
    return count;
  }
}
