package org.aofkit.rdb;

/**
 * Looks at the deadlines of the fields of one packed hash in their order: they ascend, and the
 * fields without one (0) stand behind them. Places are offsets in the source; -1 is nowhere.
 */
final class RdbFieldDeadlines {
  private long last;
  private long notNumberAt;
  private boolean isFirstNoNumber;
  private boolean isLastNumber;
  private long negativeAt;
  private long lateAt;
  private long unorderedAt;

  /** Begins with a hash. */
  void begin() {
    last = 0;
    notNumberAt = RdbElements.NOWHERE;
    isFirstNoNumber = false;
    isLastNumber = false;
    negativeAt = RdbElements.NOWHERE;
    lateAt = RdbElements.NOWHERE;
    unorderedAt = RdbElements.NOWHERE;
  }

  /** The next deadline, which is here. */
  void deadline(long value, long at) {
    if (value < 0) {
      negativeAt = first(negativeAt, at);
    } else if (value > RdbCollections.LAST_REDIS_DEADLINE) {
      lateAt = first(lateAt, at);
    }
    long order = value == 0 ? Long.MAX_VALUE : value;
    if (order < last) {
      unorderedAt = first(unorderedAt, at);
    }
    last = order;
  }

  /** The next deadline, which is here, is stored as text. */
  void notNumber(boolean isFirst, long at) {
    isFirstNoNumber |= isFirst;
    notNumberAt = first(notNumberAt, at);
  }

  /** Where the first deadline is that is stored as text. */
  long notNumberAt() {
    return notNumberAt;
  }

  /** Whether the first deadline of all is stored as text. */
  boolean isFirstNoNumber() {
    return isFirstNoNumber;
  }

  /** Notes whether the last entry of a damaged listpack is a number. */
  void setLastNumber(boolean isNumber) {
    isLastNumber = isNumber;
  }

  /** Whether the last entry of a damaged listpack, looked for from its end, is a number. */
  boolean isLastNumber() {
    return isLastNumber;
  }

  /** Where the first deadline is that is negative. */
  long negativeAt() {
    return negativeAt;
  }

  /** Where the first deadline is that is later than any server takes. */
  long lateAt() {
    return lateAt;
  }

  /** Where the first deadline is that is out of order. */
  long unorderedAt() {
    return unorderedAt;
  }

  private static long first(long before, long at) {
    return before >= 0 ? before : at;
  }
}
