package org.aofkit.compact;

/**
 * The heads of the keys of one database, found by the hash of the key's name. Three longs a slot,
 * at most three quarters of the slots taken.
 */
final class KeyTable {
  private static final int SLOT = 3;
  private static final int LEAST_BITS = 4;

  /** More slots than that have more longs than an array. */
  private static final int MOST_BITS = 29;

  /** {@code first, second, head} a slot; a head that is none with a hash is a key that went. */
  private long[] slots = new long[SLOT << LEAST_BITS];

  private final int id;
  private int bits = LEAST_BITS;
  private int taken;
  private int live;

  /**
   * An empty table.
   *
   * @param id tells it from others; a database keeps its table when it gets another number
   */
  KeyTable(int id) {
    this.id = id;
  }

  /** Tells it from others. */
  int id() {
    return id;
  }

  /** How many keys are there. */
  int live() {
    return live;
  }

  /** How many slots there are, taken or not. */
  int capacity() {
    return 1 << bits;
  }

  /** The head in a slot; {@link Head#NONE} for one that is not taken, or whose key went. */
  long headIn(int slot) {
    return slots[slot * SLOT + 2];
  }

  /** The slot of a key; taken for it if there was none. It lasts until the next call. */
  int slot(long first, long second) {
    if (taken >= capacity() / 4 * 3) {
      grow();
    }
    int slot = find(slots, bits, first, second);
    if (isFree(slots, slot)) {
      slots[slot * SLOT] = first;
      slots[slot * SLOT + 1] = second | 1;
      taken++;
    }
    return slot;
  }

  /** The head of a key, {@link Head#NONE} if there is none. Takes no slot. */
  long head(long first, long second) {
    return slots[find(slots, bits, first, second) * SLOT + 2];
  }

  /**
   * Looks at where a key should be, so that it is near when it is asked for; the result is no use.
   */
  long look(long first) {
    return slots[(int) (first >>> Long.SIZE - bits) * SLOT + 1];
  }

  /** Gives the key of a slot another head. */
  void set(int slot, long head) {
    int at = slot * SLOT + 2;
    live += (head == Head.NONE ? 0 : 1) - (slots[at] == Head.NONE ? 0 : 1);
    slots[at] = head;
  }

  /** Forgets all. */
  void clear() {
    bits = LEAST_BITS;
    slots = new long[SLOT << LEAST_BITS];
    taken = 0;
    live = 0;
  }

  /** The word with the lowest bit set is never 0, so that 0 says that a slot is free. */
  private static boolean isFree(long[] slots, int slot) {
    return slots[slot * SLOT + 1] == 0;
  }

  private static int find(long[] slots, int bits, long first, long second) {
    int mask = (1 << bits) - 1;
    int slot = (int) (first >>> Long.SIZE - bits);
    while (!isFree(slots, slot)
        && (slots[slot * SLOT] != first || slots[slot * SLOT + 1] != (second | 1))) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Keys that went are left behind; where that is enough, the table stays as large as it is. */
  private void grow() {
    int wanted = live >= capacity() / 2 ? bits + 1 : bits;
    if (wanted > MOST_BITS) {
      throw new IllegalStateException("more keys in a database than a table holds");
    }
    long[] old = slots;
    long[] next = new long[SLOT << wanted];
    int kept = 0;
    for (int at = 0; at < old.length; at += SLOT) {
      if (old[at + 2] != Head.NONE) {
        int slot = find(next, wanted, old[at], old[at + 1]);
        System.arraycopy(old, at, next, slot * SLOT, SLOT);
        kept++;
      }
    }
    slots = next;
    bits = wanted;
    taken = kept;
  }
}
