package org.aofkit.rdb.salvage;

import java.io.IOException;

/**
 * Tells from the name of a record that can't be read whether its head is intact: bytes that came by
 * chance hardly read as a type, a length and a text. Damage is one spot then, and begins behind the
 * head, so that nothing in front of it is damaged.
 */
final class HeadText {
  /** So many bits are enough: bytes that are random look like that once in 32,768 times. */
  private static final int ENOUGH = 30;

  /** In halves of bits: one of 40 letters, digits and signs, or one of 95 printable bytes. */
  private static final int USUAL = 5;

  private static final int PRINTABLE = 2;

  /** Fewer are put right by the checksum. */
  private static final int NULS = 4;

  private static final int LONGEST = 64;
  private static final int MOST_TYPE = 25;

  private final ByteWindow bytes;
  private final Glance glance;
  private final Habits habits;
  private final GapSearch search;

  /** The glance must be of its own. */
  HeadText(ByteWindow bytes, Glance glance, Habits habits, GapSearch search) {
    this.bytes = bytes;
    this.glance = glance;
    this.habits = habits;
    this.search = search;
  }

  /**
   * Whether the head of a record stands at an offset that is no end of a run of NULs, up to and
   * with so much of its name that it is none by chance, and is not one whose type is the last byte
   * of the damage: all behind the type would be whole then, and could be read as a record of the
   * type that it was.
   */
  boolean isIntact(long offset) throws IOException {
    int type = bytes.at(offset);
    return type >= 0
        && type <= MOST_TYPE
        && habits.isStart(type)
        && (type != 0 || bytes.nuls(offset - NULS, NULS) < NULS)
        && isNamed(offset + 1)
        && !isOfOtherType(offset, type);
  }

  private boolean isOfOtherType(long offset, int type) throws IOException {
    for (int other = 0; other <= MOST_TYPE; other++) {
      if (other != type && habits.isStart(other)) {
        boolean isKey = glance.deepAs(other, offset) == Glance.Kind.KEY;
        search.pay(glance.takeWork());
        if (isKey && search.isFollowed(glance.end())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isNamed(long at) throws IOException {
    int first = bytes.at(at);
    // Letters read as lengths of some thousand bytes.
    if (first < 0 || first > 0x40) {
      return false;
    }
    long length = first < 0x40 ? first : bytes.at(at + 1);
    long from = at + (first < 0x40 ? 1 : 2);
    long to = Math.min(bytes.limit(), from + Math.min(length, LONGEST));
    int bits = 0;
    for (long each = from; each < to && bits < ENOUGH; each++) {
      int letter = bytes.at(each);
      if (letter <= ' ' || letter >= 0x7F) {
        return false;
      }
      boolean isUsual =
          letter >= 'a' && letter <= 'z'
              || letter >= '0' && letter <= '9'
              || letter == ':'
              || letter == '-'
              || letter == '_'
              || letter == '.';
      bits += isUsual ? USUAL : PRINTABLE;
    }
    return bits >= ENOUGH;
  }
}
