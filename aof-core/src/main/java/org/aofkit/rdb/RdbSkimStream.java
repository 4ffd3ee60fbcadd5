package org.aofkit.rdb;

/**
 * Passes what follows on the nodes of a stream, its numbers and groups, without looking at anything
 * but where it ends. Nothing is judged here.
 */
final class RdbSkimStream {
  /** Every number fits into so many bytes. */
  private static final int ROOM = 20;

  private static final int SHORT = 0x40;
  private static final int HIGH = 0x3F;
  private static final int ID = 2 * Long.BYTES;
  private static final int NOT_HERE = RdbPlainValue.OTHER;

  /** Of a group and of a stream, by the version of the layout. */
  private static final int[] GROUP_NUMBERS = {0, 2, 3, 3};

  private static final int[] STREAM_NUMBERS = {0, 3, 8, 8};

  private int end;

  /** Where the count ends that was read last. */
  private int next;

  /**
   * Passes all that is behind the nodes.
   *
   * @param to how far the array is filled
   * @param version of the layout, 1 to 3
   * @return where it ends, which may be behind the end of what is here; negative if nothing is
   *     known of that
   */
  int pass(byte[] a, int from, int to, int version) {
    end = to;
    int groups = count(a, numbers(a, from, STREAM_NUMBERS[version]));
    int at = next;
    for (int i = 0; i < groups && at >= 0; i++) {
      at = group(a, at, version);
    }
    return groups < 0 ? NOT_HERE : at;
  }

  private int group(byte[] a, int from, int version) {
    int pending = count(a, numbers(a, name(a, from), GROUP_NUMBERS[version]));
    int at = next;
    for (int i = 0; i < pending && at >= 0; i++) {
      at = numbers(a, at + ID + Long.BYTES, 1);
    }
    int consumers = pending < 0 ? NOT_HERE : count(a, at);
    at = next;
    for (int i = 0; i < consumers && at >= 0; i++) {
      at = name(a, at);
      int owned = at < 0 ? NOT_HERE : count(a, at + (version < 3 ? 1 : 2) * Long.BYTES);
      at = owned < 0 || owned > (end - next) / ID ? NOT_HERE : next + ID * owned;
    }
    return consumers < 0 ? NOT_HERE : at;
  }

  /** Passes a name of up to 63 bytes; from a negative index, nothing. */
  private int name(byte[] a, int from) {
    if (from < 0 || from > end - ROOM || a[from] < 0 || a[from] >= SHORT) {
      return NOT_HERE;
    }
    return from + 1 + a[from];
  }

  /** Passes numbers; from a negative index, nothing. */
  private int numbers(byte[] a, int from, int count) {
    int at = from;
    for (int i = 0; i < count; i++) {
      if (at < 0 || at > end - ROOM) {
        return NOT_HERE;
      }
      int first = a[at];
      if (first >= 0) {
        at += first < SHORT ? 1 : 2;
      } else if (first == (byte) 0x80 || first == (byte) 0x81) {
        at += first == (byte) 0x80 ? 1 + Integer.BYTES : 1 + Long.BYTES;
      } else {
        return NOT_HERE;
      }
    }
    return at;
  }

  /** Reads a count of up to 14 bits; negative if it is none, or the index is. */
  private int count(byte[] a, int at) {
    if (at < 0 || at > end - ROOM || a[at] < 0) {
      return NOT_HERE;
    }
    int first = a[at];
    next = at + (first < SHORT ? 1 : 2);
    return first < SHORT ? first : (first & HIGH) << 8 | a[at + 1] & 0xFF;
  }
}
