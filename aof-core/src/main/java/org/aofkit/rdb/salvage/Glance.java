package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.rdb.RdbType;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one record of an image, wherever it is said to begin: what it is and where it ends, as
 * its lengths have it. The inside of packed strings is not looked at. Strings are jumped over, so
 * that a look costs no more for a long value than for a short one; a collection costs its elements.
 *
 * <p>The reader of images goes through an image from its first byte; this is for offsets that may
 * be anything. One object serves any number of looks.
 */
final class Glance {
  /** What stands at an offset. */
  enum Kind {
    /** A key with its value. */
    KEY,
    /** A deadline, an idle time or a frequency, for the key that follows. */
    ATTRIBUTE,
    /** The database of the keys that follow. */
    DATABASE,
    /** The sizes of a database. */
    SIZES,
    /** An auxiliary field, functions, slots, module data. */
    OTHER,
    /** The end of the image. */
    END,
    /** Nothing that can stand there. */
    NONE
  }

  /** How much of a record that is none could be read. */
  enum Reached {
    /** Not even its first byte means anything. */
    NOTHING,
    /** The first byte means something. */
    CODE,
    /** The key is whole. */
    NAME
  }

  private static final int CHECKSUM = 8;
  private static final int SLOT_IMPORT_NAME = 40;
  private static final int FIRST_WITH_CHECKSUM = 5;

  private final ByteWindow bytes;
  private final Dialect dialect;
  private final Parts parts;
  private final Values values;
  private final int checksumLength;

  private Kind kind = Kind.NONE;
  private Reached reached = Reached.NOTHING;
  private long offset;
  private long end;
  private int code;
  private long nameAt;
  private long nameEnd;
  private long valueAt;
  private long number;
  private long second;

  Glance(ByteWindow bytes, Dialect dialect, int version) {
    this.bytes = bytes;
    this.dialect = dialect;
    this.parts = new Parts(bytes);
    this.values = new Values(bytes, dialect, parts);
    this.checksumLength = version < FIRST_WITH_CHECKSUM ? 0 : CHECKSUM;
  }

  /**
   * Looks at an offset and verifies what strings hold: compressed ones can be expanded, packed ones
   * are whole.
   */
  Kind deepAt(long position) throws IOException {
    parts.verify(true);
    Kind found = at(position);
    parts.verify(false);
    return found;
  }

  /** Looks at an offset and verifies, as if the record of a key of another type stood there. */
  Kind deepAs(int type, long position) throws IOException {
    offset = position;
    kind = Kind.NONE;
    code = type;
    reached = Reached.CODE;
    parts.reset();
    parts.verify(true);
    long behind = kindOf(type) == Kind.KEY ? key(position + 1) : -1;
    parts.verify(false);
    if (behind >= 0) {
      end = behind;
      kind = Kind.KEY;
    }
    return kind;
  }

  /** Looks at an offset; what stands there is {@link #kind()}. */
  Kind at(long position) throws IOException {
    offset = position;
    kind = Kind.NONE;
    reached = Reached.NOTHING;
    parts.reset();
    nameAt = -1;
    nameEnd = -1;
    code = bytes.at(position);
    if (code < 0) {
      parts.cutHere();
      return kind;
    }
    Kind found = kindOf(code);
    if (found == Kind.NONE) {
      return kind;
    }
    reached = Reached.CODE;
    long behind = found == Kind.KEY ? key(position + 1) : opcode(position + 1);
    if (behind >= 0) {
      end = behind;
      kind = found;
    }
    return kind;
  }

  private Kind kindOf(int first) {
    if (first <= 25) {
      boolean known = first != 6 && first != 8 && (first <= 22 || dialect == Dialect.REDIS);
      return known ? Kind.KEY : Kind.NONE;
    }
    return switch (first) {
      case 0xFF -> Kind.END;
      case 0xFE -> Kind.DATABASE;
      case 0xFD, 0xFC, 0xF9, 0xF8 -> Kind.ATTRIBUTE;
      case 0xFB -> Kind.SIZES;
      case 0xFA, 0xF7, 0xF5, 0xF4 -> Kind.OTHER;
      case 0xF3 -> dialect == Dialect.VALKEY ? Kind.OTHER : Kind.NONE;
      default -> Kind.NONE;
    };
  }

  /** What the looks since the last call have cost: strings, and bytes that were verified. */
  long takeWork() {
    return parts.takeWork();
  }

  /** What was found. */
  Kind kind() {
    return kind;
  }

  /** How far the record could be read if it is {@link Kind#NONE}. */
  Reached reached() {
    return reached;
  }

  /** How many bytes the end of an image has, its checksum included. */
  int endLength() {
    return 1 + checksumLength;
  }

  /** Whether the source ends inside of it. */
  boolean isCut() {
    return parts.isCut();
  }

  /** Whether something in it is written as no server writes it. */
  boolean isOdd() {
    return parts.isOdd();
  }

  /** Where it begins. */
  long offset() {
    return offset;
  }

  /** The first byte behind it, if it is whole. */
  long end() {
    return end;
  }

  /** The type of the value of the key that was looked at; null if there is none of that number. */
  @Nullable RdbType type() {
    return code > 0xFF ? null : RdbType.of(dialect, code);
  }

  /** What servers call it; {@code key} if there is none. */
  String title() {
    RdbType type = type();
    return type == null ? "key" : type.title();
  }

  /** Its first byte, 0 to 255; -1 behind the source. */
  int code() {
    return code;
  }

  /** Where the string of the name begins; -1 without one. */
  long nameAt() {
    return nameAt;
  }

  /** Behind the string of the name. */
  long nameEnd() {
    return nameEnd;
  }

  /** The database; the number of keys; the deadline in ms. */
  long number() {
    return number;
  }

  /** The number of keys with a deadline. */
  long second() {
    return second;
  }

  /** Where the value begins. */
  long valueAt() {
    return valueAt;
  }

  private long opcode(long position) throws IOException {
    switch (code) {
      case 0xFF:
        return parts.skip(position, checksumLength);
      case 0xFE:
        long database = parts.length(position);
        number = parts.length();
        return database;
      case 0xFD:
        long seconds = parts.skip(position, 4);
        number = seconds < 0 ? 0 : 1000L * (int) bytes.littleEndian(position, 4);
        return seconds;
      case 0xFC:
        long milliseconds = parts.skip(position, 8);
        number = milliseconds < 0 ? 0 : bytes.littleEndian(position, 8);
        return milliseconds;
      case 0xFB:
        long keys = parts.length(position);
        number = parts.length();
        long expiring = keys < 0 ? -1 : parts.length(keys);
        second = parts.length();
        return expiring;
      case 0xFA:
        nameAt = position;
        nameEnd = parts.behindString(position);
        return nameEnd < 0 ? -1 : parts.behindString(nameEnd);
      case 0xF9:
        return parts.skip(position, 1);
      case 0xF8:
        return parts.length(position);
      case 0xF7:
        long when = parts.lengths(position, 3);
        return when < 0 ? -1 : values.behindItems(when);
      case 0xF5:
        return isLibrary(position) ? parts.behindString(position) : -1;
      case 0xF4:
        return parts.lengths(position, 3);
      default:
        return slotImport(position);
    }
  }

  /** The source of a library begins with {@code #!}; a compressed one is not looked into. */
  private boolean isLibrary(long position) throws IOException {
    int first = bytes.at(position);
    long at = position + (first < 0x40 ? 1 : first < 0x80 ? 2 : 5);
    return first == 0xC3 || first < 0xC0 && bytes.at(at) == '#' && bytes.at(at + 1) == '!';
  }

  private long slotImport(long position) throws IOException {
    long at = parts.length(position);
    if (at < 0 || parts.length() != SLOT_IMPORT_NAME) {
      return -1;
    }
    at = parts.skip(at, SLOT_IMPORT_NAME);
    at = at < 0 ? at : parts.length(at);
    long ranges = parts.length();
    if (at < 0 || ranges < 0 || ranges > 1 << 14) {
      return -1;
    }
    return parts.lengths(at, (int) (2 * ranges));
  }

  private long key(long position) throws IOException {
    nameAt = position;
    nameEnd = parts.behindString(position);
    if (nameEnd < 0) {
      return -1;
    }
    reached = Reached.NAME;
    valueAt = nameEnd;
    return values.behind(code, nameEnd);
  }
}
