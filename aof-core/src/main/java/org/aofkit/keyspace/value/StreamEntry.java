package org.aofkit.keyspace.value;

import java.io.IOException;
import org.aofkit.rdb.write.StringSink;

/**
 * The fields and values of an entry, one array for all: the number of strings, then each with its
 * length in front; numbers seven bits a byte, the lowest first, the high bit set but in the last.
 */
final class StreamEntry {
  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private StreamEntry() {}

  /**
   * Packs words.
   *
   * @param from the first of them: a field; then its value, and so on
   */
  static byte[] pack(byte[][] words, int from) {
    int count = words.length - from;
    long size = sizeOf(count);
    for (int i = from; i < words.length; i++) {
      size += sizeOf(words[i].length) + words[i].length;
    }
    byte[] packed = new byte[Math.toIntExact(size)];
    int at = putNumber(packed, 0, count);
    for (int i = from; i < words.length; i++) {
      at = putNumber(packed, at, words[i].length);
      System.arraycopy(words[i], 0, packed, at, words[i].length);
      at += words[i].length;
    }
    return packed;
  }

  /** How many fields there are. */
  static int fields(byte[] packed) {
    return number(packed, 0) / 2;
  }

  /** Tells fields and values by turns. */
  static void tellTo(byte[] packed, StringSink sink) throws IOException {
    int at = sizeOf(number(packed, 0));
    while (at < packed.length) {
      int length = number(packed, at);
      at += sizeOf(length);
      sink.bytes(packed, at, length);
      at += length;
    }
  }

  private static int sizeOf(int number) {
    int size = 1;
    for (int rest = number >>> BITS; rest != 0; rest >>>= BITS) {
      size++;
    }
    return size;
  }

  private static int putNumber(byte[] packed, int index, int number) {
    int at = index;
    int rest = number;
    while (rest >= MORE) {
      packed[at++] = (byte) (rest | MORE);
      rest >>>= BITS;
    }
    packed[at++] = (byte) rest;
    return at;
  }

  private static int number(byte[] packed, int index) {
    int number = 0;
    int shift = 0;
    int at = index;
    while (packed[at] < 0) {
      number |= (packed[at++] & MORE - 1) << shift;
      shift += BITS;
    }
    return number | packed[at] << shift;
  }
}
