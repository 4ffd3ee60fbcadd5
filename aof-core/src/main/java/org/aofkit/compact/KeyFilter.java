package org.aofkit.compact;

import org.jspecify.annotations.Nullable;

/**
 * Which keys an index is about: all of them, or one of several parts. Keys that commands of several
 * keys name are a part of their own then, so that what is tied together is indexed together.
 *
 * @param mask of the bits of a hash that say the part
 * @param value of these bits
 * @param tied the keys of the part of their own; null if all keys are in one index
 * @param isTied whether it is that part
 */
record KeyFilter(long mask, long value, @Nullable KeyTable tied, boolean isTied) {
  /** All keys. */
  static KeyFilter all() {
    return new KeyFilter(0, 0, null, true);
  }

  /** The keys in a set. */
  static KeyFilter tied(KeyTable set) {
    return new KeyFilter(0, 0, set, true);
  }

  /** Whether a key is in it. */
  boolean has(long first, long second) {
    if (tied == null) {
      return true;
    }
    return (first & mask) == value && isTied == (tied.head(first, second) != Head.NONE);
  }

  /** One of two halves of a part. */
  KeyFilter half(boolean isSecond) {
    long bit = mask + 1;
    return new KeyFilter(mask | bit, isSecond ? value | bit : value, tied, isTied);
  }

  /** How many parts of this size there are. */
  long parts() {
    return mask + 1;
  }
}
