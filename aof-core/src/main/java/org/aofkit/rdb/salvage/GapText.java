package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.rdb.RdbType;

/** What is wrong at a place where reading stopped, for people. */
final class GapText {
  /** So many NULs are none that people have put there. */
  private static final int RUN = 16;

  /** NULs are looked for in so many bytes of a value. */
  private static final int LOOKED_AT = 1 << 12;

  private GapText() {}

  /**
   * Says it.
   *
   * @param glance at the place
   * @param outside what is there, if its lengths are believed
   * @param isNamed whether the name of a key can be read there
   */
  static String of(ByteWindow bytes, Glance glance, long bad, Glance.Kind outside, boolean isNamed)
      throws IOException {
    if (bad >= bytes.limit()) {
      return "the image ends without its end";
    }
    if (outside == Glance.Kind.END) {
      return "an end in the midst of the image";
    }
    RdbType type = isNamed ? glance.type() : null;
    String value = type == null ? "a value" : "a " + type.title();
    if (isNamed && hasNuls(bytes, glance.nameEnd())) {
      return "NULs in " + value;
    }
    if (outside == Glance.Kind.KEY) {
      return value + " that is damaged inside";
    }
    if (glance.isCut()) {
      return (type == null ? "a record" : value) + " that goes on behind the end of the file";
    }
    return type == null
        ? "no record that can be read, at a byte 0x" + Integer.toHexString(bytes.at(bad))
        : value + " that can't be read to its end";
  }

  private static boolean hasNuls(ByteWindow bytes, long from) throws IOException {
    long to = Math.min(bytes.limit() - RUN, from + LOOKED_AT);
    for (long at = from; at <= to; at += RUN) {
      // Of so many NULs in a row one is met at each step of that width.
      if (bytes.at(at) == 0 && isRun(bytes, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRun(ByteWindow bytes, long at) throws IOException {
    long from = at;
    while (from > at - RUN && bytes.at(from - 1) == 0) {
      from--;
    }
    return bytes.nuls(from, RUN) == RUN;
  }
}
