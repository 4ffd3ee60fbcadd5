package org.aofkit.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.aofkit.rdb.packed.PlainListpack;

/** Passes streams whose nodes are in order, with few and plain groups. */
final class RdbPlainStream implements RdbPlainValue {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int SHORT = 0x40;
  private static final int HIGH = 0x3F;
  private static final int ID = 2 * Long.BYTES;
  private static final int LONGEST_NUMBER = 9;

  /** The id of a node with the length in front of it. */
  private static final int NODE_KEY = 1 + ID;

  /** Length, ids of the last, the first and the highest deleted entry, and entries added. */
  private static final int NUMBERS = 8;

  private static final int NUMBERS_WITHOUT_HISTORY = 3;

  private final RdbPlainText text;
  private final PlainListpack entries;
  private final RdbPlainNode node;
  private final RdbPlainGroups groups;
  private final int version;
  private final long[] numbers = new long[NUMBERS];
  private int next;

  /**
   * @param version of the layout, 1 to 3
   */
  RdbPlainStream(RdbContext context, RdbPlainText text, PlainListpack entries, int version) {
    this.text = text;
    this.entries = entries;
    this.node = new RdbPlainNode(entries);
    this.groups = new RdbPlainGroups(context);
    this.version = version;
  }

  @Override
  public int pass(byte[] array, int at, int end) {
    if (end - at < LONGEST_NUMBER || array[at] < 0) {
      return OTHER;
    }
    int first = array[at];
    int count = first < SHORT ? first : (first & HIGH) << 8 | array[at + 1] & 0xFF;
    int from = nodes(array, first < SHORT ? at + 1 : at + 2, end, count);
    return from >= 0 && isStateRight(array, from, end)
        ? groups.pass(array, next, end, version)
        : OTHER;
  }

  private int nodes(byte[] a, int from, int end, int count) {
    node.beginStream();
    int at = from;
    for (int i = 0; i < count; i++) {
      if (end - at < NODE_KEY || a[at] != ID) {
        return OTHER;
      }
      long milliseconds = (long) LONGS.get(a, at + 1);
      long sequence = (long) LONGS.get(a, at + 1 + Long.BYTES);
      at = text.open(a, at + NODE_KEY, end);
      if (at < 0
          || !entries.read(text.array(), text.index(), text.length())
          || !node.isPlain(milliseconds, sequence)) {
        return OTHER;
      }
    }
    return at;
  }

  private boolean isStateRight(byte[] a, int from, int end) {
    boolean hasHistory = version > 1;
    next = from;
    int count = hasHistory ? NUMBERS : NUMBERS_WITHOUT_HISTORY;
    if (end - from < count * LONGEST_NUMBER) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int first = a[next];
      if (first < SHORT && first >= 0) {
        numbers[i] = first;
        next++;
      } else if (first >= SHORT) {
        numbers[i] = (first & HIGH) << 8 | a[next + 1] & 0xFF;
        next += 2;
      } else if (first == (byte) 0x81) {
        numbers[i] = (long) LONGS.get(a, next + 1);
        next += LONGEST_NUMBER;
      } else if (first == (byte) 0x80) {
        numbers[i] = (long) LONGS.get(a, next + 1) >>> Integer.SIZE;
        next += 1 + Integer.BYTES;
      } else {
        return false;
      }
    }
    long length = numbers[0];
    return length == node.live()
        && !node.isLastAbove(numbers[1], numbers[2])
        && (!hasHistory
            || (node.isFirst(numbers[3], numbers[4])
                && !RdbStreamNode.isAbove(numbers[5], numbers[6], numbers[1], numbers[2])
                && Long.compareUnsigned(numbers[7], length) >= 0));
  }
}
