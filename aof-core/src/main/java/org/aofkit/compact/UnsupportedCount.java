package org.aofkit.compact;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what the target cannot express, and keeps the first. Safe for use by several threads. */
final class UnsupportedCount implements UnsupportedListener {
  /** How many are kept. */
  static final int MOST_KEPT = 100;

  private final UnsupportedListener next;
  private final List<Unsupported> first = new ArrayList<>();
  private final Map<Unsupported.Reason, Long> byReason = new EnumMap<>(Unsupported.Reason.class);
  private long count;

  UnsupportedCount(UnsupportedListener next) {
    this.next = next;
  }

  @Override
  public synchronized void unsupported(Unsupported found) {
    count++;
    byReason.merge(found.reason(), 1L, Long::sum);
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

  synchronized Map<Unsupported.Reason, Long> byReason() {
    return Map.copyOf(byReason);
  }
}
