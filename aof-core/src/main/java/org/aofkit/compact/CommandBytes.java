package org.aofkit.compact;

import java.util.Arrays;

/**
 * Finds the words of a command that lies in an array. For the forms that servers write; what is
 * written in another way a {@link org.aofkit.resp.RespScanner} reads.
 */
final class CommandBytes {
  private static final int MOST_DIGITS = 9;

  private int[] offsets = new int[16];
  private int[] lengths = new int[16];
  private int count;
  private int end;
  private int number;

  /**
   * Looks at a command.
   *
   * @param limit behind the last byte that is there
   * @return whether it is all there, in a usual form
   */
  boolean command(byte[] bytes, int at, int limit) {
    int next = number(bytes, at, limit, '*');
    return next >= 0 && number > 0 && words(bytes, next, limit, number);
  }

  /** Looks at a key of an MSET and its value, from the key's header on. */
  boolean pair(byte[] bytes, int at, int limit) {
    return words(bytes, at, limit, 2);
  }

  private boolean words(byte[] bytes, int at, int limit, int words) {
    int next = at;
    count = 0;
    while (count < words) {
      next = number(bytes, next, limit, '$');
      if (next < 0 || number > limit - next - 2) {
        return false;
      }
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * count);
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      offsets[count] = next;
      lengths[count] = number;
      count++;
      next += number + 2;
    }
    end = next;
    return true;
  }

  /** Reads a line of a mark and a number; where the next one begins, -1 if it is none. */
  private int number(byte[] bytes, int from, int limit, char mark) {
    int last = Math.min(limit, from + MOST_DIGITS + 3);
    if (from >= last || bytes[from] != mark) {
      return -1;
    }
    int at = from + 1;
    int found = 0;
    while (at < last && bytes[at] >= '0' && bytes[at] <= '9') {
      found = 10 * found + bytes[at] - '0';
      at++;
    }
    number = found;
    boolean isLine =
        at > from + 1
            && at - from - 1 <= MOST_DIGITS
            && at + 1 < limit
            && bytes[at] == '\r'
            && bytes[at + 1] == '\n';
    return isLine ? at + 2 : -1;
  }

  /** How many words it has. */
  int count() {
    return count;
  }

  /** Behind its last byte. */
  int end() {
    return end;
  }

  /** Where a word begins. */
  int offset(int word) {
    return offsets[word];
  }

  /** How many bytes a word has. */
  int length(int word) {
    return lengths[word];
  }

  /** A copy of a word. */
  byte[] word(byte[] bytes, int word) {
    return Arrays.copyOfRange(bytes, offsets[word], offsets[word] + lengths[word]);
  }

  /** Copies of all words. */
  byte[][] words(byte[] bytes) {
    byte[][] words = new byte[count][];
    for (int i = 0; i < count; i++) {
      words[i] = word(bytes, i);
    }
    return words;
  }
}
