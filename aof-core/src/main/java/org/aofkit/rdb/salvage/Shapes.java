package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The forms that the names of an image have, such as {@code user:9} for {@code user:1234}. What is
 * taken for a key behind damage is one with more certainty if its name has a form that was met. A
 * bounded number of forms is kept.
 */
final class Shapes {
  private static final int MOST = 1 << 12;
  private static final int LONGEST = 96;

  /** All forms of the first names, later those of some. */
  private static final int ALL = 1 << 12;

  private static final int SOME = 1 << 6;

  private final ByteWindow bytes;
  private final Set<String> shapes = new HashSet<>();
  private long met;

  Shapes(ByteWindow bytes) {
    this.bytes = bytes;
  }

  /** Takes the key that was looked at into account. */
  void add(Glance key) throws IOException {
    met++;
    if ((met < ALL || met % SOME == 0) && shapes.size() < MOST) {
      shapes.add(of(key));
    }
  }

  /** Whether the key that was looked at has a form that was met. */
  boolean hasMet(Glance key) throws IOException {
    return shapes.contains(of(key));
  }

  /** The form of the name of a key. */
  String of(Glance key) throws IOException {
    StringBuilder shape = new StringBuilder();
    int first = bytes.at(key.nameAt());
    if (first >= 0xC0) {
      return shape.append(first == 0xC3 ? "lzf" : "number").toString();
    }
    long from = textFrom(key, first);
    long to = Math.min(key.nameEnd(), from + LONGEST);
    char last = 0;
    for (long at = from; at < to; at++) {
      char kind = kind(bytes.at(at));
      if (kind != last || kind != 'a' && kind != '9' && kind != '?') {
        shape.append(kind);
      }
      last = kind;
    }
    return shape.append(' ').append(key.code()).toString();
  }

  /** Where the bytes of a name begin that is stored as such. */
  static long textFrom(Glance key, int first) {
    return key.nameAt() + (first < 0x40 ? 1 : first < 0x80 ? 2 : first == 0x80 ? 5 : 9);
  }

  /** Whether a name is of some length and has printable characters only. */
  boolean isPrintable(Glance key) throws IOException {
    int first = bytes.at(key.nameAt());
    if (first >= 0xC0) {
      return false;
    }
    long from = textFrom(key, first);
    long to = Math.min(key.nameEnd(), from + LONGEST);
    for (long at = from; at < to; at++) {
      int each = bytes.at(at);
      if (each < ' ' || each == 0x7F) {
        return false;
      }
    }
    return to - from >= 3;
  }

  private static char kind(int each) {
    if (each >= '0' && each <= '9') {
      return '9';
    }
    boolean letter = each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z' || each >= 0x80;
    return letter ? 'a' : each < ' ' || each == 0x7F ? '?' : (char) each;
  }
}
