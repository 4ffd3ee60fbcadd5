package org.aofkit.keyspace.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Distinct names, numbered from 0 without gaps in the order they came in; what belongs to them
 * stands in arrays beside. Up to {@value #FEW} names are looked for one by one, so that the many
 * small sets and hashes of a data set take little more than their bytes; more of them by open
 * addressing with the hashes kept, some 20 bytes a name.
 *
 * <p>When a name is removed the last one takes its number.
 */
final class NameTable {
  /** So many are compared one by one. */
  private static final int FEW = 8;

  private static final int FIRST_ROOM = 4;

  /** Files must not be able to choose names that all have the same hash. */
  private static final long SEED = new SplittableRandom().nextLong();

  private static final long SPREAD = 0x9e3779b97f4a7c15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private @Nullable byte[][] names;
  private int size;

  /** Of each name; empty while there are few. */
  private int[] hashes = {};

  /** 0, or a number + 1; twice as many as there is room for names, or none while there are few. */
  private int[] slots = {};

  NameTable() {
    names = new byte[FIRST_ROOM][];
  }

  private NameTable(NameTable other) {
    names = other.names.clone();
    size = other.size;
    hashes = other.hashes.clone();
    slots = other.slots.clone();
  }

  /** An independent one; the names themselves are shared. */
  NameTable copy() {
    return new NameTable(this);
  }

  /** The bytes of memory that it takes, names included. */
  long memory() {
    return Memory.OBJECT + Memory.of(names) + (long) Integer.BYTES * (hashes.length + slots.length);
  }

  int size() {
    return size;
  }

  /** For how many names there is room before arrays must grow. */
  int room() {
    return names.length;
  }

  /** The name of a number; not a copy. */
  byte[] name(int number) {
    byte @Nullable [] name = names[number];
    if (name == null || number >= size) {
      throw new IndexOutOfBoundsException("name " + number + " of " + size);
    }
    return name;
  }

  /** The number of a name; -1 if it is not there. */
  int find(byte[] name) {
    if (slots.length == 0) {
      for (int i = 0; i < size; i++) {
        if (Arrays.equals(names[i], name)) {
          return i;
        }
      }
      return -1;
    }
    int hash = hash(name);
    int mask = slots.length - 1;
    for (int at = hash & mask; slots[at] != 0; at = at + 1 & mask) {
      int number = slots[at] - 1;
      if (hashes[number] == hash && Arrays.equals(names[number], name)) {
        return number;
      }
    }
    return -1;
  }

  /**
   * Adds a name that is not there; its number is that of the names before.
   *
   * @param name not copied
   */
  void add(byte[] name) {
    if (size == names.length) {
      names = Arrays.copyOf(names, Math.multiplyExact(2, size));
      if (size >= FEW) {
        index();
      }
    }
    names[size] = name;
    if (slots.length > 0) {
      enter(size, hash(name));
    }
    size++;
  }

  /** Removes a name; the last one takes its number. */
  void remove(int number) {
    int last = size - 1;
    if (slots.length > 0) {
      clear(slotOf(number));
      if (last != number) {
        slots[slotOf(last)] = number + 1;
        hashes[number] = hashes[last];
      }
    }
    names[number] = names[last];
    names[last] = null;
    size = last;
  }

  private void index() {
    hashes = Arrays.copyOf(hashes, names.length);
    boolean isNew = slots.length == 0;
    slots = new int[Math.multiplyExact(2, names.length)];
    for (int i = 0; i < size; i++) {
      enter(i, isNew ? hash(name(i)) : hashes[i]);
    }
  }

  private void enter(int number, int hash) {
    hashes[number] = hash;
    int mask = slots.length - 1;
    int at = hash & mask;
    while (slots[at] != 0) {
      at = at + 1 & mask;
    }
    slots[at] = number + 1;
  }

  private int slotOf(int number) {
    int mask = slots.length - 1;
    int at = hashes[number] & mask;
    while (slots[at] != number + 1) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** Empties a slot, and moves up those behind it that would not be found any more. */
  private void clear(int slot) {
    int mask = slots.length - 1;
    int hole = slot;
    for (int at = slot + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
      int home = hashes[slots[at] - 1] & mask;
      if ((at - home & mask) >= (at - hole & mask)) {
        slots[hole] = slots[at];
        hole = at;
      }
    }
    slots[hole] = 0;
  }

  private static int hash(byte[] name) {
    long h = SEED + name.length;
    int at = 0;
    for (; at + Long.BYTES <= name.length; at += Long.BYTES) {
      h = mixed(h ^ (long) LONGS.get(name, at));
    }
    long rest = 0;
    for (; at < name.length; at++) {
      rest = rest << 8 | name[at] & 0xff;
    }
    h = mixed(h ^ rest);
    return (int) (h ^ h >>> 32);
  }

  private static long mixed(long h) {
    long product = h * SPREAD;
    return (product ^ product >>> 29) * SPREAD;
  }
}
