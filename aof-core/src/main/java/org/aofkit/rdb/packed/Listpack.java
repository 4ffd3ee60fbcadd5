package org.aofkit.rdb.packed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks listpacks (Redis 7.0 and later, streams since 5.0).
 *
 * <pre>
 *   u32 size of all of it, u16 number of entries (65535: more, or unknown), entries, FF
 *
 *   entry = one of these, then its length as a back-length
 *   0vvvvvvv                       0 to 127
 *   10llllll                       l bytes
 *   110vvvvv vvvvvvvv              signed number of 13 bits, high byte first
 *   1110llll llllllll              l bytes, high byte first
 *   11110000 + u32                 that many bytes
 *   11110001 to 11110100 + number  signed number of 2, 3, 4 or 8 bytes
 *   11110101 to 11111110           nothing that anybody writes
 *
 *   back-length = the length in groups of 7 bits, highest first; every byte but the first has its
 *                 high bit set, so that it can be read from the right
 * </pre>
 *
 * Numbers are little-endian where nothing else is said.
 *
 * <p>Redis and Valkey 9 differ in the back-length of an entry of exactly 16383, 2097151 or
 * 268435455 bytes (that is, of bytes 5 fewer): Redis gives it one byte more than it needs, Valkey 9
 * does not, and each refuses what the other writes (measured with Redis 7.0.15, 8.0.6 and Valkey
 * 9.1.2; Redis only if told to sanitize, otherwise it crashes when the entry is read). Both are
 * taken here; {@link #onlyRedisAt} and {@link #onlyValkey9At} tell.
 */
public final class Listpack extends PackedContainer {
  private static final int HEADER = 6;
  private static final int MANY = 0xFFFF;

  /** In the place of a length. */
  private static final int NUMBER = -1;

  private static final byte BYTES_6 = (byte) 0x80;
  private static final byte INT_13 = (byte) 0xC0;
  private static final byte BYTES_12 = (byte) 0xE0;
  private static final byte BYTES_32 = (byte) 0xF0;
  private static final byte INT_16 = (byte) 0xF1;
  private static final byte INT_24 = (byte) 0xF2;
  private static final byte INT_32 = (byte) 0xF3;
  private static final byte INT_64 = (byte) 0xF4;

  /** For listpacks, reused. */
  public Listpack() {}

  @Override
  long header(PackedInput in) throws IOException, PackedDamage {
    if (in.size() <= HEADER) {
      throw PackedDamage.outside(
          0, "expected a listpack of 7 bytes or more, found " + in.size() + " bytes");
    }
    long total = in.readLittleEndian(4);
    if (total != in.size()) {
      throw PackedDamage.outside(
          0, "expected a listpack of " + in.size() + " bytes, found the size " + total);
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
      throw PackedDamage.earlyEnd(
          in.position(), "expected an entry, found ff and " + (in.remaining() - 1) + " more bytes");
    }
    if (announced() != UNKNOWN && announced() != count) {
      throw PackedDamage.earlyEnd(4, "expected a count of " + count + ", found " + announced());
    }
    in.next++;
    return count;
  }

  /**
   * Walks the entries that servers write, as long as they lie in the array whole and something lies
   * behind them. It stops in front of everything else, for {@link #any} to say what it is.
   */
  private static int plain(PackedInput in, @Nullable PackedSink sink)
      throws IOException, PackedDamage {
    byte[] a = in.array;
    int end = in.end;
    int p = in.next;
    int count = 0;
    while (p + 2 < end) {
      byte first = a[p];
      int after;
      int text = 0;
      int length = NUMBER;
      long value = 0;
      if (first >= 0) {
        after = p + 2;
        if (a[p + 1] != 1) {
          break;
        }
        value = first;
      } else if (first < INT_13) {
        length = first & 0x3F;
        text = p + 1;
        int back = text + length;
        after = back + 1;
        if (after >= end || a[back] != length + 1) {
          break;
        }
      } else if (first < BYTES_12) {
        value = (first << 8 | a[p + 1] & 0xFF) << 19 >> 19;
        after = p + 3;
        if (after >= end || a[p + 2] != 2 || (value & ~0x7F) == 0) {
          break;
        }
      } else if (first < BYTES_32) {
        length = (first & 0xF) << 8 | a[p + 1] & 0xFF;
        text = p + 2;
        int back = text + length;
        if (length < 0x40) {
          break;
        }
        int encoded = length + 2;
        if (encoded < 0x80) {
          after = back + 1;
          if (after >= end || a[back] != encoded) {
            break;
          }
        } else {
          after = back + 2;
          if (after >= end || a[back] != encoded >>> 7 || a[back + 1] != (byte) (encoded | 0x80)) {
            break;
          }
        }
      } else if (first > BYTES_32 && first <= INT_64) {
        int width = first == INT_64 ? 8 : first - INT_16 + 2;
        after = p + width + 2;
        if (after >= end || a[after - 1] != width + 1) {
          break;
        }
        value = number(a, p + 1, width);
        if (isShorter(value, width)) {
          break;
        }
      } else {
        break;
      }
      if (sink != null) {
        in.next = p;
        if (length == NUMBER) {
          sink.integer(value);
        } else {
          sink.bytes(a, text, length);
        }
      }
      p = after;
      count++;
    }
    in.next = p;
    return count;
  }

  /** Walks the next entry, whatever it is. */
  private void any(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    long at = in.position();
    byte first = in.array[in.next];
    int header = headerBytes(first);
    if (header == 0) {
      throw PackedDamage.inside(
          at, "expected an encoding, found " + Integer.toHexString(first & 0xFF));
    }
    long room = in.remaining() - 1;
    if (header > room || !in.hold(header)) {
      throw overrun(at, header, room);
    }
    long length = payloadBytes(in, first);
    long encoded = header + length;
    boolean isLarge = encoded + BackLength.LONGEST > in.capacity();
    if (encoded >= room) {
      throw overrun(at, encoded + 1, room);
    }
    if (isLarge) {
      if (sink != null) {
        sink.large(at + header, length);
      }
      in.skip(encoded);
      int back = backLength(in, 0, at, encoded);
      in.next += back;
    } else {
      in.hold((int) encoded + 1);
      int back = backLength(in, (int) encoded, at, encoded);
      tell(in, first, header, (int) length, sink);
      in.next += (int) encoded + back;
    }
  }

  /**
   * Verifies the back-length of an entry.
   *
   * @param distance where it begins, from the next byte on
   * @return how many bytes it has
   */
  private int backLength(PackedInput in, int distance, long at, long encoded)
      throws IOException, PackedDamage {
    int bytes = BackLength.bytes(encoded);
    if (BackLength.isDisputed(encoded)) {
      in.hold(distance + 1);
      boolean isOfRedis = BackLength.isOfRedis(in.array[in.next + distance]);
      disputed(at, isOfRedis);
      bytes -= isOfRedis ? 0 : 1;
    }
    long room = in.remaining() - distance - 1;
    if (bytes > room) {
      throw overrun(at, encoded + bytes, encoded + room);
    }
    in.hold(distance + bytes);
    BackLength.verify(in, in.next + distance, bytes, encoded, this);
    return bytes;
  }

  private void tell(PackedInput in, byte first, int header, int length, @Nullable PackedSink sink)
      throws IOException, PackedDamage {
    byte[] a = in.array;
    int p = in.next;
    if (first < 0 && (first < INT_13 || first >= BYTES_12 && first <= BYTES_32)) {
      if (length < (header == 5 ? 0x1000 : header == 2 ? 0x40 : 0)) {
        odd(in.position(), "a length in more bytes than it needs");
      }
      if (sink != null) {
        sink.bytes(a, p + header, length);
      }
      return;
    }
    long value;
    boolean isOdd = false;
    if (first >= 0) {
      value = first;
    } else if (first < BYTES_12) {
      value = (first << 8 | a[p + 1] & 0xFF) << 19 >> 19;
      isOdd = (value & ~0x7F) == 0;
    } else {
      value = number(a, p + 1, length);
      isOdd = isShorter(value, length);
    }
    if (isOdd) {
      odd(in.position(), "the number " + value + " in more bytes than it needs");
    }
    if (sink != null) {
      sink.integer(value);
    }
  }

  /** Bytes in front of the payload; 0 for an encoding that does not exist. */
  private static int headerBytes(byte first) {
    if (first >= 0 || first < INT_13) {
      return 1;
    }
    if (first < BYTES_32) {
      return 2;
    }
    return first == BYTES_32 ? 5 : first <= INT_64 ? 1 : 0;
  }

  /** Bytes of the payload, once the bytes in front of it are held. */
  private static long payloadBytes(PackedInput in, byte first) {
    if (first >= 0) {
      return 0;
    }
    if (first < INT_13) {
      return first & 0x3F;
    }
    if (first < BYTES_12) {
      return 0;
    }
    if (first < BYTES_32) {
      return (first & 0xF) << 8 | in.array[in.next + 1] & 0xFF;
    }
    if (first == BYTES_32) {
      return LittleEndian.uint32(in.array, in.next + 1);
    }
    return first == INT_64 ? 8 : first - INT_16 + 2;
  }

  private static long number(byte[] a, int index, int width) {
    return switch (width) {
      case 2 -> LittleEndian.int16(a, index);
      case 3 -> LittleEndian.int24(a, index);
      case 4 -> LittleEndian.int32(a, index);
      default -> LittleEndian.int64(a, index);
    };
  }

  /** Whether a narrower encoding holds the number. */
  private static boolean isShorter(long value, int width) {
    int bits = width == 2 ? 13 : width == 8 ? 32 : (width - 1) * 8;
    return value << (64 - bits) >> (64 - bits) == value;
  }

  private static PackedDamage overrun(long at, long bytes, long room) {
    return PackedDamage.inside(
        at, "expected an entry of " + room + " bytes at most, found one of " + bytes);
  }
}
