package org.aofkit.repair;

/**
 * How many different keys were named. Keys are told apart by a hash of 64 bits of their first
 * bytes, and only up to a number of keys: memory is bounded.
 */
final class KeySet {
  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int MAX_KEYS = 1 << 19;
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long[] slots = new long[FIRST_CAPACITY];
  private int size;
  private boolean isFull;

  /** How many there are. */
  long size() {
    return size;
  }

  /** Whether a key was left out because there are too many. */
  boolean isFull() {
    return isFull;
  }

  /**
   * Adds a key.
   *
   * @param bytes its first bytes, as many as {@code count}
   * @param length how many bytes it has
   */
  void add(int database, byte[] bytes, int count, long length) {
    long hash = (FNV_START ^ database) * FNV_PRIME;
    hash = (hash ^ length) * FNV_PRIME;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    hash ^= hash >>> 32;
    add(hash == 0 ? 1 : hash);
  }

  private void add(long hash) {
    int slot = slotOf(slots, hash);
    if (slots[slot] == hash) {
      return;
    }
    if (size == MAX_KEYS) {
      isFull = true;
      return;
    }
    slots[slot] = hash;
    size++;
    if (2 * size > slots.length) {
      long[] wider = new long[2 * slots.length];
      for (long each : slots) {
        if (each != 0) {
          wider[slotOf(wider, each)] = each;
        }
      }
      slots = wider;
    }
  }

  private static int slotOf(long[] table, long hash) {
    int slot = (int) hash & (table.length - 1);
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }
}
