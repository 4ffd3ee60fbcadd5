package org.aofkit.compact;

/**
 * Steps in the order of their places, each once: 24 bytes each. First all are added, then they are
 * sorted and gone through. Not for use by several threads.
 */
final class Steps {
  private final LongPages places;
  private final LongPages databases;
  private final LongPages heads;
  private boolean isSorted = true;

  /**
   * None.
   *
   * @param room what they take their memory from
   */
  Steps(Room room) {
    this.places = new LongPages(room);
    this.databases = new LongPages(room);
    this.heads = new LongPages(room);
  }

  /**
   * Adds one; it may be there already.
   *
   * @throws IndexFullException if there is no room
   */
  void add(Step step) {
    places.add(step.place());
    databases.add(step.database());
    heads.add(step.head());
    isSorted = false;
  }

  /** How many were added, those that were there already included. */
  long added() {
    return heads.size();
  }

  /**
   * The first step that is left, counted from an index on.
   *
   * @param from 0, or what {@link #behind} answered
   * @return its index; {@link #added()} if there is none
   */
  long first(long from) {
    if (!isSorted) {
      sort();
      isSorted = true;
    }
    return Math.min(from, added());
  }

  /** Behind a step and what is the same. */
  long behind(long index) {
    long next = index + 1;
    while (next < added() && heads.get(next) == heads.get(index)) {
      next++;
    }
    return next;
  }

  /** The step at an index. */
  Step get(long index) {
    return new Step(places.get(index), (int) databases.get(index), heads.get(index));
  }

  /** A heap sort: it takes no memory, and as long for any order. */
  private void sort() {
    long count = added();
    for (long root = count / 2 - 1; root >= 0; root--) {
      sink(root, count);
    }
    for (long last = count - 1; last > 0; last--) {
      swap(0, last);
      sink(0, last);
    }
  }

  private void sink(long from, long count) {
    long root = from;
    while (2 * root + 1 < count) {
      long child = 2 * root + 1;
      if (child + 1 < count && isLess(child, child + 1)) {
        child++;
      }
      if (!isLess(root, child)) {
        return;
      }
      swap(root, child);
      root = child;
    }
  }

  private boolean isLess(long one, long other) {
    int order = Long.compare(places.get(one), places.get(other));
    return order < 0 || order == 0 && heads.get(one) < heads.get(other);
  }

  private void swap(long one, long other) {
    swap(places, one, other);
    swap(databases, one, other);
    swap(heads, one, other);
  }

  private static void swap(LongPages pages, long one, long other) {
    long kept = pages.get(one);
    pages.set(one, pages.get(other));
    pages.set(other, kept);
  }
}
