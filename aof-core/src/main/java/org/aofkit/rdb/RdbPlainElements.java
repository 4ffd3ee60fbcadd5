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

  private static final int SHORT = 0x40;
  private static final int HIGH = 0x3F;
  private static final long INFINITY = 0x7FF0000000000000L;

  private final RdbInput in;
  private final RdbMembers members;
  private final RdbHash hash;
  private int longest;

  RdbPlainElements(RdbContext context) {
    this.in = context.in;
    this.members = context.members;
    this.hash = context.hash;
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
    return pass(most, in.position() - base, false, 0);
  }

  /** Passes fields of a hash, each with its value; else as {@link #members}. */
  long pairs(long most, long base) {
    return pass(most, in.position() - base, true, 0);
  }

  /** Passes members with scores of eight bytes; else as {@link #members}. */
  long scored(long most, long base) {
    return pass(most, in.position() - base, false, Long.BYTES);
  }

  private long pass(long most, long firstPlace, boolean hasValue, int behind) {
    byte[] a = in.array();
    int end = in.end();
    int from = in.index();
    int begin = from;
    int mostBytes = 0;
    long count = 0;
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
      if (!members.addNew(hash.text(a, at, length), firstPlace + begin - from)) {
        break;
      }
      mostBytes = Math.max(mostBytes, Math.max(length, valueLength));
      begin = next;
      count++;
    }
    longest = mostBytes;
    in.passHeld(begin - from);
    return count;
  }
}
