package org.aofkit.rdb.salvage;

import org.jspecify.annotations.Nullable;

/** The last records that were passed: what stands right in front of damage may be part of it. */
final class Trail {
  private static final int LENGTH = 16;

  private final @Nullable Step[] steps = new Step[LENGTH];
  private int count;

  /**
   * A record that was passed.
   *
   * @param from where it begins, with what belongs to it
   * @param offset where its own first byte is
   * @param end behind it
   * @param kind what it is
   * @param isPlausible whether it looks like the others
   * @param isSealed whether damage over its end would have been noticed
   * @param valueAt where the value of a key begins
   * @param isExpiring whether it is a key with a deadline
   * @param isDeadline whether that deadline is one for certain, whatever the key looks like
   */
  record Step(
      long from,
      long offset,
      long end,
      Glance.Kind kind,
      boolean isPlausible,
      boolean isSealed,
      long valueAt,
      boolean isExpiring,
      boolean isDeadline) {}

  void clear() {
    count = 0;
  }

  void push(Step step) {
    if (count == LENGTH) {
      System.arraycopy(steps, 1, steps, 0, LENGTH - 1);
      count--;
    }
    steps[count++] = step;
  }

  @Nullable Step last() {
    return count == 0 ? null : steps[count - 1];
  }

  void pop() {
    count--;
  }
}
