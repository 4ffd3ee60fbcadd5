package org.aofkit.keyspace.commands;

import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.rdb.write.StreamId;

/** Ids of entries of streams, as servers read them. */
final class StreamIds {
  private static final int LONGEST = 127;
  private static final StreamId HIGHEST = new StreamId(-1, -1);

  private StreamIds() {}

  /** An id; without a sequence number it is 0. */
  static StreamId of(byte[] word) throws RefusedException {
    int end = end(word);
    int dash = indexOf(word, end, '-');
    if (dash < 0) {
      return new StreamId(number(word, 0, end), 0);
    }
    return new StreamId(number(word, 0, dash), number(word, dash + 1, end));
  }

  /** An id, or - for the lowest or + for the highest. */
  static StreamId ofRange(byte[] word) throws RefusedException {
    if (word.length == 1 && word[0] == '-') {
      return StreamId.ZERO;
    }
    return word.length == 1 && word[0] == '+' ? HIGHEST : of(word);
  }

  /** Whether it is one without a sequence number ({@code 5-*}), which servers choose. */
  static boolean choosesSequence(byte[] word) {
    int end = end(word);
    return end >= 3 && word[end - 1] == '*' && indexOf(word, end, '-') == end - 2;
  }

  /** The milliseconds of one for which {@link #choosesSequence}. */
  static long milliseconds(byte[] word) throws RefusedException {
    return number(word, 0, end(word) - 2);
  }

  /** What stands behind a NUL is not looked at. */
  private static int end(byte[] word) {
    int nul = indexOf(word, word.length, 0);
    return nul < 0 ? word.length : nul;
  }

  private static int indexOf(byte[] word, int end, int wanted) {
    for (int i = 0; i < end; i++) {
      if (word[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /**
   * A number without sign. Those that are not in their plain form servers leave to C's {@code
   * strtoull}: blanks in front, signs and leading zeros, {@code -05} is 2^64 - 5.
   */
  private static long number(byte[] word, int from, int to) throws RefusedException {
    if (word.length > LONGEST || from == to) {
      throw wrong();
    }
    if (CanonicalInteger.is(word, from, to - from)) {
      if (word[from] == '-') {
        throw wrong();
      }
      return CanonicalInteger.value(word, from, to - from);
    }
    int at = from;
    while (at < to && (word[at] == ' ' || (word[at] >= '\t' && word[at] <= '\r'))) {
      at++;
    }
    boolean isNegative = at < to && word[at] == '-';
    if (at < to && (word[at] == '-' || word[at] == '+')) {
      at++;
    }
    if (at == to) {
      throw wrong();
    }
    long value = 0;
    for (; at < to; at++) {
      int digit = word[at] - '0';
      if (digit < 0
          || digit > 9
          || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
        throw wrong();
      }
      value = 10 * value + digit;
    }
    return isNegative ? -value : value;
  }

  private static RefusedException wrong() {
    return new RefusedException("ERR Invalid stream ID specified as stream command argument");
  }
}
