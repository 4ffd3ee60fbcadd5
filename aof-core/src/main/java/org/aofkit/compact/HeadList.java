package org.aofkit.compact;

import java.util.Arrays;

/**
 * The heads of keys whose commands are carried out alone, by the regions of the files in which
 * their last commands stand: so that what is fetched together stands together.
 */
final class HeadList {
  private static final int MOST_REGIONS = 1 << 16;
  private static final int LEAST_BITS = 16;
  private static final int MOST_BITS = 22;
  private static final int KEYS = 1 << 14;

  private final LogIndex index;
  private final int bits;
  private final int[] ends;
  private final long[] heads;

  /** Those of a table. */
  HeadList(LogIndex index, Places places, KeyTable keys) {
    this.index = index;
    this.bits = bits(places.bytes(), keys.live());
    int[] counts = new int[(int) (places.bytes() + 1 >>> bits) + 2];
    keys.each(
        head -> {
          if (isAlone(head)) {
            counts[region(head) + 1]++;
          }
        });
    for (int i = 1; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], counts[i - 1]);
    }
    heads = new long[counts[counts.length - 1]];
    keys.each(
        head -> {
          if (isAlone(head)) {
            heads[counts[region(head)]++] = head;
          }
        });
    ends = counts;
  }

  private static int bits(long bytes, long keys) {
    int bits = LEAST_BITS;
    while (bits < MOST_BITS && keys / Math.max(1, bytes >>> bits) < KEYS) {
      bits++;
    }
    while (bytes >>> bits >= MOST_REGIONS) {
      bits++;
    }
    return bits;
  }

  private int region(long head) {
    long place = Head.isNode(head) ? index.chains().place(head) : Head.number(head);
    return (int) (place >>> bits);
  }

  private boolean isAlone(long head) {
    return head != Head.CARRIED
        && !Head.isTied(head)
        && (!Head.isPlace(head) || Head.isPair(head) || !index.images().has(Head.number(head)));
  }

  long[] heads() {
    return heads;
  }

  /** Behind the last head that is to be taken together with one. */
  int end(int from) {
    int found = Arrays.binarySearch(ends, from + 1);
    int region = found >= 0 ? found : -found - 1;
    return Math.min(ends[region], from + 4 * KEYS);
  }
}
