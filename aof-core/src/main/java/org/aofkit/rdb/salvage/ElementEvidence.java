package org.aofkit.rdb.salvage;

import java.io.IOException;

/**
 * Tells which elements of a collection of bare strings stand in front of damage. Nothing holds such
 * elements but the lengths in front of them, so that bytes of the damage may parse as elements too.
 * What is believed is what is followed by enough that looks like all that stands in front of it:
 * the first byte of a string is rarely the right one by chance, and neither are texts.
 */
final class ElementEvidence {
  /** How many bits of evidence must stand behind an element. */
  private static final double ENOUGH = 24;

  /** So many elements tell what others look like. */
  private static final int SOME = 8;

  /** More elements than this are not looked back at. */
  private static final int LATEST = 256;

  /** What a byte of text tells against random bytes. */
  private static final double TEXT_BITS = 1.4;

  /** What a compressed string that can be expanded tells. */
  private static final double COMPRESSED_BITS = 12;

  private static final int LONGEST_LOOK = 1 << 12;
  private static final int LONGER = 8;
  private static final int SHORT = 64;

  private final ByteWindow bytes;
  private final boolean[][] seen = new boolean[2][256];
  private final int[] kinds = new int[2];
  private final boolean[] allText = {true, true};
  private final long[] longest = new long[2];
  private final long[] ends = new long[LATEST];
  private final double[] againstNoise = new double[LATEST];
  private final double[] againstText = new double[LATEST];
  private double noise;
  private double text;
  private long elements;

  ElementEvidence(ByteWindow bytes) {
    this.bytes = bytes;
  }

  /**
   * Looks at a string of the next element.
   *
   * @param place 0 for the first string of an element, 1 for the second
   * @return false if it looks like no other of the collection
   */
  boolean add(int place, long from, long to) throws IOException {
    int first = bytes.at(from);
    boolean isRaw = first < 0xC0;
    boolean isText = isRaw && isText(from, to);
    boolean isStrange =
        isRaw
            && (first == 0 && !seen[place][0]
                || allText[place] && !isText
                || to - from > LONGER * longest[place] + SHORT);
    if (isStrange && elements >= (isNul(from, to) ? 0 : SOME)) {
      return false;
    }
    if (first != 0 && seen[place][first]) {
      double bits = 8 - Math.log(kinds[place]) / Math.log(2);
      boolean isOfText = first >= ' ' && first < 0x7F;
      noise += bits;
      text += isOfText ? Math.min(2, bits) : bits;
    } else {
      kinds[place] += seen[place][first] ? 0 : 1;
      seen[place][first] = true;
    }
    if (first == 0xC3) {
      noise += COMPRESSED_BITS;
      text += COMPRESSED_BITS;
    }
    if (isRaw) {
      noise += isText && allText[place] ? TEXT_BITS * (to - from - 1) : 0;
      allText[place] &= isText;
      longest[place] = Math.max(longest[place], to - from);
    }
    return true;
  }

  /** Notes where the element ends whose strings were looked at. */
  void end(long at) {
    int slot = (int) (elements++ % LATEST);
    ends[slot] = at;
    againstNoise[slot] = noise;
    againstText[slot] = text;
    noise = 0;
    text = 0;
  }

  /** How many of the elements are believed. */
  long sure() {
    double noiseBehind = 0;
    double textBehind = 0;
    long sure = elements;
    while (sure > 0 && elements - sure < LATEST) {
      if (noiseBehind >= ENOUGH && textBehind >= ENOUGH) {
        return sure;
      }
      int slot = (int) (--sure % LATEST);
      noiseBehind += againstNoise[slot];
      textBehind += againstText[slot];
    }
    return 0;
  }

  /** How many of the elements end in front of an offset. */
  long before(long offset) {
    long count = elements;
    while (count > 0 && elements - count < LATEST && ends[(int) ((count - 1) % LATEST)] > offset) {
      count--;
    }
    return elements - count < LATEST ? count : 0;
  }

  /** Where one of the last elements ends, counted from 1. */
  long endOf(long element) {
    return ends[(int) ((element - 1) % LATEST)];
  }

  /** Whether NULs stand in a string, which may be the damage. */
  private boolean isNul(long from, long to) throws IOException {
    for (long at = from + 1; at < Math.min(to, from + LONGEST_LOOK); at++) {
      if (bytes.at(at) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isText(long from, long to) throws IOException {
    int first = bytes.at(from);
    long at = from + (first < 0x40 ? 1 : first < 0x80 ? 2 : first == 0x80 ? 5 : 9);
    long end = Math.min(to, at + LONGEST_LOOK);
    for (; at < end; at++) {
      int each = bytes.at(at);
      boolean isBreak = each == '\n' || each == '\r' || each == '\t';
      if (each >= 0x7F || each < ' ' && !isBreak) {
        return false;
      }
    }
    return true;
  }
}
