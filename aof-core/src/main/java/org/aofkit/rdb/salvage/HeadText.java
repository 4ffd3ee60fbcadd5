package org.aofkit.rdb.salvage;

import java.io.IOException;

/**
 * Tells from the name of a record that can't be read whether its head is intact: bytes that came by
 * chance hardly read as a type, a length and a text. Damage is one spot then, and begins behind the
 * head, so that nothing in front of it is damaged.
 */
final class HeadText {
  /** So many bits are enough: bytes that are random look like that once in 65,536 times. */
  private static final int ENOUGH = 32;

  /** In halves of bits: one of 40 letters, digits and signs, or one of 95 printable bytes. */
  private static final int USUAL = 5;

  private static final int PRINTABLE = 2;

  private static final int LONGEST = 64;
  private static final int MOST_TYPE = 25;

  private final ByteWindow bytes;
  private final Habits habits;
  private final Edges edges;

  HeadText(ByteWindow bytes, Habits habits, Edges edges) {
    this.bytes = bytes;
    this.habits = habits;
    this.edges = edges;
  }

  /**
   * Whether the head of a record stands at an offset, up to and with so much of its name that it is
   * none by chance, and is not what a run of NULs, or damage that ends in the type, has made.
   *
   * @param front the record in front of it; null if none is known
   */
  boolean isIntact(long offset, Trail.@org.jspecify.annotations.Nullable Step front)
      throws IOException {
    int type = bytes.at(offset);
    boolean isType = type >= 0 && type <= MOST_TYPE && habits.isStart(type);
    if (!isType || type == 0 && bytes.at(offset - 1) == 0 || !isNamed(offset + 1)) {
      return false;
    }
    return front == null
        || front.isSealed()
        || edges.isCalm(front)
        || habits.hasMet(type) && isIntegral(front);
  }

  /** Whether a key ends in a number that is stored as one. */
  private boolean isIntegral(Trail.Step front) throws IOException {
    if (front.kind() != Glance.Kind.KEY) {
      return true;
    }
    int first = bytes.at(front.valueAt());
    return bytes.at(front.offset()) == 0 && first >= 0xC0 && first <= 0xC2;
  }

  private boolean isNamed(long at) throws IOException {
    int first = bytes.at(at);
    if (first < 0 || first >= 0x80) {
      return false;
    }
    boolean isShort = first < 0x40;
    long length = isShort ? first : (first & 0x3F) << 8 | bytes.at(at + 1);
    long from = at + (isShort ? 1 : 2);
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
