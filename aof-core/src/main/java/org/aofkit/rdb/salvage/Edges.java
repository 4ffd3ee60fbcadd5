package org.aofkit.rdb.salvage;

import java.io.IOException;

/** What the bytes on both sides of a gap tell of how far the damage in it reaches. */
final class Edges {
  private static final int SHORT_NULS = 4;
  private static final int SHORT_RUN = 8;
  private static final int LONG_NULS = 16;
  private static final int CALM = 8;
  private static final int COMPRESSED = 0xC3;
  private static final int SHORTEST_STRING = 5;
  private static final int LONGEST_STRING = 1 << 14;
  private static final int LONGEST_NAME = 1 << 12;
  private static final int LONGEST_LOOK = 1 << 16;
  static final long GONE = 256;

  private final ByteWindow bytes;
  private final Glance glance;
  private final Habits habits;
  private final Parts parts;

  /** The glance is the walk's own: a look at an edge is the last look then. */
  Edges(ByteWindow bytes, Glance glance, Habits habits) {
    this.bytes = bytes;
    this.glance = glance;
    this.habits = habits;
    this.parts = new Parts(bytes);
  }

  /**
   * Whether the value of a key is made of many strings: where one of their lengths is damaged,
   * those behind it are read off the mark, and may be on the mark again by chance.
   */
  boolean hasElements(long offset) throws IOException {
    return switch (bytes.at(offset)) {
      case 1, 2, 3, 4, 5, 14, 15, 18, 19, 21, 22, 24 -> true;
      default -> false;
    };
  }

  /** Whether a deadline stands right in front of an offset: no other bytes look like that. */
  boolean isDeadline(long behind) throws IOException {
    if (bytes.at(behind - 9) != 0xFC) {
      return false;
    }
    glance.at(behind - 9);
    return Habits.isPlausibleDeadline(glance);
  }

  /**
   * Whether the first key behind a gap may have had a deadline that is lost. Where the damage ends
   * nine bytes in front of the key, the deadline would be seen; where it ends inside of one, its
   * last byte, a NUL, would be left.
   */
  boolean isDeadlineOpen(long bad, long behind) throws IOException {
    glance.at(behind);
    // Servers write a deadline in front of an idle time or a frequency.
    boolean mayFollow =
        glance.kind() == Glance.Kind.KEY
            || glance.kind() == Glance.Kind.ATTRIBUTE
                && glance.code() != 0xFC
                && glance.code() != 0xFD;
    if (!mayFollow) {
      return false;
    }
    // A container ends in 0xFF; a run of such is what erased flash reads as.
    boolean isBehindContainer = bytes.at(behind - 1) == 0xFF && bytes.at(behind - 2) != 0xFF;
    return !isBehindContainer && !isOutOfReach(bad, behind) && !isBehindString(bad, behind);
  }

  /**
   * Whether a string that is whole ends right in front of an offset: one that is compressed and can
   * be expanded, or text with its length in front. Nothing is cut there then.
   */
  private boolean isBehindString(long bad, long behind) throws IOException {
    long from = Math.max(bad, behind - LONGEST_STRING);
    long text = behind;
    while (text > from && isText(text - 1, text)) {
      text--;
    }
    for (long at = behind - SHORTEST_STRING; at >= from; at--) {
      int first = bytes.at(at);
      boolean isRaw = first < 0x80 && at + (first < 0x40 ? 1 : 2) >= text;
      if ((isRaw || first == COMPRESSED) && isWhole(at, behind)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWhole(long from, long to) throws IOException {
    if (parts.behindString(from) != to) {
      return false;
    }
    parts.verify(true);
    long behind = parts.behindString(from);
    parts.verify(false);
    return behind == to;
  }

  /**
   * How many bytes may be missing in a gap, beside those that are damaged: none where NULs are the
   * damage.
   */
  long gone(long from, long to) throws IOException {
    for (long at = from; at < Math.min(to, from + LONGEST_LOOK); at++) {
      if (bytes.nuls(at, SHORT_RUN) == SHORT_RUN) {
        return 0;
      }
    }
    return GONE;
  }

  /** Whether a long run of NULs, which is the damage then, ends well in front of an offset. */
  private boolean isOutOfReach(long bad, long behind) throws IOException {
    long at = Math.max(bad, behind - LONGEST_LOOK);
    long last = -1;
    while (at < behind) {
      if (bytes.nuls(at, LONG_NULS) == LONG_NULS) {
        last = Math.min(behind, bytes.behindNuls(at));
        at = last;
      }
      at++;
    }
    if (last < 0) {
      return false;
    }
    return behind - last >= 9 || behind > last && bytes.at(behind - 1) != 0;
  }

  private boolean isText(long from, long to) throws IOException {
    for (long at = from; at < to; at++) {
      int each = bytes.at(at);
      if (each < ' ' || each >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Whether NULs around an offset are too many to be those of a value. */
  boolean isLongRun(long offset) throws IOException {
    int before = 0;
    while (before < SHORT_RUN && bytes.at(offset - 1 - before) == 0) {
      before++;
    }
    return before + bytes.nuls(offset, SHORT_RUN) >= SHORT_RUN;
  }

  /**
   * Whether NULs lie over the name of a key: then that is where the damage begins, unless it may
   * begin in front.
   */
  boolean hasNulsInHeader(long offset) throws IOException {
    if (!habits.hasMet(bytes.at(offset)) || bytes.at(offset - 1) == 0) {
      return false;
    }
    glance.at(offset);
    boolean isNamed = glance.reached() == Glance.Reached.NAME;
    long to = isNamed ? Math.min(glance.nameEnd(), offset + LONGEST_NAME) : offset + SHORT_NULS;
    for (long at = offset + 1; at <= to; at++) {
      if (bytes.nuls(at, SHORT_NULS) == SHORT_NULS) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether damage over the end of a key would most likely be seen in it: its last bytes are text,
   * or those of a compressed string.
   */
  boolean isCalm(Trail.Step step) throws IOException {
    if (step.kind() != Glance.Kind.KEY) {
      return false;
    }
    if (bytes.at(step.offset()) == 0 && bytes.at(step.valueAt()) == 0xC3) {
      return true;
    }
    return step.end() - step.valueAt() > CALM && isText(step.end() - CALM, step.end());
  }
}
