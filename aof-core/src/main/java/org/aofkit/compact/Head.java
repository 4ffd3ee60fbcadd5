package org.aofkit.compact;

/**
 * What the value of a key comes from, in a long. It is one of
 *
 * <ul>
 *   <li>{@link #NONE}: the key is not there;
 *   <li>a place: the command or record at this place is all there is;
 *   <li>a node of {@link Chains}: a command, and the head before it;
 *   <li>a tie of {@link Chains}: a command that is about several keys, and the heads they had
 *       before it.
 * </ul>
 *
 * <p>Places count bytes over all files in load order, up to 2<sup>44</sup>.
 */
final class Head {
  /** The key is not there. */
  static final long NONE = 0;

  /** The key's commands are carried, so that its value is not to be written. */
  static final long CARRIED = 1L << 62;

  private static final long KIND = 3L << 62;
  private static final long PLACE = 1L << 62;
  private static final long NODE = 2L << 62;
  private static final long TIE = 3L << 62;

  /** A tie is in what the head reaches. */
  private static final long TIED = 1L << 61;

  /** Of a place: it is that of a key in an MSET, not that of a command. */
  private static final long PAIR = 1L << 60;

  private static final long NUMBER = (1L << 44) - 1;

  /** Bits that no head has: others may keep something there. */
  static final long FREE = 0xFFFFL << 44;

  /** The lowest of them. */
  static final int FREE_FROM = 44;

  private Head() {}

  static long place(long place) {
    return PLACE | place;
  }

  static long pair(long place) {
    return PLACE | PAIR | place;
  }

  static long node(long index, boolean isTied) {
    return NODE | (isTied ? TIED : 0) | index;
  }

  static long tie(long index) {
    return TIE | TIED | index;
  }

  static boolean isPlace(long head) {
    return (head & KIND) == PLACE;
  }

  static boolean isNode(long head) {
    return (head & KIND) == NODE;
  }

  static boolean isTie(long head) {
    return (head & KIND) == TIE;
  }

  /** Whether a tie is in what it reaches. */
  static boolean isTied(long head) {
    return (head & TIED) != 0;
  }

  /** Of a place: whether it is that of a key in an MSET. */
  static boolean isPair(long head) {
    return (head & PAIR) != 0;
  }

  /** The place, or the index. */
  static long number(long head) {
    return head & NUMBER;
  }
}
