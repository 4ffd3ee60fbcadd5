package org.aofkit.rdb.write;

/**
 * Guesses whether it is worth while to compress a string from what came of the strings of a like
 * length before it. Where less than a fiftieth of their bytes was saved, only one of eight is tried
 * until more is: strings of one kind are alike, and trying takes most of the time that it takes to
 * write short ones. The price is that up to about a fiftieth of the bytes of short strings is
 * written that compression would have saved.
 */
final class Prospects {
  /** What is to be saved of so many bytes is one. */
  private static final int LEAST_SHARE = 50;

  /** So many bytes are tried before there is an opinion. */
  private static final int LEARNT = 1 << 13;

  /** What is longer ago counts less and less. */
  private static final int REMEMBERED = 1 << 14;

  private static final int TRIED = 8;

  /** By the number of bits of the length. */
  private final Kind[] kinds = new Kind[Integer.SIZE + 1];

  /** What is known of strings of like lengths. */
  private static final class Kind {
    private int tried;
    private int saved;
    private int passed;
  }

  Prospects() {
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = new Kind();
    }
  }

  /** Whether to try a string of so many bytes. */
  boolean areGood(int length) {
    Kind kind = kind(length);
    return kind.tried < LEARNT
        || kind.saved * LEAST_SHARE >= kind.tried
        || ++kind.passed % TRIED == 0;
  }

  /**
   * Notes what came of one that was tried.
   *
   * @param length bytes, {@link org.aofkit.rdb.packed.LzfCompressor#LEAST_SAMPLED} at most
   * @param less how many bytes fewer were written
   */
  void note(int length, int less) {
    Kind kind = kind(length);
    kind.tried += length;
    kind.saved += less;
    if (kind.tried >= REMEMBERED) {
      kind.tried /= 2;
      kind.saved /= 2;
    }
  }

  private Kind kind(int length) {
    return kinds[Integer.SIZE - Integer.numberOfLeadingZeros(length)];
  }
}
