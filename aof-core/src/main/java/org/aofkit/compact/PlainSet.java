package org.aofkit.compact;

import org.aofkit.rdb.write.KeyHead;

/** Tells SETs that have nothing but a value and perhaps an absolute deadline. */
final class PlainSet {
  static final int WORDS = 3;
  static final int WORDS_WITH_DEADLINE = 5;
  static final int LONGEST_OPTION = 16;

  /** No such SET. */
  static final long NONE = Long.MIN_VALUE;

  private static final int OPTION = 4;

  /** Digits of a deadline that is no error, in milliseconds and in seconds. */
  private static final int MOST_MILLISECONDS = 13;

  private static final int MOST_SECONDS = 10;

  private PlainSet() {}

  /** Whether a word is SET. */
  static boolean isSet(byte[] bytes, int at, int length) {
    return length == 3
        && (bytes[at] | 0x20) == 's'
        && (bytes[at + 1] | 0x20) == 'e'
        && (bytes[at + 2] | 0x20) == 't';
  }

  /** The deadline of a command in an array, {@link KeyHead#NONE} or {@link #NONE}. */
  static long deadline(CommandBytes words, byte[] bytes) {
    if (words.count() != WORDS && words.count() != WORDS_WITH_DEADLINE
        || !isSet(bytes, words.offset(0), words.length(0))) {
      return NONE;
    }
    if (words.count() == WORDS) {
      return KeyHead.NONE;
    }
    return deadline(
        bytes, words.offset(3), words.length(3), bytes, words.offset(4), words.length(4));
  }

  /**
   * The deadline that two words say.
   *
   * @return in milliseconds since 1970; {@link #NONE} if they say none
   */
  static long deadline(
      byte[] option, int optionAt, int optionLength, byte[] digits, int at, int length) {
    if (optionLength != OPTION
        || (option[optionAt + 1] | 0x20) != 'x'
        || (option[optionAt + 2] | 0x20) != 'a'
        || (option[optionAt + 3] | 0x20) != 't') {
      return NONE;
    }
    boolean isMilliseconds = (option[optionAt] | 0x20) == 'p';
    if (!isMilliseconds && (option[optionAt] | 0x20) != 'e') {
      return NONE;
    }
    if (length == 0
        || length > (isMilliseconds ? MOST_MILLISECONDS : MOST_SECONDS)
        || digits[at] == '0') {
      return NONE;
    }
    long number = 0;
    for (int i = at; i < at + length; i++) {
      if (digits[i] < '0' || digits[i] > '9') {
        return NONE;
      }
      number = 10 * number + digits[i] - '0';
    }
    return isMilliseconds ? number : 1000 * number;
  }
}
