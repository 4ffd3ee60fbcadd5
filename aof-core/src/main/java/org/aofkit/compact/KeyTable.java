package org.aofkit.compact;

import org.jspecify.annotations.Nullable;

/**
 * The heads of the keys of one database, found by the hash of the key's name. Two longs a slot, at
 * most four fifths of the slots taken.
 *
 * <p>The slots lie in parts that grow one by one, by a quarter: so a table never stands in memory
 * twice, and has no array that is large for a garbage collector.
 *
 * <p>Of the hash a slot keeps the second half and, in the bits that a {@link Head} leaves free,
 * fifteen of the first; which part it is in says ten more.
 */
final class KeyTable {
  private static final int SLOT = 2;
  private static final int PART_BITS = 10;
  private static final int PARTS = 1 << PART_BITS;
  private static final int LEAST = 8;

  /** Smaller parts grow to twice their size. */
  private static final int FEW = 1 << 6;

  /** The bits of the first half that a slot keeps, and how far they are from the lowest one. */
  private static final long TAG = 0x7FFF;

  private static final int TAG_FROM = 24;

  /** Marks a slot that is taken, even if the key went. */
  private static final long IS_TAKEN = 1L << Head.FREE_FROM;

  /** In front of the slots: how many are taken, and how many of these hold a key that is there. */
  private static final int TAKEN = 0;

  private static final int LIVE = 1;
  private static final int FRONT = 2;

  /** A slot, and for at most four fifths of them a head in the list of those that are written. */
  private static final int BYTES = SLOT * Long.BYTES + 7;

  /** {@code second, head and bits of first} a slot. */
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
        long head = headAt(part, at);
        if (head != Head.NONE) {
          heads.head(head);
        }
      }
    }
  }

  /** The head in a slot; {@link Head#NONE} for one that is not taken, or whose key went. */
  long headIn(long slot) {
    return headAt(part(slot), (int) slot);
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
    if (part == null || part[TAKEN] * 5 >= capacity(part) * 4L) {
      int at = part == null ? -1 : find(part, first, second);
      if (at >= 0 && !isFree(part, at)) {
        return (long) number << Integer.SIZE | at;
      }
      part = grow(part);
      parts[number] = part;
    }
    int at = find(part, first, second);
    if (isFree(part, at)) {
      part[at] = second;
      part[at + 1] = tag(first);
      part[TAKEN]++;
    }
    return (long) number << Integer.SIZE | at;
  }

  /** The head of a key, {@link Head#NONE} if there is none. Takes no slot. */
  long head(long first, long second) {
    long[] part = parts.length == 0 ? null : parts[(int) (first >>> Long.SIZE - PART_BITS)];
    return part == null ? Head.NONE : headAt(part, find(part, first, second));
  }

  /**
   * Looks at where a key should be, so that it is near when it is asked for; the result is no use.
   */
  long look(long first, long second) {
    long[] part = parts.length == 0 ? null : parts[(int) (first >>> Long.SIZE - PART_BITS)];
    return part == null ? 0 : part[at(part, second) + 1];
  }

  /** Gives the key of a slot another head. */
  void set(long slot, long head) {
    long[] part = part(slot);
    int at = (int) slot;
    int more = (head == Head.NONE ? 0 : 1) - (headAt(part, at) == Head.NONE ? 0 : 1);
    live += more;
    part[LIVE] += more;
    part[at + 1] = part[at + 1] & Head.FREE | head;
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

  private static boolean isFree(long[] part, int at) {
    return part[at + 1] == 0;
  }

  private static long headAt(long[] part, int at) {
    return part[at + 1] & ~Head.FREE;
  }

  private static long tag(long first) {
    return IS_TAKEN | (first >>> TAG_FROM & TAG) << Head.FREE_FROM + 1;
  }

  /** Where a key is, or would be if no other one were there. */
  private static int at(long[] part, long second) {
    return FRONT + SLOT * (int) ((second >>> Integer.SIZE) * capacity(part) >>> Integer.SIZE);
  }

  private static int find(long[] part, long first, long second) {
    long tag = tag(first);
    int at = at(part, second);
    while (!isFree(part, at) && (part[at] != second || (part[at + 1] & Head.FREE) != tag)) {
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
      wanted = old[LIVE] >= had / 2 ? had + (had < FEW ? had : had / 4) : had;
      if (wanted > (Integer.MAX_VALUE - FRONT - 8) / SLOT) {
        throw new IndexFullException(Integer.MAX_VALUE);
      }
    }
    room.take((long) (wanted - had) * BYTES);
    capacity += wanted - had;
    long[] next = new long[FRONT + SLOT * wanted];
    for (int at = FRONT; old != null && at < old.length; at += SLOT) {
      if (headAt(old, at) != Head.NONE) {
        int to = at(next, old[at]);
        while (!isFree(next, to)) {
          to = to + SLOT == next.length ? FRONT : to + SLOT;
        }
        next[to] = old[at];
        next[to + 1] = old[at + 1];
        next[TAKEN]++;
      }
    }
    next[LIVE] = next[TAKEN];
    return next;
  }
}
