package org.aofkit.aof;

import java.util.Arrays;

/**
 * The few frames of a segment that matter to more than the frame itself, in file order: two longs
 * each. Ordinary commands leave no event, so that a log stays small whatever the size of the file.
 */
final class EventLog {
  /** The largest value of an event. */
  static final int MAX_VALUE = 0x7F_FFFF;

  /** How far a second mask of servers lies above a first one in a value. */
  static final int SERVER_BITS = 6;

  private static final int VALUE_SHIFT = 32;
  private static final int KIND_SHIFT = 56;
  private static final long VALUE_MASK = 0xFF_FFFFL;
  private static final long ORDINAL_MASK = 0xFFFF_FFFFL;

  private long[] data = new long[64];
  private int size;

  /** Forgets all events. */
  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /**
   * Adds an event.
   *
   * @param value 24 bits, signed
   * @param ordinal how many whole commands of the segment lie in front of it
   */
  void add(EventKind kind, long offset, int value, long ordinal) {
    if (2 * size == data.length) {
      data = Arrays.copyOf(data, 2 * data.length);
    }
    data[2 * size] = offset;
    data[2 * size + 1] =
        (long) kind.ordinal() << KIND_SHIFT
            | (value & VALUE_MASK) << VALUE_SHIFT
            | (ordinal & ORDINAL_MASK);
    size++;
  }

  EventKind kind(int index) {
    return EventKind.of((int) (data[2 * index + 1] >>> KIND_SHIFT));
  }

  long offset(int index) {
    return data[2 * index];
  }

  int value(int index) {
    return (int) (data[2 * index + 1] >>> VALUE_SHIFT) << 8 >> 8;
  }

  long ordinal(int index) {
    return data[2 * index + 1] & ORDINAL_MASK;
  }
}
