package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.server.Dialect;

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
  private static final int STREAM_ID = 16;
  private static final int SLOT_IMPORT_NAME = 40;
  private static final int FIRST_WITH_CHECKSUM = 5;

  private final ByteWindow bytes;
  private final Dialect dialect;
  private final int checksumLength;

  private Kind kind = Kind.NONE;
  private Reached reached = Reached.NOTHING;
  private boolean cut;
  private boolean odd;
  private long offset;
  private long end;
  private int code;
  private long nameAt;
  private long nameEnd;
  private long valueAt;
  private long number;
  private long second;

  /** The length read last. */
  private long length;

  /** Set while everything is to be verified. */
  private boolean deep;

  private final StringCheck check;
  private long work;

  Glance(ByteWindow bytes, Dialect dialect, int version) {
    this.bytes = bytes;
    this.check = new StringCheck(bytes);
    this.dialect = dialect;
    this.checksumLength = version < FIRST_WITH_CHECKSUM ? 0 : CHECKSUM;
  }

  /**
   * Looks at an offset and verifies what strings hold: compressed ones can be expanded, packed ones
   * are whole.
   */
  Kind deepAt(long position) throws IOException {
    deep = true;
    Kind found = at(position);
    deep = false;
    return found;
  }

  /** Looks at an offset; what stands there is {@link #kind()}. */
  Kind at(long position) throws IOException {
    offset = position;
    kind = Kind.NONE;
    reached = Reached.NOTHING;
    cut = false;
    odd = false;
    nameAt = -1;
    nameEnd = -1;
    code = bytes.at(position);
    cut = code < 0;
    Kind found = cut ? Kind.NONE : kindOf(code);
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
    long taken = work;
    work = 0;
    return taken;
  }

  /** What was found. */
  Kind kind() {
    return kind;
  }

  /** How far the record could be read if it is {@link Kind#NONE}. */
  Reached reached() {
    return reached;
  }

  /** Whether the source ends inside of it. */
  boolean isCut() {
    return cut;
  }

  /** Whether something in it is written as no server writes it. */
  boolean isOdd() {
    return odd;
  }

  /** Where it begins. */
  long offset() {
    return offset;
  }

  /** The first byte behind it, if it is whole. */
  long end() {
    return end;
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

  /** Jumps over the string at an offset; -1 if there is none. */
  private long behindString(long position) throws IOException {
    return packed(position, StringCheck.Role.PLAIN);
  }

  private long packed(long position, StringCheck.Role role) throws IOException {
    long behind = behind(position);
    work++;
    boolean verify =
        deep && behind >= 0 && (role != StringCheck.Role.PLAIN || isCompressed(position));
    if (verify) {
      work += behind - position;
    }
    return verify && !check.isSound(position, role) ? -1 : behind;
  }

  private boolean isCompressed(long position) throws IOException {
    return bytes.at(position) == 0xC3;
  }

  private long behind(long position) throws IOException {
    int first = bytes.at(position);
    if (first < 0) {
      return cutHere();
    }
    if (first < 0xC0) {
      long at = length(position);
      if (at < 0) {
        return -1;
      }
      if (isOddText(at)) {
        odd = true;
      }
      return skip(at, length);
    }
    switch (first) {
      case 0xC0:
        return skip(position, 2);
      case 0xC1:
        long two = skip(position, 3);
        odd |= two >= 0 && fits(bytes.littleEndian(position + 1, 2) << 48 >> 48, 8);
        return two;
      case 0xC2:
        long four = skip(position, 5);
        odd |= four >= 0 && fits((int) bytes.littleEndian(position + 1, 4), 16);
        return four;
      case 0xC3:
        return behindCompressed(position + 1);
      default:
        return -1;
    }
  }

  private static boolean fits(long value, int bits) {
    return value << (64 - bits) >> (64 - bits) == value;
  }

  private long behindCompressed(long position) throws IOException {
    long at = length(position);
    long compressed = length;
    at = at < 0 ? at : length(at);
    if (at < 0) {
      return -1;
    }
    odd |= Long.compareUnsigned(compressed, length) >= 0 || length <= 20;
    return skip(at, compressed);
  }

  /** Servers write the decimal text of a number of 32 bits as a number. */
  private boolean isOddText(long at) throws IOException {
    if (length < 1 || length > 11 || at + length > bytes.limit()) {
      return false;
    }
    int first = bytes.at(at);
    int digits = first == '-' ? 1 : 0;
    if (digits == length || bytes.at(at + digits) == '0' && (length > 1 || digits > 0)) {
      return false;
    }
    long value = 0;
    for (int i = digits; i < length; i++) {
      int digit = bytes.at(at + i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = 10 * value + digit;
    }
    return value <= Integer.MAX_VALUE || digits == 1 && value == 1L + Integer.MAX_VALUE;
  }

  private long skip(long position, long count) {
    long left = bytes.limit() - position;
    if (count < 0 || count > left) {
      return cutHere();
    }
    return position + count;
  }

  private long cutHere() {
    cut = true;
    return -1;
  }

  /** Reads a length or a number into {@link #length}; where it ends, or -1. */
  private long length(long position) throws IOException {
    int first = bytes.at(position);
    if (first < 0) {
      return cutHere();
    }
    switch (first >>> 6) {
      case 0:
        length = first;
        return position + 1;
      case 1:
        if (bytes.at(position + 1) < 0) {
          return cutHere();
        }
        length = (first & 0x3F) << 8 | bytes.at(position + 1);
        odd |= length < 0x40;
        return position + 2;
      default:
        int width = first == 0x80 ? 4 : first == 0x81 ? 8 : 0;
        if (width == 0 || skip(position + 1, width) < 0) {
          return -1;
        }
        length = bytes.bigEndian(position + 1, width);
        odd |= width == 4 ? length < 0x4000 : length >>> 32 == 0;
        return position + 1 + width;
    }
  }

  private long lengths(long position, int count) throws IOException {
    long at = position;
    for (int i = 0; i < count && at >= 0; i++) {
      at = length(at);
    }
    return at;
  }

  private long strings(long position, long count) throws IOException {
    if (count < 0 || count > bytes.limit() - position) {
      return cutHere();
    }
    long at = position;
    for (long i = 0; i < count && at >= 0; i++) {
      at = behindString(at);
    }
    return at;
  }

  private long opcode(long position) throws IOException {
    switch (code) {
      case 0xFF:
        return skip(position, checksumLength);
      case 0xFE:
        long database = length(position);
        number = length;
        return database;
      case 0xFD:
        long seconds = skip(position, 4);
        number = seconds < 0 ? 0 : 1000L * (int) bytes.littleEndian(position, 4);
        return seconds;
      case 0xFC:
        long milliseconds = skip(position, 8);
        number = milliseconds < 0 ? 0 : bytes.littleEndian(position, 8);
        return milliseconds;
      case 0xFB:
        long keys = length(position);
        number = length;
        long expiring = keys < 0 ? -1 : length(keys);
        second = length;
        return expiring;
      case 0xFA:
        nameAt = position;
        nameEnd = behindString(position);
        return nameEnd < 0 ? -1 : behindString(nameEnd);
      case 0xF9:
        return skip(position, 1);
      case 0xF8:
        return length(position);
      case 0xF7:
        long when = lengths(position, 3);
        return when < 0 ? -1 : items(when);
      case 0xF5:
        return isLibrary(position) ? behindString(position) : -1;
      case 0xF4:
        return lengths(position, 3);
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
    long at = length(position);
    if (at < 0 || length != SLOT_IMPORT_NAME) {
      return -1;
    }
    at = skip(at, SLOT_IMPORT_NAME);
    at = at < 0 ? at : length(at);
    long ranges = length;
    if (at < 0 || ranges < 0 || ranges > 1 << 14) {
      return -1;
    }
    return lengths(at, (int) (2 * ranges));
  }

  private long key(long position) throws IOException {
    nameAt = position;
    nameEnd = behindString(position);
    if (nameEnd < 0) {
      return -1;
    }
    reached = Reached.NAME;
    valueAt = nameEnd;
    switch (code) {
      case 0:
        return behindString(nameEnd);
      case 9, 10, 11, 12, 13, 16, 17, 20, 23:
        return packed(nameEnd, StringCheck.Role.of(code));
      case 25:
        long packed = skip(nameEnd, 8);
        return packed < 0 ? -1 : packed(packed, StringCheck.Role.of(code));
      case 24:
        long pairs = skip(nameEnd, 8);
        return pairs < 0 ? -1 : elements(pairs);
      case 7:
        long id = length(nameEnd);
        return id < 0 ? -1 : items(id);
      case 15, 19, 21:
        return stream(nameEnd, code == 15 ? 1 : code == 19 ? 2 : 3);
      default:
        return elements(nameEnd);
    }
  }

  private long elements(long position) throws IOException {
    long at = length(position);
    long count = length;
    if (at < 0 || count < 0 || count > bytes.limit() - at) {
      cut |= at >= 0;
      return -1;
    }
    for (long i = 0; i < count && at >= 0; i++) {
      at = element(at);
    }
    return at;
  }

  private long element(long position) throws IOException {
    switch (code) {
      case 1, 2:
        return behindString(position);
      case 14:
        return packed(position, StringCheck.Role.ZIPLIST);
      case 4:
        return strings(position, 2);
      case 3:
        long text = behindString(position);
        int size = text < 0 ? -1 : bytes.at(text);
        return size < 0 ? -1 : skip(text + 1, size >= 253 ? 0 : size);
      case 5:
        long member = behindString(position);
        return member < 0 ? -1 : skip(member, 8);
      case 18:
        long container = length(position);
        if (container < 0 || length < 1 || length > 2) {
          return -1;
        }
        return packed(container, length == 1 ? StringCheck.Role.PLAIN : StringCheck.Role.LISTPACK);
      case 22:
        if (dialect == Dialect.VALKEY) {
          long pair = strings(position, 2);
          return pair < 0 ? -1 : skip(pair, 8);
        }
        return deadlineAndPair(position);
      default:
        return deadlineAndPair(position);
    }
  }

  private long deadlineAndPair(long position) throws IOException {
    long pair = length(position);
    return pair < 0 ? -1 : strings(pair, 2);
  }

  private long items(long position) throws IOException {
    long at = position;
    while (at >= 0) {
      at = length(at);
      if (at < 0 || length == 0) {
        return at;
      }
      if (length == 1 || length == 2) {
        at = length(at);
      } else if (length == 3 || length == 4) {
        at = skip(at, length == 3 ? 4 : 8);
      } else if (length == 5) {
        at = behindString(at);
      } else {
        return -1;
      }
    }
    return at;
  }

  private long stream(long position, int version) throws IOException {
    long at = length(position);
    long nodes = length;
    for (long i = 0; i < nodes && at >= 0; i++) {
      at = length(at);
      if (at < 0 || length != STREAM_ID) {
        return -1;
      }
      at = skip(at, STREAM_ID);
      at = at < 0 ? at : packed(at, StringCheck.Role.LISTPACK);
    }
    at = at < 0 || nodes < 0 ? -1 : lengths(at, version == 1 ? 3 : 8);
    at = at < 0 ? at : length(at);
    long groups = length;
    for (long i = 0; i < groups && at >= 0; i++) {
      at = group(at, version);
    }
    return groups < 0 ? -1 : at;
  }

  private long group(long position, int version) throws IOException {
    long at = behindString(position);
    at = at < 0 ? at : lengths(at, version == 1 ? 3 : 4);
    long pending = length;
    for (long i = 0; i < pending && at >= 0; i++) {
      at = skip(at, STREAM_ID + 8);
      at = at < 0 ? at : length(at);
    }
    at = at < 0 || pending < 0 ? -1 : length(at);
    long consumers = length;
    for (long i = 0; i < consumers && at >= 0; i++) {
      at = behindString(at);
      at = at < 0 ? at : skip(at, version < 3 ? 8 : 16);
      at = at < 0 ? at : length(at);
      at = at < 0 || length < 0 || length > bytes.limit() ? -1 : skip(at, STREAM_ID * length);
    }
    return consumers < 0 ? -1 : at;
  }
}
