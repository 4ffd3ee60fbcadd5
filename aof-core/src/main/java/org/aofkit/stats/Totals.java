package org.aofkit.stats;

/** Adds up {@link KeyTotals}. */
final class Totals {
  private long keys;
  private long expiring;
  private long elements;
  private long bytes;
  private long expanded;

  void add(boolean expires, long moreElements, long moreBytes, long moreExpanded) {
    keys++;
    expiring += expires ? 1 : 0;
    elements += moreElements;
    bytes += moreBytes;
    expanded += moreExpanded;
  }

  KeyTotals totals() {
    return new KeyTotals(keys, expiring, elements, bytes, expanded);
  }
}
