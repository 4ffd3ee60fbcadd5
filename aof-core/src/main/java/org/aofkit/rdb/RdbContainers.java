package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.server.Server;

/**
 * Looks at the outside of the packed containers that strings can hold: header, size and last byte.
 * That is all that Redis looks at in intsets and listpacks unless told to sanitize; ziplists and
 * zipmaps are walked by every server, and Valkey 9 walks everything (measured with Redis 7.0.15,
 * 8.0.6 and Valkey 9.1.2). The inside is not looked at here but by {@link RdbPackedValues}.
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

  private static final int PLAIN_NODE = 1;
  private static final int PACKED_NODE = 2;

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbServers servers;

  RdbContainers(RdbContext context) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
    this.servers = context.servers;
  }

  /** Reads a zipmap. */
  void readZipmap() throws IOException, RdbStop {
    if (context.isSkimmed) {
      strings.skip();
    } else {
      strings.read();
      zipmap();
    }
  }

  /** Reads an intset. */
  void readIntset() throws IOException, RdbStop {
    if (context.isSkimmed) {
      strings.skip();
    } else {
      strings.read();
      intset();
    }
  }

  /** Reads a ziplist. */
  RdbOutcome readZiplist(int tuple) throws IOException, RdbStop {
    if (context.isSkimmed) {
      strings.skip();
      return RdbOutcome.UNKNOWN;
    }
    strings.read();
    return ziplist(tuple) ? RdbOutcome.KEPT : RdbOutcome.SKIPPED;
  }

  /** Reads a listpack. */
  RdbOutcome readListpack(int tuple) throws IOException, RdbStop {
    if (context.isSkimmed) {
      strings.skip();
      return RdbOutcome.UNKNOWN;
    }
    strings.read();
    return listpack(tuple) ? RdbOutcome.KEPT : RdbOutcome.SKIPPED;
  }

  /** Reads a list of ziplists. */
  RdbOutcome quicklist() throws IOException, RdbStop {
    long count = in.readLength();
    RdbOutcome outcome = RdbOutcome.SKIPPED;
    for (long i = 0; i != count; i++) {
      if (readZiplist(1) == RdbOutcome.KEPT) {
        outcome = RdbOutcome.KEPT;
      }
    }
    return outcome;
  }

  /** Reads a list of listpacks and of elements that are too long for one. */
  RdbOutcome quicklist2() throws IOException, RdbStop {
    long count = in.readLength();
    RdbOutcome outcome = RdbOutcome.SKIPPED;
    for (long i = 0; i != count; i++) {
      long at = in.position();
      long container = in.readLength();
      if (container != PLAIN_NODE && container != PACKED_NODE) {
        throw RdbStop.badFormat(
            at, "expected a list node of kind 1 or 2, found " + Long.toUnsignedString(container));
      }
      if (context.isSkimmed) {
        strings.skip();
        continue;
      }
      strings.read();
      if (strings.length() == 0) {
        throw RdbStop.badFormat(strings.start(), "expected a list node with bytes, found none");
      }
      if (container == PLAIN_NODE || listpack(1)) {
        outcome = RdbOutcome.KEPT;
      }
    }
    return outcome;
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
   * @return whether it says that it holds an element; servers that load one without drop the key
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
      servers.requireUndamaged(
          RdbDamages.SHALLOW,
          RdbDamages.NONE,
          strings.start(),
          "a listpack of " + count + " entries, not a multiple of " + tuple);
    }
    return count >= tuple;
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
    boolean hasEntries = size > ZIPLIST_HEADER + 1;
    if (size <= ZIPLIST_HEADER
        || number(0, 4) != size
        || strings.last() != TERMINATOR
        || tail >= size
        || (tail < ZIPLIST_HEADER && hasEntries)
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
    return hasEntries;
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

  /**
   * Notes entries of a listpack that Redis and Valkey 9 write in different ways; each refuses those
   * of the other, Redis if it sanitizes (measured with Redis 8.0.6 and Valkey 9.1.2).
   */
  static void noteDisputed(RdbContext context, RdbPlace place, PackedContainer walker)
      throws RdbStop {
    if (walker.onlyRedisAt() >= 0) {
      context.servers.require(
          RdbDamages.SHALLOW,
          place.inSource(walker.onlyRedisAt()),
          "a listpack with an entry of a size that Valkey 9 writes in another way");
    }
    if (walker.onlyValkey9At() >= 0) {
      context.damages.add(
          place.inSource(walker.onlyValkey9At()),
          RdbDamage.Kind.CRASHES_LATER,
          RdbDamages.ALL,
          Server.VALKEY_9.bit(),
          RdbDamages.SHALLOW,
          "a listpack with an entry of a size that Redis writes in another way");
    }
  }
}
