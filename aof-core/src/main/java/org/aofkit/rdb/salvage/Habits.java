package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.server.Dialect;

/**
 * What records of an image look like: which types and opcodes were met, how long names are, and
 * what servers that write its version write. Bytes behind damage that look otherwise are none.
 */
final class Habits {
  /** Oddities are usual if one key of so many has some. */
  private static final int ODD_SHARE = 4;

  /** A shorter value that should hold containers holds none, or says nothing. */
  private static final int SHORTEST_CONTAINER = 10;

  private static final int LETTERS = 3;
  private static final int OFTEN = 3;
  private static final int MOST_BEGINNINGS = 256;
  private static final int FIRST_WITH_SIZES = 7;
  private static final int MOST_DATABASES = 256;

  private final ByteWindow bytes;
  private final Dialect dialect;
  private final int version;
  private final Shapes shapes;

  /** How many databases the server has. */
  private final int databases;

  Habits(ByteWindow bytes, Dialect dialect, int version, Shapes shapes, int databases) {
    this.bytes = bytes;
    this.dialect = dialect;
    this.version = version;
    this.shapes = shapes;
    this.databases = databases;
  }

  /** How many keys were met that no server writes as they are, and how many at all. */
  private long oddMet;

  private long keysMet;

  /** The types that were met, one bit each. */
  private int typesMet;

  /** The lengths of names that were met, below 64, one bit each. */
  private long namesMet;

  /** How often first letters of names were met with a type, and how many such there are. */
  private final byte[] beginnings = new byte[1 << 16];

  private int beginningsMet;

  /** Whether a database that the server does not have was met in front of all damage. */
  private boolean hasMetBeyond;

  /** Whether another walk has met all keys before. */
  private boolean isTaught;

  /** The opcodes that were met, by their low half. */
  private final boolean[] opcodesMet = new boolean[16];

  /** Whether keys of this type were met. */
  boolean hasMet(int code) {
    return code >= 0 && code <= 25 && (typesMet >>> code & 1) != 0;
  }

  /** Takes what was met in another walk into account. */
  void know(Habits other) {
    typesMet |= other.typesMet;
    keysMet += other.keysMet;
    oddMet += other.oddMet;
    hasMetBeyond |= other.hasMetBeyond;
    namesMet |= other.namesMet;
    System.arraycopy(other.beginnings, 0, beginnings, 0, beginnings.length);
    beginningsMet = other.beginningsMet;
    isTaught = true;
    for (int i = 0; i < opcodesMet.length; i++) {
      opcodesMet[i] |= other.opcodesMet[i];
    }
  }

  /** Takes a record that is no key into account. */
  void metOpcode(int code) {
    opcodesMet[code & 0xF] = true;
  }

  /** Whether a type and a length of a name that were met stand at an offset. */
  boolean hasMetHead(long offset) throws IOException {
    int length = bytes.at(offset + 1);
    boolean isShort = length >= 0 && length < Long.SIZE;
    return hasMet(bytes.at(offset)) && isShort && (namesMet >>> length & 1) != 0;
  }

  /**
   * Whether a type, a length of a name and the first letters of one that were met together stand at
   * an offset: damage begins behind them. Where names begin with anything this tells nothing.
   */
  boolean hasMetBeginning(long offset) throws IOException {
    return hasMetHead(offset)
        && bytes.at(offset + 1) >= LETTERS
        && beginningsMet <= MOST_BEGINNINGS
        && beginnings[beginning(offset)] >= OFTEN;
  }

  private int beginning(long offset) throws IOException {
    int code = bytes.at(offset);
    return (int) ((code + 1 << 24 | bytes.bigEndian(offset + 2, LETTERS)) * 0x9E3779B1L >>> 16)
        & beginnings.length - 1;
  }

  /** Takes a key that was passed into account. */
  void met(Glance key) throws IOException {
    int length = bytes.at(key.nameAt());
    if (length < Long.SIZE) {
      namesMet |= 1L << length;
      if (!isTaught) {
        int slot = beginning(key.offset());
        beginningsMet += beginnings[slot] == 0 ? 1 : 0;
        beginnings[slot] = (byte) Math.min(OFTEN, beginnings[slot] + 1);
      }
    }
    typesMet |= 1 << key.code();
    keysMet++;
    oddMet += key.isOdd() ? 1 : 0;
  }

  /** Whether a key looks like one of this image, or at least like a name that people give. */
  boolean isPlausible(Glance key) throws IOException {
    boolean named = shapes.hasMet(key) || shapes.isPrintable(key);
    return named && (!key.isOdd() || isOddUsual());
  }

  /** Whether keys of this image are often written as no server writes them. */
  boolean isOddUsual() {
    return oddMet * ODD_SHARE >= keysMet;
  }

  /**
   * Whether what selects a database is followed by its sizes, as servers write it from version 7
   * on. In older images nothing follows; a number that nobody has is none.
   */
  boolean isDatabase(Glance database) throws IOException {
    return version >= FIRST_WITH_SIZES
        ? bytes.at(database.end()) == 0xFB
        : database.number() >= 0 && database.number() < MOST_DATABASES;
  }

  /** Takes a database in front of all damage into account. */
  void metDatabase(long number) {
    hasMetBeyond |= isBeyond(number);
  }

  /** Whether a number behind damage may be that of a database: bytes of a value look like it. */
  boolean mayHaveDatabase(long number) {
    return !isBeyond(number) || hasMetBeyond && number >= 0;
  }

  private boolean isBeyond(long number) {
    return number < 0 || number >= databases;
  }

  /**
   * Whether an attribute is a deadline in milliseconds of this century or the next. One in seconds
   * has no byte that tells: most numbers of 32 bits are times.
   */
  static boolean isPlausibleDeadline(Glance attribute) {
    return attribute.code() == 0xFC && isPlausibleTime(attribute.number());
  }

  /** Whether a number is a time of this century or the next in milliseconds. */
  static boolean isPlausibleTime(long time) {
    return time > 1_000_000_000_000L && time < 1L << 42;
  }

  /** Whether the value of a key ends in bytes that tell damage over them. */
  static boolean isSealed(Glance key) {
    boolean container =
        switch (key.code()) {
          case 9, 10, 12, 13, 14, 16, 17, 18, 20, 25 -> true;
          default -> false;
        };
    return container && key.end() - key.valueAt() >= SHORTEST_CONTAINER;
  }

  /** Whether the value of a key is packed, or begins with something packed. */
  static boolean isPacked(Glance key) {
    boolean packed =
        switch (key.code()) {
          case 11, 15, 19, 21 -> true;
          default -> false;
        };
    return isSealed(key) || packed && key.end() - key.valueAt() >= SHORTEST_CONTAINER;
  }

  /** Whether a record may begin with this byte: one that the image has, or servers write. */
  boolean isStart(int code) {
    if (code <= 25) {
      return hasMet(code) || isWritten(code);
    }
    return switch (code) {
      case 0xFF, 0xFE, 0xFC, 0xFA -> true;
      case 0xFD, 0xF9, 0xF8, 0xF5, 0xF4 -> opcodesMet[code & 0xF];
      default -> false;
    };
  }

  /** Whether servers that write this version write this type. */
  private boolean isWritten(int code) {
    if (dialect == Dialect.VALKEY) {
      return is(code, 0, 2, 4, 5, 7, 11, 16, 17, 18, 20, 21, 22);
    }
    if (version < 7) {
      return is(code, 0, 1, 2, 3, 4, 9, 10, 11, 12, 13);
    }
    if (version < 10) {
      return is(code, 0, 2, 3, 4, 5, 7, 11, 12, 13, 14, 15);
    }
    return is(code, 0, 2, 4, 5, 7, 11, 16, 17, 18, 19)
        || version > 10 && is(code, 20, 21)
        || version > 11 && is(code, 24, 25);
  }

  private static boolean is(int code, int... codes) {
    for (int each : codes) {
      if (each == code) {
        return true;
      }
    }
    return false;
  }
}
