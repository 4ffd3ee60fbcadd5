package org.aofkit.rdb.packed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks ziplists (Redis up to 6.2).
 *
 * <pre>
 *   u32 size of all of it, u32 offset of the last entry, u16 number of entries (65535: more, or
 *   unknown), entries, FF
 *
 *   entry = size of the entry in front of it (0 for the first), then one of these
 *   00llllll                       l bytes
 *   01llllll llllllll              l bytes, high byte first
 *   10xxxxxx + u32, high first     that many bytes
 *   11000000                       signed number of 2 bytes
 *   11010000                       of 4 bytes
 *   11100000                       of 8 bytes
 *   11110000                       of 3 bytes
 *   11111110                       of 1 byte
 *   11110001 to 11111101           0 to 12
 *   everything else                nothing that anybody writes
 *
 *   size in front = 1 byte below 254, or FE and u32; the long form may hold a small size, since
 *                   servers do not shrink it
 * </pre>
 *
 * Numbers are little-endian where nothing else is said. Every server walks a ziplist when it loads
 * it, for it is converted.
 */
public final class Ziplist extends PackedContainer {
  private static final int HEADER = 10;
  private static final int MANY = 0xFFFF;
  private static final int LONG_SIZE = 0xFE;
  private static final int BYTES_32 = 0x80;

  private long tail;

  /** Size of the entry in front of the next one. */
  private long previous;

  private long last;

  /** For ziplists, reused. */
  public Ziplist() {}

  @Override
  long header(PackedInput in) throws IOException, PackedDamage {
    if (in.size() <= HEADER) {
      throw PackedDamage.outside(
          0, "expected a ziplist of 11 bytes or more, found " + in.size() + " bytes");
    }
    long total = in.readLittleEndian(4);
    if (total != in.size()) {
      throw PackedDamage.outside(
          0, "expected a ziplist of " + in.size() + " bytes, found the size " + total);
    }
    tail = in.readLittleEndian(4);
    if (tail >= in.size()) {
      throw PackedDamage.outside(
          4, "expected the last entry in " + in.size() + " bytes, found its offset " + tail);
    }
    long count = in.readLittleEndian(2);
    return count == MANY ? UNKNOWN : count;
  }

  @Override
  boolean isTerminated() {
    return true;
  }

  @Override
  long entries(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    previous = 0;
    last = -1;
    long count = 0;
    while (true) {
      count += plain(in, sink);
      in.hold(1);
      if (in.array[in.next] == (byte) TERMINATOR) {
        break;
      }
      any(in, sink);
      count++;
    }
    if (in.remaining() != 1) {
      throw PackedDamage.inside(
          in.position(), "expected an entry, found ff and " + (in.remaining() - 1) + " more bytes");
    }
    if (last >= 0 && last != tail) {
      throw PackedDamage.inside(4, "expected the last entry at " + last + ", found " + tail);
    }
    if (announced() != UNKNOWN && announced() != count) {
      throw PackedDamage.inside(8, "expected a count of " + count + ", found " + announced());
    }
    in.next++;
    return count;
  }

  /**
   * Walks the entries that servers write, as long as they lie in the array whole and something lies
   * behind them. It stops in front of everything else, for {@link #any} to say what it is.
   */
  private int plain(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    byte[] a = in.array;
    int end = in.end;
    int p = in.next;
    int before = (int) previous;
    int atLast = -1;
    int count = 0;
    while (p + 2 < end && previous <= Integer.MAX_VALUE) {
      int at = p + 1;
      int size = a[p] & 0xFF;
      if (size >= LONG_SIZE) {
        if (size > LONG_SIZE || p + 6 >= end) {
          break;
        }
        size = LittleEndian.int32(a, p + 1);
        at = p + 5;
      }
      if (size != before) {
        break;
      }
      int first = a[at] & 0xFF;
      int after;
      if (first < 0x40) {
        after = at + 1 + first;
        if (after >= end) {
          break;
        }
        in.next = p;
        if (sink != null) {
          sink.bytes(a, at + 1, first);
        }
      } else if (first < BYTES_32) {
        int length = (first & 0x3F) << 8 | a[at + 1] & 0xFF;
        after = at + 2 + length;
        if (after >= end || length < 0x40) {
          break;
        }
        in.next = p;
        if (sink != null) {
          sink.bytes(a, at + 2, length);
        }
      } else if (first > 0xF0 && first < 0xFE) {
        after = at + 1;
        in.next = p;
        if (sink != null) {
          sink.integer(first - 0xF1);
        }
      } else {
        int width = width(first);
        after = at + 1 + width;
        if (width == 0 || after >= end) {
          break;
        }
        long value = number(a, at + 1, width);
        if (isShorter(value, width)) {
          break;
        }
        in.next = p;
        if (sink != null) {
          sink.integer(value);
        }
      }
      before = after - p;
      atLast = p;
      p = after;
      count++;
    }
    if (count > 0) {
      previous = before;
      in.next = atLast;
      last = in.position();
    }
    in.next = p;
    return count;
  }

  /** Walks the next entry, whatever it is. */
  private void any(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    long at = in.position();
    long room = in.remaining() - 1;
    int before = (in.array[in.next] & 0xFF) < LONG_SIZE ? 1 : 5;
    hold(in, at, before + 1, room);
    long size = before == 1 ? in.array[in.next] & 0xFF : LittleEndian.uint32(in.array, in.next + 1);
    int first = in.array[in.next + before] & 0xFF;
    int header = before + headerBytes(first);
    if (header == before) {
      throw PackedDamage.inside(
          at + before, "expected an encoding, found " + Integer.toHexString(first));
    }
    hold(in, at, header, room);
    long length = payloadBytes(in.array, in.next + before, first);
    long whole = header + length;
    if (whole > room) {
      throw overrun(at, whole, room);
    }
    if (size != previous) {
      throw PackedDamage.inside(
          at, "expected the size " + previous + " of the entry in front, found " + size);
    }
    if (whole > in.capacity()) {
      if (sink != null) {
        sink.large(at + header, length);
      }
      in.skip(whole);
    } else {
      in.hold((int) whole);
      tell(in, first, header, (int) length, sink);
      in.next += (int) whole;
    }
    last = at;
    previous = whole;
  }

  private void tell(PackedInput in, int first, int header, int length, @Nullable PackedSink sink)
      throws IOException, PackedDamage {
    byte[] a = in.array;
    int payload = in.next + header;
    if (first < 0xC0) {
      int fewest = first < 0x40 ? 0 : first < BYTES_32 ? 0x40 : 0x4000;
      if (length < fewest) {
        odd(in.position(), "a length in more bytes than it needs");
      } else if (first > BYTES_32) {
        odd(in.position(), "the encoding " + Integer.toHexString(first) + " instead of 80");
      }
      if (sink != null) {
        sink.bytes(a, payload, length);
      }
      return;
    }
    long value = length == 0 ? first - 0xF1 : number(a, payload, length);
    if (length > 0 && isShorter(value, length)) {
      odd(in.position(), "the number " + value + " in more bytes than it needs");
    }
    if (sink != null) {
      sink.integer(value);
    }
  }

  private static void hold(PackedInput in, long at, int bytes, long room)
      throws IOException, PackedDamage {
    if (bytes > room || !in.hold(bytes)) {
      throw overrun(at, bytes, room);
    }
  }

  /** Bytes of the encoding; 0 for one that does not exist. */
  private static int headerBytes(int first) {
    if (first < 0xC0) {
      return first < 0x40 ? 1 : first < BYTES_32 ? 2 : 5;
    }
    return first > 0xF0 && first < 0xFE || width(first) > 0 ? 1 : 0;
  }

  private static long payloadBytes(byte[] a, int index, int first) {
    if (first < 0x40) {
      return first;
    }
    if (first < BYTES_32) {
      return (first & 0x3F) << 8 | a[index + 1] & 0xFF;
    }
    if (first < 0xC0) {
      return Integer.reverseBytes(LittleEndian.int32(a, index + 1)) & 0xFFFFFFFFL;
    }
    return width(first);
  }

  /** Bytes of the number behind an encoding; 0 if none is. */
  private static int width(int first) {
    return switch (first) {
      case 0xFE -> 1;
      case 0xC0 -> 2;
      case 0xF0 -> 3;
      case 0xD0 -> 4;
      case 0xE0 -> 8;
      default -> 0;
    };
  }

  private static long number(byte[] a, int index, int width) {
    return switch (width) {
      case 1 -> a[index];
      case 2 -> LittleEndian.int16(a, index);
      case 3 -> LittleEndian.int24(a, index);
      case 4 -> LittleEndian.int32(a, index);
      default -> LittleEndian.int64(a, index);
    };
  }

  /** Whether a narrower encoding holds the number. */
  private static boolean isShorter(long value, int width) {
    if (width == 1) {
      return value >= 0 && value <= 12;
    }
    int bits = width == 8 ? 32 : (width - 1) * 8;
    return value << (64 - bits) >> (64 - bits) == value;
  }

  private static PackedDamage overrun(long at, long bytes, long room) {
    return PackedDamage.inside(
        at, "expected an entry of " + room + " bytes at most, found one of " + bytes);
  }
}
