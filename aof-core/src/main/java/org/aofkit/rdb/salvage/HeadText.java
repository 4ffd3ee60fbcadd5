package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the name of a record that can't be read whether its head is intact: bytes that came by
 * chance hardly read as a type, a length and a text. Damage is one spot then, and begins behind the
 * head, so that nothing in front of it is damaged.
 */
final class HeadText {
  /** So many letters, digits and signs are enough: 66 of 256 bytes are such. */
  private static final int ENOUGH = 6;

  /** So many are for a string: NULs are everywhere, and fields of hashes may follow on them. */
  private static final int ENOUGH_OF_STRING = 9;

  private static final int MOST_LENGTH = 0x3F;

  /** From this version on nothing is packed such that lengths of entries stand side by side. */
  private static final int FIRST_WITHOUT_ZIPLISTS = 10;

  /** Fewer are put right by the checksum. */
  private static final int NULS = 4;

  private static final int MOST_TYPE = 25;

  private final ByteWindow bytes;
  private final Glance glance;
  private final Habits habits;
  private final GapSearch search;
  private final Edges edges;
  private final int version;

  /** The glance must be of its own. */
  HeadText(
      ByteWindow bytes, Glance glance, Habits habits, GapSearch search, Edges edges, int version) {
    this.bytes = bytes;
    this.glance = glance;
    this.habits = habits;
    this.search = search;
    this.edges = edges;
    this.version = version;
  }

  /**
   * Whether the head of a record stands at an offset that is no end of a run of NULs, up to and
   * with so much of its name that it is none by chance, and is not one whose type is the last byte
   * of the damage: all behind the type would be whole then, and could be read as a record of the
   * type that it was.
   */
  boolean isIntact(long offset, Trail.@Nullable Step front) throws IOException {
    int type = bytes.at(offset);
    return version >= FIRST_WITHOUT_ZIPLISTS
        && type >= 0
        && type <= MOST_TYPE
        && habits.isStart(type)
        && (type != 0 || bytes.nuls(offset - NULS, NULS) < NULS && !isOfElements(front))
        && isNamed(offset + 1, type == 0 ? ENOUGH_OF_STRING : ENOUGH)
        && !isOfOtherType(offset, type);
  }

  /** Whether a record is a collection, the rest of which may follow where elements are damaged. */
  private boolean isOfElements(Trail.@Nullable Step front) throws IOException {
    return front != null && edges.hasElements(front.offset());
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

  private boolean isNamed(long at, int enough) throws IOException {
    int first = bytes.at(at);
    // Letters, digits and signs are what texts begin with, and lengths only by chance.
    if (first < 0 || first > MOST_LENGTH || isUsual(first)) {
      return false;
    }
    int usual = 0;
    while (usual < first && isUsual(bytes.at(at + 1 + usual))) {
      usual++;
    }
    return usual >= (first < ' ' ? Math.max(1, enough) : Math.max(first, enough));
  }

  private static boolean isUsual(int letter) {
    return letter >= 'a' && letter <= 'z'
        || letter >= 'A' && letter <= 'Z'
        || letter >= '0' && letter <= '9'
        || letter == ':'
        || letter == '-'
        || letter == '_'
        || letter == '.';
  }
}
