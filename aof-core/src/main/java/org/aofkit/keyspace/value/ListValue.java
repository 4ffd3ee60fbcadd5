package org.aofkit.keyspace.value;

import java.util.Arrays;
import org.aofkit.rdb.write.RdbValue;
import org.jspecify.annotations.Nullable;

/** A list: a ring of elements, so that both ends are equally near. */
public final class ListValue implements Value {
  private static final int FIRST_ROOM = 4;
  private static final int LEAST_TO_SHRINK = 64;

  private @Nullable byte[][] ring = new byte[FIRST_ROOM][];
  private int first;
  private int size;

  /** An empty list, which is no value for a key yet. */
  public ListValue() {}

  @Override
  public ValueType type() {
    return ValueType.LIST;
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public ListValue copy() {
    var copy = new ListValue();
    copy.ring = ring.clone();
    copy.first = first;
    copy.size = size;
    return copy;
  }

  @Override
  public long memory() {
    return Memory.OBJECT + Memory.of(ring);
  }

  @Override
  public RdbValue toRdb() {
    return new RdbValue.ListValue(
        sink -> {
          for (int i = 0; i < size; i++) {
            sink.bytes(get(i));
          }
        });
  }

  /** How many elements there are. */
  public int size() {
    return size;
  }

  /** An element; not a copy. */
  public byte[] get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("element " + index + " of " + size);
    }
    byte @Nullable [] element = ring[slot(index)];
    if (element == null) {
      throw new IllegalStateException("element " + index + " of " + size + " is missing");
    }
    return element;
  }

  /** Puts an element in the place of another; not copied. */
  public void set(int index, byte[] element) {
    ring[slot(index)] = element;
  }

  /** Adds an element in front of all others; not copied. */
  public void addFirst(byte[] element) {
    makeRoom();
    first = first == 0 ? ring.length - 1 : first - 1;
    ring[first] = element;
    size++;
  }

  /** Adds an element behind all others; not copied. */
  public void addLast(byte[] element) {
    makeRoom();
    ring[slot(size)] = element;
    size++;
  }

  /** Takes the first element away. */
  public byte[] removeFirst() {
    byte[] element = get(0);
    keep(1, size - 1);
    return element;
  }

  /** Takes the last element away. */
  public byte[] removeLast() {
    byte[] element = get(size - 1);
    keep(0, size - 1);
    return element;
  }

  /** Adds an element in front of the one at an index; not copied. */
  public void insert(int index, byte[] element) {
    if (index <= size / 2) {
      addFirst(element);
      for (int i = 0; i < index; i++) {
        set(i, get(i + 1));
      }
    } else {
      addLast(element);
      for (int i = size - 1; i > index; i--) {
        set(i, get(i - 1));
      }
    }
    set(index, element);
  }

  /** Where an element is first found; -1 if nowhere. */
  public int indexOf(byte[] element) {
    for (int i = 0; i < size; i++) {
      if (Arrays.equals(get(i), element)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Takes elements away that are equal to one, the first ones.
   *
   * @param most how many at most
   * @return how many there were
   */
  public int removeFirstEqual(byte[] element, long most) {
    int kept = 0;
    int at = 0;
    int removed = 0;
    // What is in front of the last removed moves back: near the front, where queues take their
    // elements from, that is next to nothing.
    while (at < size && removed < most) {
      if (Arrays.equals(get(at), element)) {
        removed++;
      } else {
        kept++;
      }
      at++;
    }
    int to = at;
    for (int from = at - 1; from >= 0 && kept > 0; from--) {
      if (!Arrays.equals(get(from), element)) {
        set(--to, get(from));
        kept--;
      }
    }
    keep(removed, size - removed);
    return removed;
  }

  /**
   * Takes elements away that are equal to one, the last ones.
   *
   * @param most how many at most
   * @return how many there were
   */
  public int removeLastEqual(byte[] element, long most) {
    int removed = 0;
    int at = size;
    while (at > 0 && removed < most) {
      at--;
      if (Arrays.equals(get(at), element)) {
        removed++;
      }
    }
    int to = at;
    for (int from = at; from < size; from++) {
      if (!Arrays.equals(get(from), element)) {
        set(to++, get(from));
      }
    }
    keep(0, size - removed);
    return removed;
  }

  /** Keeps so many elements from an index on, and takes away all others. */
  public void keep(int from, int count) {
    if (from < 0 || count < 0 || from > size - count) {
      throw new IndexOutOfBoundsException(count + " elements from " + from + " of " + size);
    }
    for (int i = 0; i < from; i++) {
      ring[slot(i)] = null;
    }
    for (int i = from + count; i < size; i++) {
      ring[slot(i)] = null;
    }
    first = slot(from);
    size = count;
    if (ring.length >= LEAST_TO_SHRINK && size < ring.length / 8) {
      resize(ring.length / 4);
    }
  }

  private int slot(int index) {
    int at = first + index;
    return at >= ring.length || at < 0 ? at - ring.length : at;
  }

  private void makeRoom() {
    if (size == ring.length) {
      resize(Math.multiplyExact(2, size));
    }
  }

  private void resize(int room) {
    @Nullable byte[][] next = new byte[room][];
    int atEnd = Math.min(size, ring.length - first);
    System.arraycopy(ring, first, next, 0, atEnd);
    System.arraycopy(ring, 0, next, atEnd, size - atEnd);
    ring = next;
    first = 0;
  }
}
