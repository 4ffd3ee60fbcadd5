package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.aofkit.rdb.packed.Feed;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.LzfFeed;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.Ziplist;
import org.aofkit.rdb.packed.Zipmap;

/** Verifies what a string holds. Memory does not depend on its length. */
final class StringCheck {
  /** What a string is to hold. */
  enum Role {
    /** Any bytes. */
    PLAIN(1),
    /** A zipmap. */
    ZIPMAP(1),
    /** A ziplist. */
    ZIPLIST(1),
    /** A ziplist of pairs. */
    ZIPLIST_PAIRS(2),
    /** An intset. */
    INTSET(1),
    /** A listpack. */
    LISTPACK(1),
    /** A listpack of pairs. */
    LISTPACK_PAIRS(2),
    /** A listpack of triples. */
    LISTPACK_TRIPLES(3);

    private final int tuple;

    Role(int tuple) {
      this.tuple = tuple;
    }

    /** Of how many entries an element is made. */
    int tuple() {
      return tuple;
    }

    /** What the string of a value of this type holds. */
    static Role of(int type) {
      return switch (type) {
        case 9 -> ZIPMAP;
        case 10 -> ZIPLIST;
        case 11 -> INTSET;
        case 12, 13 -> ZIPLIST_PAIRS;
        case 16, 17 -> LISTPACK_PAIRS;
        case 20 -> LISTPACK;
        case 23, 25 -> LISTPACK_TRIPLES;
        default -> PLAIN;
      };
    }
  }

  /** Longer strings are read piece by piece. */
  private static final int WHOLE = 1 << 16;

  /** Expanding so many bytes costs about as much as looking at one. */
  private static final int EXPANDED = 16;

  /** A match of LZF makes at most 264 bytes of three. */
  private static final int LARGEST_GAIN = 88;

  private final ByteWindow bytes;
  private final PackedInput input = new PackedInput();
  private final LzfFeed lzf = new LzfFeed();
  private final Raw raw = new Raw();
  private final Listpack listpack = new Listpack();
  private final Ziplist ziplist = new Ziplist();
  private final Intset intset = new Intset();
  private final Zipmap zipmap = new Zipmap();
  private final byte[] buffer = new byte[WHOLE];

  private long at;
  private long length;
  private long work;

  StringCheck(ByteWindow bytes) {
    this.bytes = bytes;
  }

  /** What expanding has cost since the last call: one for so many bytes. */
  long takeWork() {
    long taken = work;
    work = 0;
    return taken;
  }

  /**
   * Whether the string at an offset, which lies inside of the source, begins as a packed container
   * of its length does: what else is none.
   */
  boolean mayBePacked(long position) throws IOException {
    int count = 2 * Integer.BYTES;
    try {
      if (bytes.at(position) == 0xC3) {
        length(position + 1);
        long stored = length;
        length(at);
        if (length < count || length / LARGEST_GAIN > stored) {
          return false;
        }
        raw.open(at, stored);
        lzf.open(raw, stored, length);
        work += Math.min(length, WHOLE) / EXPANDED;
        if (lzf.read(buffer, 0, count) < count) {
          return true;
        }
      } else {
        length(position);
        if (bytes.at(position) >= 0xC0 || length < count) {
          return false;
        }
        bytes.copy(at, buffer, 0, count);
      }
    } catch (PackedDamage damage) {
      return false;
    }
    long both = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long first = both & 0xFFFF_FFFFL;
    long second = both >>> Integer.SIZE;
    boolean isIntset = first <= Long.BYTES && length == count + first * second;
    return first == length || isIntset;
  }

  /**
   * Whether the string at an offset, which lies inside of the source, can be expanded and holds
   * what it should.
   */
  boolean isSound(long position, Role role) throws IOException {
    try {
      if (bytes.at(position) != 0xC3) {
        length(position);
        return bytes.at(position) < 0xC0 && isSound(role);
      }
      length(position + 1);
      long stored = length;
      length(at);
      // Servers take a length of 0 without a look at the bytes, and never write it. One of 2^63 or
      // more is negative.
      if (length <= 0 || length / LARGEST_GAIN > stored) {
        return false;
      }
      raw.open(at, stored);
      lzf.open(raw, stored, length);
      work += length / EXPANDED;
      return role == Role.PLAIN ? expands() : walks(lzf, role);
    } catch (PackedDamage damage) {
      return false;
    }
  }

  private boolean isSound(Role role) throws IOException, PackedDamage {
    if (role == Role.PLAIN) {
      return true;
    }
    if (length <= WHOLE) {
      bytes.copy(at, buffer, 0, (int) length);
      return walks(input.wrap(buffer, 0, (int) length), role);
    }
    raw.open(at, length);
    return walks(input.open(raw, length), role);
  }

  private boolean walks(Feed feed, Role role) throws IOException, PackedDamage {
    if (length <= WHOLE) {
      int whole = (int) length;
      for (int done = 0; done < whole; ) {
        int count = feed.read(buffer, done, whole - done);
        if (count <= 0) {
          return false;
        }
        done += count;
      }
      return isAtEnd(feed) && walks(input.wrap(buffer, 0, whole), role);
    }
    return walks(input.open(feed, length), role) && isAtEnd(feed);
  }

  private boolean walks(PackedInput in, Role role) throws IOException, PackedDamage {
    return walker(role).walk(in, null) % role.tuple == 0;
  }

  private PackedContainer walker(Role role) {
    return switch (role) {
      case ZIPMAP -> zipmap;
      case ZIPLIST, ZIPLIST_PAIRS -> ziplist;
      case INTSET -> intset;
      default -> listpack;
    };
  }

  private boolean expands() throws IOException, PackedDamage {
    long left = length;
    while (left > 0) {
      int count = lzf.read(buffer, 0, (int) Math.min(left, WHOLE));
      if (count <= 0) {
        return false;
      }
      left -= count;
    }
    return isAtEnd(lzf);
  }

  private boolean isAtEnd(Feed feed) throws IOException, PackedDamage {
    return feed.read(new byte[1], 0, 1) < 0;
  }

  /** Reads a length that is known to be there. */
  private void length(long position) throws IOException {
    int first = bytes.at(position);
    switch (first >>> 6) {
      case 0:
        length = first & 0x3F;
        at = position + 1;
        break;
      case 1:
        length = (first & 0x3F) << 8 | bytes.at(position + 1);
        at = position + 2;
        break;
      default:
        int width = first == 0x80 ? 4 : 8;
        length = bytes.bigEndian(position + 1, width);
        at = position + 1 + width;
    }
  }

  /** The bytes as they stand in the source. */
  private final class Raw implements Feed {
    private long next;
    private long end;

    void open(long from, long count) {
      next = from;
      end = from + count;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (next >= end) {
        return -1;
      }
      int step = (int) Math.min(count, end - next);
      bytes.copy(next, target, offset, step);
      next += step;
      return step;
    }
  }
}
