package org.aofkit.rdb;

/**
 * Looks at the members and scores of one packed sorted set in their order: members are sorted by
 * score, and those of one score by their bytes. Places are offsets in the source; -1 is nowhere.
 */
final class RdbScores {
  private final RdbMemberOrder order = new RdbMemberOrder();
  private double last;
  private long nanAt;
  private long badAt;
  private long unorderedAt;

  /** Begins with a sorted set. */
  void begin() {
    order.begin();
    last = Double.NEGATIVE_INFINITY;
    nanAt = RdbElements.NOWHERE;
    badAt = RdbElements.NOWHERE;
    unorderedAt = RdbElements.NOWHERE;
  }

  /** Is told the members. */
  RdbMemberOrder order() {
    return order;
  }

  /** The score of the member told last, which is here. */
  void score(double value, long at) {
    if (Double.isNaN(value)) {
      nanAt = first(nanAt, at);
    } else if (value < last || (value == last && order.isBefore())) {
      unorderedAt = first(unorderedAt, at);
    }
    last = value;
  }

  /** The score here is not just a number. */
  void bad(long at) {
    badAt = first(badAt, at);
  }

  /** Where the first score is that is NaN. */
  long nanAt() {
    return nanAt;
  }

  /** Where the first score is that is not just a number. */
  long badAt() {
    return badAt;
  }

  /** Where the first score or member is that is out of order. */
  long unorderedAt() {
    return unorderedAt;
  }

  private static long first(long before, long at) {
    return before >= 0 ? before : at;
  }
}
