package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash with 128 bits of output, keyed. The index takes two names of the same hash for one: with
 * a key that is drawn anew for each run nobody can make a file whose names collide, and by chance
 * two of a thousand million names do so with a probability of 2<sup>-30</sup> (a {@link KeyTable}
 * keeps 89 bits).
 *
 * <p>Not safe for use by several threads: the second half of a hash is kept until the next.
 */
final class KeyHash {
  private static final int WORD = Long.BYTES;

  private final long key0;
  private final long key1;
  private final int rounds;
  private final int lastRounds;

  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long second;

  /** The variant of 1 and 3 rounds, as hash tables use it. */
  KeyHash(long key0, long key1) {
    this(key0, key1, 1, 3);
  }

  KeyHash(long key0, long key1, int rounds, int lastRounds) {
    this.key0 = key0;
    this.key1 = key1;
    this.rounds = rounds;
    this.lastRounds = lastRounds;
  }

  /**
   * The first half of the hash of some bytes.
   *
   * @param bytes little-endian
   */
  long of(ByteBuffer bytes, int index, int length) {
    if (bytes.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("big-endian");
    }
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    int at = index;
    int end = index + (length & -WORD);
    for (; at < end; at += WORD) {
      word(bytes.getLong(at));
    }
    word(last(bytes, at, length));
    v2 ^= 0xee;
    mix(lastRounds);
    long first = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    mix(lastRounds);
    second = v0 ^ v1 ^ v2 ^ v3;
    return first;
  }

  /** The second half of the hash that was asked for last. */
  long second() {
    return second;
  }

  /** What is left of the bytes, and their number in the highest byte. */
  private static long last(ByteBuffer bytes, int at, int length) {
    int left = length & WORD - 1;
    long word = (long) length << 56;
    if (left > 0 && at + WORD <= bytes.limit()) {
      return word | bytes.getLong(at) & -1L >>> (WORD - left) * 8;
    }
    for (int i = 0; i < left; i++) {
      word |= (bytes.get(at + i) & 0xffL) << 8 * i;
    }
    return word;
  }

  private void word(long word) {
    v3 ^= word;
    mix(rounds);
    v0 ^= word;
  }

  private void mix(int times) {
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3;
    for (int i = 0; i < times; i++) {
      a += b;
      b = Long.rotateLeft(b, 13) ^ a;
      a = Long.rotateLeft(a, 32);
      c += d;
      d = Long.rotateLeft(d, 16) ^ c;
      a += d;
      d = Long.rotateLeft(d, 21) ^ a;
      c += b;
      b = Long.rotateLeft(b, 17) ^ c;
      c = Long.rotateLeft(c, 32);
    }
    v0 = a;
    v1 = b;
    v2 = c;
    v3 = d;
  }
}
