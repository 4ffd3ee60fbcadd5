package org.aofkit.rdb.salvage;

import java.io.IOException;

/**
 * Finds numbers in names whose digits are hexadecimal: UUIDs and hashes. Letters and digits change
 * in them from name to name, so that only their length is common to all.
 */
final class NameGroups {
  private static final int UUID = 36;

  /** A shorter run of such digits may as well be a word with a number. */
  private static final int SHORTEST_HASH = 8;

  private final ByteWindow bytes;

  NameGroups(ByteWindow bytes) {
    this.bytes = bytes;
  }

  /**
   * How many bytes the group has that begins at an offset; 0 if none does. One that a name begins
   * with is none, for nothing in front of it says what it belongs to.
   *
   * @param from where the name begins
   * @param to where it ends
   */
  int length(long from, long at, long to) throws IOException {
    if (at <= from || isWord(bytes.at(at - 1))) {
      return 0;
    }
    return isUuid(at, to) ? UUID : hash(at, to);
  }

  /** Whether a name has any. */
  boolean hasAny(long from, long to) throws IOException {
    for (long at = from + 1; at < to; at++) {
      if (length(from, at, to) > 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isUuid(long at, long to) throws IOException {
    if (to - at < UUID || to - at > UUID && isWord(bytes.at(at + UUID))) {
      return false;
    }
    for (int i = 0; i < UUID; i++) {
      boolean isSign = i == 8 || i == 13 || i == 18 || i == 23;
      int each = bytes.at(at + i);
      if (isSign ? each != '-' : !isHexadecimal(each)) {
        return false;
      }
    }
    return true;
  }

  private int hash(long at, long to) throws IOException {
    boolean hasDigit = false;
    boolean hasLetter = false;
    long end = at;
    while (end < to && isHexadecimal(bytes.at(end))) {
      boolean isDigit = bytes.at(end) <= '9';
      hasDigit |= isDigit;
      hasLetter |= !isDigit;
      end++;
    }
    boolean isWhole = end == to || !isWord(bytes.at(end));
    return isWhole && hasDigit && hasLetter && end - at >= SHORTEST_HASH ? (int) (end - at) : 0;
  }

  private static boolean isHexadecimal(int each) {
    return each >= '0' && each <= '9' || each >= 'a' && each <= 'f' || each >= 'A' && each <= 'F';
  }

  private static boolean isWord(int each) {
    return each >= '0' && each <= '9'
        || each >= 'a' && each <= 'z'
        || each >= 'A' && each <= 'Z'
        || each >= 0x80;
  }
}
