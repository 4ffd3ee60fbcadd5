package org.aofkit.compact;

import org.jspecify.annotations.Nullable;

/**
 * The heads of the keys of one database, found by the hash of the key's name. Three longs a slot,
 * at most three quarters of the slots taken.
 *
 * <p>The slots lie in parts that grow one by one, by half: so a table never stands in memory twice,
 * and has no array that is large for a garbage collector.
 */
final class KeyTable {
  private static final int SLOT = 3;
  private static final int PART_BITS = 10;
  private static final int PARTS = 1 << PART_BITS;
  private static final int LEAST = 4;

  /** The bits of a hash below those that say the part, as a fraction of the part. */
  private static final int FRACTION_SHIFT = Long.SIZE - PART_BITS - Integer.SIZE;

  private static final long FRACTION = 0xFFFF_FFFFL;

  /** In front of the slots: how many are taken, and how many of these hold a key that is there. */
  private static final int TAKEN = 0;

  private static final int LIVE = 1;
  private static final int FRONT = 2;

  /** Besides the slots a head, in the list of those that are written. */
  private static final int BYTES = (SLOT + 1) * Long.BYTES;

  /** {@code first, second, head} a slot; a head that is none with a hash is a key that went. */
  private long @Nullable [][] parts = new long[0][];

  private final int id;
  private final Room room;
  private long live;
  private long capacity;

  /**
   * An empty table.
   *
   * @param id tells it from others; a database keeps its table when it gets another number
   * @param room what its slots take their memory from
   */
  KeyTable(int id, Room room) {
    this.id = id;
    this.room = room;
  }

  /** Tells it from others. */
  int id() {
    return id;
  }

  /** How many keys are there. */
  long live() {
    return live;
  }

  /** How many slots there are, taken or not. */
  long capacity() {
    return capacity;
  }

  /** Takes heads. */
  @FunctionalInterface
  interface Heads {
    /** Takes one. */
    void head(long head);
  }

  /** Tells the heads of all keys that are there, in no order. */
  void each(Heads heads) {
    for (long[] part : parts) {
      for (int at = FRONT; part != null && at < part.length; at += SLOT) {
        if (part[at + 2] != Head.NONE) {
          heads.head(part[at + 2]);
        }
      }
    }
  }

  /** The head in a slot; {@link Head#NONE} for one that is not taken, or whose key went. */
  long headIn(long slot) {
    return part(slot)[(int) slot + 2];
  }

  /**
   * The slot of a key; taken for it if there was none. It lasts until the next call.
   *
   * @throws IndexFullException if the table would have to grow and there is no room
   */
  long slot(long first, long second) {
    if (parts.length == 0) {
      parts = new long[PARTS][];
    }
    int number = (int) (first >>> Long.SIZE - PART_BITS);
    long[] part = parts[number];
    if (part == null || part[TAKEN] * 4 >= capacity(part) * 3L) {
      int at = part == null ? -1 : find(part, first, second);
      if (at >= 0 && !isFree(part, at)) {
        return (long) number << Integer.SIZE | at;
      }
      part = grow(part);
      parts[number] = part;
    }
    int at = find(part, first, second);
    if (isFree(part, at)) {
      part[at] = first;
      part[at + 1] = second | 1;
      part[TAKEN]++;
    }
    return (long) number << Integer.SIZE | at;
  }

  /** The head of a key, {@link Head#NONE} if there is none. Takes no slot. */
  long head(long first, long second) {
    long[] part = parts.length == 0 ? null : parts[(int) (first >>> Long.SIZE - PART_BITS)];
    return part == null ? Head.NONE : part[find(part, first, second) + 2];
  }

  /**
   * Looks at where a key should be, so that it is near when it is asked for; the result is no use.
   */
  long look(long first) {
    long[] part = parts.length == 0 ? null : parts[(int) (first >>> Long.SIZE - PART_BITS)];
    return part == null ? 0 : part[at(part, first) + 1];
  }

  /** Gives the key of a slot another head. */
  void set(long slot, long head) {
    long[] part = part(slot);
    int at = (int) slot + 2;
    int more = (head == Head.NONE ? 0 : 1) - (part[at] == Head.NONE ? 0 : 1);
    live += more;
    part[LIVE] += more;
    part[at] = head;
  }

  /** Forgets all. */
  void clear() {
    parts = new long[0][];
    room.giveBack(capacity * BYTES);
    capacity = 0;
    live = 0;
  }

  private long[] part(long slot) {
    long[] part = parts[(int) (slot >>> Integer.SIZE)];
    if (part == null) {
      throw new IllegalStateException("no such slot");
    }
    return part;
  }

  private static int capacity(long[] part) {
    return (part.length - FRONT) / SLOT;
  }

  /** The word with the lowest bit set is never 0, so that 0 says that a slot is free. */
  private static boolean isFree(long[] part, int at) {
    return part[at + 1] == 0;
  }

  /** Where a key is, or would be if no other one were there. */
  private static int at(long[] part, long first) {
    long fraction = first >>> FRACTION_SHIFT & FRACTION;
    return FRONT + SLOT * (int) (fraction * capacity(part) >>> Integer.SIZE);
  }

  private static int find(long[] part, long first, long second) {
    int at = at(part, first);
    while (!isFree(part, at) && (part[at] != first || part[at + 1] != (second | 1))) {
      at += SLOT;
      if (at == part.length) {
        at = FRONT;
      }
    }
    return at;
  }

  /** Keys that went are left behind; where that is enough, the part stays as large as it is. */
  private long[] grow(long @Nullable [] old) {
    int had = old == null ? 0 : capacity(old);
    int wanted = LEAST;
    if (old != null) {
      wanted = old[LIVE] >= had / 2 ? had + had / 2 : had;
      if (wanted > (Integer.MAX_VALUE - FRONT - 8) / SLOT) {
        throw new IndexFullException(Integer.MAX_VALUE);
      }
    }
    room.take((long) (wanted - had) * BYTES);
    capacity += wanted - had;
    long[] next = new long[FRONT + SLOT * wanted];
    for (int at = FRONT; old != null && at < old.length; at += SLOT) {
      if (old[at + 2] != Head.NONE) {
        System.arraycopy(old, at, next, find(next, old[at], old[at + 1]), SLOT);
        next[TAKEN]++;
      }
    }
    next[LIVE] = next[TAKEN];
    return next;
  }
}
