package org.aofkit.compact;

import java.util.Arrays;

/** Longs that grow without being copied. */
final class LongPages {
  private static final int BITS = 10;
  private static final int SIZE = 1 << BITS;

  private final Room room;
  private long[][] pages = new long[16][];
  private int count;
  private long size;

  /**
   * None.
   *
   * @param room what pages take their memory from
   */
  LongPages(Room room) {
    this.room = room;
  }

  /** How many longs were added. */
  long size() {
    return size;
  }

  long get(long index) {
    return pages[(int) (index >>> BITS)][(int) index & SIZE - 1];
  }

  void set(long index, long value) {
    pages[(int) (index >>> BITS)][(int) index & SIZE - 1] = value;
  }

  /**
   * Adds one behind the last, and returns its index.
   *
   * @throws IndexFullException if there is no room
   */
  long add(long value) {
    int page = (int) (size >>> BITS);
    if (page == count) {
      room.take((long) SIZE * Long.BYTES);
      if (page == pages.length) {
        pages = Arrays.copyOf(pages, 2 * page);
      }
      pages[page] = new long[SIZE];
      count++;
    }
    pages[page][(int) size & SIZE - 1] = value;
    return size++;
  }

  /** Forgets all. */
  void clear() {
    room.giveBack((long) count * SIZE * Long.BYTES);
    pages = new long[16][];
    count = 0;
    size = 0;
  }
}
