package org.aofkit.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.LzfLanes;
import org.aofkit.rdb.packed.PackedDamage;
import org.jspecify.annotations.Nullable;

/**
 * Passes keys that have a short name and a short string, or a value of another type that is plain,
 * with a deadline or without, and lie in the buffer of an input whole: what nearly all keys are. It
 * verifies what {@link RdbRecords} does and stops in front of everything that is not as plain, be
 * it damaged or not. Nobody is told of these keys.
 */
final class RdbPlainKeys {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** A deadline, a type, and three lengths of up to two bytes. */
  private static final int ROOM = 24;

  private static final int SHORT = 0x40;
  private static final int EXPIRE_MILLISECONDS = 0xFC;

  private static final int INT_8 = (byte) 0xC0;
  private static final int INT_32 = (byte) 0xC2;
  private static final int LZF = (byte) 0xC3;

  /** Nothing plain. */
  private static final int OTHER = -1;

  /** Some compressed string is damaged. */
  private static final int DAMAGED = -2;

  private final RdbInput in;
  private final LzfLanes lanes = new LzfLanes();
  private final RdbPlainValues values;
  private final RdbLastKey last;
  private final boolean keepsExpired;
  private RdbKeyFilter.@Nullable Notes notes;

  /** Where the last key begins that was noted. */
  private int noted;

  private long withDeadline;
  private int next;

  /**
   * Whether compressed strings are verified two at a time, so that it is not known which is bad.
   */
  private boolean isPaired;

  /**
   * @param last the key taken last, which the next one must not repeat; it is kept up to date
   * @param keepsExpired whether the server that loads the image keeps keys whose deadline has
   *     passed
   */
  RdbPlainKeys(RdbContext context, RdbLastKey last, boolean keepsExpired) {
    this.in = context.in;
    this.values = new RdbPlainValues(context);
    this.last = last;
    this.keepsExpired = keepsExpired;
  }

  /** How many of the keys passed last have a deadline. */
  long withDeadline() {
    return withDeadline;
  }

  /**
   * Passes keys.
   *
   * @param to where to stop: at the first record that begins here or behind
   * @param database of the keys
   * @param keyNotes takes note of the keys; null for none
   * @return how many were passed
   */
  long pass(long to, long database, RdbKeyFilter.@Nullable Notes keyNotes) {
    int from = in.index();
    long stop = Math.min(in.end() - ROOM, from + (to - in.position()));
    notes = keyNotes;
    noted = from - 1;
    withDeadline = 0;
    next = from;
    if (from >= stop || !isBegun(in.array(), from)) {
      return 0;
    }
    lanes.begin(in.array());
    isPaired = true;
    long count = pass(in.array(), from, (int) stop, in.end(), database);
    if (count == DAMAGED) {
      isPaired = false;
      count = pass(in.array(), from, (int) stop, in.end(), database);
    }
    in.passHeld(next - from);
    return count;
  }

  private boolean isBegun(byte[] a, int at) {
    int code = a[at];
    return code == 0 || code == (byte) EXPIRE_MILLISECONDS || values.of(code) != null;
  }

  private long pass(byte[] a, int from, int stop, int end, long database) {
    int begin = from;
    int name = 0;
    int nameLength = -1;
    boolean isFirst = true;
    long count = 0;
    long deadlines = 0;
    while (begin < stop) {
      int at = begin;
      boolean hasDeadline = false;
      if (a[at] == (byte) EXPIRE_MILLISECONDS) {
        long deadline = (long) LONGS.get(a, at + 1);
        if (deadline < -1) {
          break;
        }
        hasDeadline = deadline != -1;
        at += 1 + Long.BYTES;
      }
      int code = a[at];
      int length = a[at + 1];
      int value = at + 2 + length;
      if (length < 0 || length >= SHORT || value > end - ROOM) {
        break;
      }
      boolean isSurelyTaken = keepsExpired || !hasDeadline;
      if (isSurelyTaken
          && (isFirst
              ? last.is(a, at + 2, length, database)
              : length == nameLength && isSame(a, name, at + 2, length))) {
        break;
      }
      int after = code == 0 ? value(a, value, end) : other(code, a, value, end);
      if (after < 0) {
        if (after == DAMAGED) {
          return DAMAGED;
        }
        break;
      }
      isFirst = false;
      name = at + 2;
      if (notes != null && begin > noted) {
        notes.add(a, name, length, database);
        noted = begin;
      }
      nameLength = isSurelyTaken ? length : -1;
      if (hasDeadline) {
        deadlines++;
      }
      begin = after;
      count++;
    }
    if (isPaired && !lanes.finish()) {
      return DAMAGED;
    }
    if (!isFirst) {
      last.remember(a, name, nameLength, database);
    }
    withDeadline = deadlines;
    next = begin;
    return count;
  }

  private int other(int code, byte[] a, int at, int end) {
    RdbPlainValue other = values.of(code);
    return other == null ? OTHER : other.pass(a, at, end);
  }

  /** Where the string ends that begins at an index; negative if it is not plain, or not here. */
  private int value(byte[] a, int at, int end) {
    int first = a[at];
    int after;
    if (first >= 0) {
      after = first < SHORT ? at + 1 + first : at + 2 + ((first & 0x3F) << 8 | a[at + 1] & 0xFF);
    } else if (first == LZF) {
      return compressed(a, at + 1, end);
    } else if (first >= INT_8 && first <= INT_32) {
      after = at + 1 + (1 << (first - INT_8));
    } else {
      return OTHER;
    }
    return after <= end ? after : OTHER;
  }

  private int compressed(byte[] a, int from, int end) {
    int stored = a[from];
    int at = from + 1;
    if (stored >= SHORT) {
      stored = (stored & 0x3F) << 8 | a[at++] & 0xFF;
    }
    int length = a[at++];
    if (length >= SHORT) {
      length = (length & 0x3F) << 8 | a[at++] & 0xFF;
    }
    int after = at + stored;
    if (stored < 0 || length <= 0 || length > stored * RdbStrings.MOST_RATIO || after > end) {
      return OTHER;
    }
    if (isPaired) {
      return after > a.length - LzfLanes.room()
          ? OTHER
          : lanes.add(at, stored, length) ? after : DAMAGED;
    }
    try {
      Lzf.verify(a, at, stored, length);
      return after;
    } catch (PackedDamage damage) {
      // What it is, and where, says who looks again.
      return OTHER;
    }
  }

  /** Whether two names of one length are equal; those that count on differ at their end. */
  private static boolean isSame(byte[] a, int one, int other, int length) {
    return length == 0
        || (a[one + length - 1] == a[other + length - 1]
            && Arrays.equals(a, one, one + length, a, other, other + length));
  }
}
