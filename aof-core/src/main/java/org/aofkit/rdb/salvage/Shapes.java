package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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

  /** Names are manifold if one of so many has a form of its own. */
  private static final int MANIFOLD = 10;

  private static final int MANY = 100;

  private static final int TYPES = 26;
  private static final int OFTEN = 3;
  private static final int FEW = 16;
  private static final int NEARLY = 10;

  /** A name of so many digits with letters is a number, and no word. */
  private static final int LONG_NUMBER = 16;

  private final ByteWindow bytes;
  private final NameGroups groups;
  private final byte[] times = new byte[2 * MOST];
  private boolean isFrozen;
  private final long[] shapes = new long[2 * MOST];
  private int count;
  private long looked;
  private long met;

  /** The forms of fields that are stored as records of strings are. */
  private final Set<Long> fields = new HashSet<>();

  /** How many strings were met, and how many of them had a stem that was met before. */
  private long strings;

  private long alike;

  /** How often stems of names of strings were met, three times at most. */
  private final Map<Long, Integer> stems = new HashMap<>();

  Shapes(ByteWindow bytes) {
    this.bytes = bytes;
    this.groups = new NameGroups(bytes);
  }

  /** Takes the key that was looked at into account. */
  void add(Glance key) throws IOException {
    met++;
    if (isFrozen) {
      return;
    }
    if ((met < ALL || met % SOME == 0) && count < MOST) {
      add(of(key));
    }
  }

  /** Takes the form of a key into account that was passed before. */
  void add(long shape) {
    if (count < MOST) {
      looked++;
      int slot = slot(shape);
      if (shapes[slot] == 0) {
        shapes[slot] = shape;
        count++;
      }
      times[slot] = (byte) Math.min(Byte.MAX_VALUE, times[slot] + 1);
    }
  }

  /**
   * Takes no more forms, and from now on believes only those that were met three times, for damage
   * may look like a key or two: for another walk, which then knows from its beginning what names
   * look like.
   */
  void freeze() {
    isFrozen = true;
  }

  /** Takes a field of a hash into account whose record is like that of a string. */
  void addField(long nameAt, long nameEnd) throws IOException {
    if (!isFrozen && fields.size() < MOST) {
      fields.add(stem(nameAt, nameEnd));
    }
  }

  /**
   * Whether the name of a string, or of what looks like one, has a stem that was met three times
   * and that no field has.
   */
  boolean isOfKeys(Glance key) throws IOException {
    long stem = stem(key);
    return stems.getOrDefault(stem, 0) >= OFTEN && !fields.contains(stem);
  }

  /** Whether the name of a key has a stem that fields have. */
  boolean isOfFields(Glance key) throws IOException {
    return fields.contains(stem(key));
  }

  /**
   * Whether a string has a name as others have: the stem of it, where nearly all names have one
   * that others have too.
   */
  boolean hasMetStem(Glance key) throws IOException {
    boolean isTelling = strings >= FEW && alike * NEARLY >= strings * (NEARLY - 1L);
    return !isTelling || stems.getOrDefault(stem(key), 0) >= (isFrozen ? OFTEN : 1);
  }

  /** Takes the stem of the name of a string into account. */
  void addStem(long stem) {
    if (!isFrozen) {
      strings++;
      alike += stems.containsKey(stem) ? 1 : 0;
    }
    if (!isFrozen && (stems.size() < MOST || stems.containsKey(stem))) {
      stems.merge(stem, 1, (met, one) -> Math.min(OFTEN, met + one));
    }
  }

  /** A number for the stem of a name. */
  long stem(Glance key) throws IOException {
    return stem(key.nameAt(), key.nameEnd());
  }

  /** Whether a name is a UUID, a hash or the like and nothing else. */
  private boolean isNumber(long from, long to) throws IOException {
    return to - from >= LONG_NUMBER && isHexadecimal(from, to);
  }

  private boolean isHexadecimal(long from, long to) throws IOException {
    for (long at = from; at < to; at++) {
      int each = bytes.at(at);
      boolean isDigit = each >= '0' && each <= '9' || each >= 'a' && each <= 'f';
      if (!isDigit && each != '-' && each != ':') {
        return false;
      }
    }
    return true;
  }

  /** Numbers like those of UUIDs differ in each digit: their length, and where the signs stand. */
  private long ofSigns(long from, long to) throws IOException {
    long stem = 4;
    for (long at = from; at < to; at++) {
      char kind = kind(bytes.at(at));
      stem = mixed(stem, kind == 'a' ? '9' : kind);
    }
    return mixed(stem, ' ');
  }

  /**
   * UUIDs and hashes behind letters are the same but for their lengths; all else is taken as it is,
   * and other numbers as such.
   */
  private long withGroups(long kindOfNumber, long from, long to) throws IOException {
    long number = kindOfNumber;
    char last = 0;
    long at = from;
    while (at < to) {
      int group = groups.length(from, at, to);
      int each = bytes.at(at);
      boolean isDigit = group == 0 && kind(each) == '9';
      if (group > 0) {
        number = mixed(mixed(number, '#'), (char) group);
      } else if (!isDigit || last != '9') {
        number = mixed(number, isDigit ? '9' : (char) each);
      }
      last = isDigit ? '9' : 0;
      at += Math.max(1, group);
    }
    return mixed(number, ' ');
  }

  /**
   * A number for what names of one kind have in common: the letters up to the last sign that is no
   * letter, and digits as such, whatever they are.
   */
  private long stem(long nameAt, long nameEnd) throws IOException {
    int first = bytes.at(nameAt);
    if (first >= 0xC0) {
      return first == 0xC3 ? 1 : 2;
    }
    long from = textFrom(nameAt, first);
    long to = Math.min(nameEnd, from + LONGEST);
    if (isNumber(from, to)) {
      return ofSigns(from, to);
    }
    if (groups.hasAny(from, to)) {
      return withGroups(3, from, to);
    }
    long sign = to;
    while (sign > from && (kind(bytes.at(sign - 1)) == 'a' || kind(bytes.at(sign - 1)) == '9')) {
      sign--;
    }
    long stem = 3;
    char last = 0;
    for (long at = from; at < to; at++) {
      int each = bytes.at(at);
      char kind = kind(each);
      boolean isLiteral = kind != '9' && (at < sign || sign == from);
      if (isLiteral || kind != last) {
        stem = mixed(stem, isLiteral ? (char) each : kind);
      }
      last = kind;
    }
    return mixed(stem, ' ');
  }

  /** Whether the key that was looked at has a form that was met. */
  boolean hasMet(Glance key) throws IOException {
    return times[slot(of(key))] > (isFrozen ? 2 : 0);
  }

  /**
   * Whether the name has a form that was met, be it under another type, and that other strings
   * hardly have by chance: of at least three parts, such as {@code user:9}, or of two, such as
   * {@code key9}, if nearly all keys of the type have it. Words are everywhere.
   */
  boolean isTelling(Glance key) throws IOException {
    if (bytes.at(key.nameAt()) >= 0xC0) {
      return false;
    }
    int parts = parts(key);
    if (parts < 3) {
      return parts == 2 && times[slot(of(key))] == Byte.MAX_VALUE;
    }
    int met = 0;
    for (int type = 0; type < TYPES; type++) {
      met += times[slot(of(key, type))];
    }
    return met > (isFrozen ? 2 : 0);
  }

  private int parts(Glance key) throws IOException {
    int first = bytes.at(key.nameAt());
    long from = textFrom(key, first);
    long to = Math.min(key.nameEnd(), from + LONGEST);
    if (isNumber(from, to)) {
      return LONG_NUMBER;
    }
    int parts = 0;
    char last = 0;
    long at = from;
    while (at < to) {
      int group = groups.length(from, at, to);
      char kind = group > 0 ? '#' : kind(bytes.at(at));
      parts += kind != last || kind != 'a' && kind != '9' && kind != '?' ? 1 : 0;
      last = kind;
      at += Math.max(1, group);
    }
    return parts;
  }

  /** Whether names are so different that a new form says nothing: of few, each must be another. */
  boolean areManifold() {
    return count * (looked < MANY ? 2L : MANIFOLD) >= looked;
  }

  private int slot(long shape) {
    int slot = (int) (shape >>> 32) & (shapes.length - 1);
    while (shapes[slot] != 0 && shapes[slot] != shape) {
      slot = (slot + 1) & (shapes.length - 1);
    }
    return slot;
  }

  /** A number for the form of the name of a key, and for its type; never 0. */
  long of(Glance key) throws IOException {
    return of(key, key.code());
  }

  private long of(Glance key, int type) throws IOException {
    return of(key.nameAt(), key.nameEnd(), type);
  }

  private long of(long nameAt, long nameEnd, int type) throws IOException {
    long shape = type;
    int first = bytes.at(nameAt);
    if (first >= 0xC0) {
      shape = mixed(shape, first == 0xC3 ? 'z' : 'n');
    } else {
      long from = textFrom(nameAt, first);
      long to = Math.min(nameEnd, from + LONGEST);
      if (isNumber(from, to)) {
        return mixed(shape, '#') + ofSigns(from, to) | 1;
      }
      if (groups.hasAny(from, to)) {
        return withGroups(shape, from, to) | 1;
      }
      char last = 0;
      for (long at = from; at < to; at++) {
        char kind = kind(bytes.at(at));
        if (kind != last || kind != 'a' && kind != '9' && kind != '?') {
          shape = mixed(shape, kind);
        }
        last = kind;
      }
    }
    return mixed(shape, ' ') | 1;
  }

  private static long mixed(long shape, char kind) {
    return (shape ^ kind) * 0x9E3779B97F4A7C15L + (shape >>> 29);
  }

  /** Where the bytes of a name begin that is stored as such. */
  static long textFrom(Glance key, int first) {
    return textFrom(key.nameAt(), first);
  }

  private static long textFrom(long nameAt, int first) {
    return nameAt + (first < 0x40 ? 1 : first < 0x80 ? 2 : first == 0x80 ? 5 : 9);
  }

  /** Whether a name is of some length and has printable characters only, as UTF-8 has them. */
  boolean isPrintable(Glance key) throws IOException {
    int first = bytes.at(key.nameAt());
    if (first >= 0xC0) {
      return false;
    }
    long from = textFrom(key, first);
    long to = Math.min(key.nameEnd(), from + LONGEST);
    int following = 0;
    for (long at = from; at < to; at++) {
      int each = bytes.at(at);
      boolean isContinued = each >= 0x80 && each < 0xC0;
      if (each < ' ' || each == 0x7F || isContinued != following > 0) {
        return false;
      }
      if (isContinued) {
        following--;
      } else if (each >= 0x80) {
        following = each < 0xE0 ? 1 : each < 0xF0 ? 2 : 3;
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
