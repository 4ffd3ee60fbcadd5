package org.aofkit.compact;

/**
 * The places that the data set depends on: of records, of commands, and of pairs in an MSET. Eight
 * bytes each, in the order of the files. To be gone through once.
 */
final class LivePlaces {
  private final long[] places;
  private final int count;
  private final long tail;
  private int next;

  /**
   * In front of the first one.
   *
   * @param places in their order; borrowed
   * @param count how many of them
   * @param tail the place from which on everything counts; {@link Long#MAX_VALUE} if there is none
   */
  LivePlaces(long[] places, int count, long tail) {
    this.places = places;
    this.count = count;
    this.tail = tail;
  }

  /**
   * Whether a place lies in front of another one and was not asked for yet. To be asked with places
   * that do not go back.
   *
   * @param end behind the last byte of what is looked at
   */
  boolean isBefore(long end) {
    int first = next;
    while (next < count && places[next] < end) {
      next++;
    }
    return next > first || end > tail;
  }
}
