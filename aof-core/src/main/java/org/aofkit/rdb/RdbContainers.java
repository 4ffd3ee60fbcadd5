package org.aofkit.rdb;

import org.aofkit.server.Server;

/**
 * Looks at the outside of the packed containers that strings can hold: header, size and last byte.
 * That is all that Redis looks at in intsets and listpacks unless told to sanitize; ziplists and
 * zipmaps are walked by every server, and Valkey 9 walks everything (measured with Redis 7.0.15,
 * 8.0.6 and Valkey 9.1.2). The inside is not looked at here.
 *
 * <pre>
 *   intset     u32 width, u32 count, count × width bytes
 *   listpack   u32 size, u16 count (65535: unknown), entries, FF
 *   ziplist    u32 size, u32 offset of the last entry, u16 count (65535: unknown), entries, FF
 *   zipmap     u8 count (254 and more: unknown), entries, FF
 * </pre>
 *
 * Numbers are little-endian. Each method looks at the string that was read last.
 */
final class RdbContainers {
  private static final int INTSET_HEADER = 8;
  private static final int LISTPACK_HEADER = 6;
  private static final int ZIPLIST_HEADER = 10;
  private static final int UNKNOWN_COUNT = 0xFFFF;
  private static final int TERMINATOR = 0xFF;

  private final RdbStrings strings;
  private final RdbServers servers;

  RdbContainers(RdbStrings strings, RdbServers servers) {
    this.strings = strings;
    this.servers = servers;
  }

  /** Checks an intset; an empty one is refused. */
  void intset() throws RdbStop {
    long size = strings.length();
    long width = number(0, 4);
    long count = number(4, 4);
    boolean isWidth = width == 2 || width == 4 || width == 8;
    if (size < INTSET_HEADER || !isWidth || count == 0 || size != INTSET_HEADER + width * count) {
      throw RdbStop.badFormat(
          strings.start(),
          "expected an intset, found width " + width + " and count " + count + in(size));
    }
  }

  /**
   * Checks a listpack.
   *
   * @param tuple how many entries make an element; Valkey 9 refuses a count that is no multiple of
   *     it
   * @return whether it says that it holds entries
   */
  boolean listpack(int tuple) throws RdbStop {
    long size = strings.length();
    if (size <= LISTPACK_HEADER || number(0, 4) != size || strings.last() != TERMINATOR) {
      throw RdbStop.badFormat(
          strings.start(), "expected a listpack, found size " + number(0, 4) + in(size));
    }
    long count = number(4, 2);
    if (count == UNKNOWN_COUNT) {
      return size > LISTPACK_HEADER + 1;
    }
    if (count % tuple != 0) {
      servers.require(
          Server.allBits() & ~Server.VALKEY_9.bit(),
          strings.start(),
          "a listpack of " + count + " entries, not a multiple of " + tuple);
    }
    return count != 0;
  }

  /** Checks the listpack of a stream's node, which must hold an entry. */
  void streamListpack() throws RdbStop {
    listpack(1);
    if (number(LISTPACK_HEADER, 1) == TERMINATOR) {
      throw RdbStop.badFormat(
          strings.start(), "expected a stream's listpack with entries, found an empty one");
    }
  }

  /**
   * Checks a ziplist.
   *
   * @param tuple how many entries make an element; every server refuses a count that is no multiple
   *     of it
   * @return whether it holds entries
   */
  boolean ziplist(int tuple) throws RdbStop {
    long size = strings.length();
    long tail = number(4, 4);
    long count = number(8, 2);
    boolean isTuples = count == UNKNOWN_COUNT || count % tuple == 0;
    if (size <= ZIPLIST_HEADER
        || number(0, 4) != size
        || strings.last() != TERMINATOR
        || tail < ZIPLIST_HEADER
        || tail >= size
        || !isTuples) {
      throw RdbStop.badFormat(
          strings.start(),
          "expected a ziplist, found size "
              + number(0, 4)
              + ", tail "
              + tail
              + " and count "
              + count
              + in(size));
    }
    return size > ZIPLIST_HEADER + 1;
  }

  /** Checks a zipmap; an empty one is refused. */
  void zipmap() throws RdbStop {
    if (strings.length() < 2 || strings.last() != TERMINATOR || number(0, 1) == 0) {
      throw RdbStop.badFormat(
          strings.start(), "expected a zipmap, found count " + number(0, 1) + in(strings.length()));
    }
  }

  private static String in(long size) {
    return " in " + size + " bytes";
  }

  /** A number of the header; bytes that the string does not have count as 0. */
  private long number(int offset, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes && offset + i < strings.headLength(); i++) {
      value |= (strings.head()[offset + i] & 0xFFL) << (8 * i);
    }
    return value;
  }
}
