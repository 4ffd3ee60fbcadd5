package org.aofkit.compact;

import java.util.ArrayList;
import java.util.List;

/** Counts what the target cannot express, and keeps the first. Safe for use by several threads. */
final class UnsupportedCount implements UnsupportedListener {
  /** How many are kept. */
  static final int MOST_KEPT = 100;

  private final UnsupportedListener next;
  private final List<Unsupported> first = new ArrayList<>();
  private long count;

  UnsupportedCount(UnsupportedListener next) {
    this.next = next;
  }

  @Override
  public synchronized void unsupported(Unsupported found) {
    count++;
    if (first.size() < MOST_KEPT) {
      first.add(found);
    }
    next.unsupported(found);
  }

  synchronized long count() {
    return count;
  }

  synchronized List<Unsupported> first() {
    return List.copyOf(first);
  }
}
