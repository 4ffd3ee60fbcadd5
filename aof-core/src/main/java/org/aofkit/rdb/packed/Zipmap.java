package org.aofkit.rdb.packed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks zipmaps (Redis up to 2.4): field, value, field, value.
 *
 * <pre>
 *   u8 number of pairs (254: unknown), pairs, FF
 *
 *   pair   = length, field, length, u8 free, value, bytes that are free
 *   length = 1 byte below 254, or FE (FF will do) and u32, little-endian, of 254 at least
 * </pre>
 *
 * Every server walks a zipmap when it loads it, for it is converted. It stops at the first FF in
 * place of a field, and does not look at bytes behind it as long as the last one is FF too
 * (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2, as well as that a long form of a short
 * length is refused).
 */
public final class Zipmap extends PackedContainer {
  private static final int MANY = 0xFE;

  /** For zipmaps, reused. */
  public Zipmap() {}

  @Override
  long header(PackedInput in) throws IOException, PackedDamage {
    if (in.size() < 2) {
      throw PackedDamage.outside(
          0, "expected a zipmap of 2 bytes or more, found " + in.size() + " bytes");
    }
    int count = in.readByte();
    return count == MANY ? UNKNOWN : count;
  }

  @Override
  boolean isTerminated() {
    return true;
  }

  @Override
  long entries(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    long pairs = 0;
    while (true) {
      in.hold(1);
      if (in.array[in.next] == (byte) TERMINATOR) {
        break;
      }
      part(in, 0, sink);
      part(in, 1, sink);
      pairs++;
    }
    if (pairs == 0) {
      throw PackedDamage.inside(in.position(), "expected a pair, found an empty zipmap");
    }
    if (announced() != UNKNOWN && announced() != pairs) {
      throw PackedDamage.inside(0, "expected a count of " + pairs + ", found " + announced());
    }
    if (in.remaining() != 1) {
      odd(in.position(), "an end in front of " + (in.remaining() - 1) + " more bytes");
    }
    lastByte(in);
    return 2 * pairs;
  }

  /**
   * Walks a field or a value.
   *
   * @param freeBytes of the number of free bytes: 0 for a field, 1 for a value
   */
  private static void part(PackedInput in, int freeBytes, @Nullable PackedSink sink)
      throws IOException, PackedDamage {
    long at = in.position();
    long room = in.remaining() - 1;
    if (!in.hold(1)) {
      throw overrun(at, 1, room);
    }
    int first = in.array[in.next] & 0xFF;
    int header = (first < MANY ? 1 : 5) + freeBytes;
    if (header > room || !in.hold(header)) {
      throw overrun(at, header, room);
    }
    long length = first < MANY ? first : LittleEndian.uint32(in.array, in.next + 1);
    if (first >= MANY && length < MANY) {
      throw PackedDamage.inside(at, "expected a length of 254 or more, found " + length);
    }
    int free = freeBytes == 0 ? 0 : in.array[in.next + header - 1] & 0xFF;
    long whole = header + length + free;
    if (whole > room) {
      throw overrun(at, whole, room);
    }
    boolean isLarge = whole > in.capacity();
    if (!isLarge) {
      in.hold((int) whole);
    }
    if (sink != null) {
      if (isLarge) {
        sink.large(at + header, length);
      } else {
        sink.bytes(in.array, in.next + header, (int) length);
      }
    }
    in.skip(whole);
  }

  private static PackedDamage overrun(long at, long bytes, long room) {
    return PackedDamage.inside(
        at, "expected a field or value of " + room + " bytes at most, found one of " + bytes);
  }
}
