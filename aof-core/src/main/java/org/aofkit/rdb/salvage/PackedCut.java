package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.aofkit.rdb.packed.ArrayFeed;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.LzfFeed;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;
import org.aofkit.rdb.packed.Ziplist;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a damaged packed container up to the damage. Of zipmaps nothing is read:
 * nothing holds their entries but the lengths in front of them.
 */
final class PackedCut {
  /** Longer containers are given up: they are built in memory. */
  static final int LARGEST = 1 << 20;

  private static final int SHORTEST = 12;
  private static final int STEP = 1 << 12;

  private final ByteWindow bytes;
  private final Parts parts;
  private final LzfFeed lzf = new LzfFeed();
  private final PackedInput input = new PackedInput();

  PackedCut(ByteWindow bytes, Parts parts) {
    this.bytes = bytes;
    this.parts = parts;
  }

  /**
   * The entries in front of the damage.
   *
   * @param position of the string that holds the container
   * @param bound where it must end at the latest
   * @param isPlaced whether what follows it shows that it has its length
   * @return null if the string or the head of the container is damaged, or if nobody can say where
   *     the damage is: if a compressed string can be expanded, it is in bytes that may have been
   *     copied to other entries
   */
  @Nullable PackedEntries entries(
      long position, long bound, boolean isPlaced, StringCheck.Role role) throws IOException {
    boolean isCompressed = bytes.at(position) == 0xC3;
    if (role == StringCheck.Role.ZIPMAP || !isCompressed && bytes.at(position) >= 0xC0) {
      return null;
    }
    long at = parts.length(isCompressed ? position + 1 : position);
    long stored = parts.length();
    long size = stored;
    if (isCompressed && at >= 0) {
      at = parts.length(at);
      size = parts.length();
    }
    if (at < 0 || stored < SHORTEST || size < SHORTEST || stored > LARGEST) {
      return null;
    }
    byte[] found = new byte[(int) Math.max(0, Math.min(stored, bound - at))];
    bytes.copy(at, found, 0, found.length);
    if (isCompressed) {
      found = expanded(found, size);
    }
    return found.length < SHORTEST || !hasHead(found, size, role)
        ? null
        : walk(found, isCompressed, isPlaced, role);
  }

  /** What can be expanded; nothing if that is all. */
  private byte[] expanded(byte[] stream, long size) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] step = new byte[STEP];
    lzf.open(new ArrayFeed(stream), stream.length, size);
    for (int damages = 0; damages < 2 && out.size() < LARGEST; ) {
      try {
        int count = lzf.read(step, 0, step.length);
        if (count < 0) {
          return new byte[0];
        }
        out.write(step, 0, count);
      } catch (PackedDamage damage) {
        // What was expanded in front of it is given by the next call, and then this again.
        damages++;
      }
    }
    return out.toByteArray();
  }

  /** Whether what the head of a container says of its size is what its string says. */
  private static boolean hasHead(byte[] found, long size, StringCheck.Role role) {
    long first = littleEndian(found, 0);
    if (role == StringCheck.Role.INTSET) {
      long count = littleEndian(found, 4);
      return (first == 2 || first == 4 || first == 8) && 8 + first * count == size;
    }
    return first == size;
  }

  private @Nullable PackedEntries walk(
      byte[] found, boolean isCompressed, boolean isPlaced, StringCheck.Role role)
      throws IOException {
    byte[] image = Arrays.copyOf(found, found.length + 1);
    long announced = prepare(image, role);
    int length = image.length;
    PackedContainer walker;
    if (role == StringCheck.Role.INTSET) {
      int width = found[0];
      int count = (found.length - 8) / width;
      length = 8 + width * count;
      image[4] = (byte) count;
      image[5] = (byte) (count >>> 8);
      image[6] = (byte) (count >>> 16);
      image[7] = 0;
      walker = new Intset();
    } else {
      walker =
          role == StringCheck.Role.ZIPLIST || role == StringCheck.Role.ZIPLIST_PAIRS
              ? new Ziplist()
              : new Listpack();
    }
    PackedEntries entries = new PackedEntries(role, found, isCompressed, isPlaced, announced);
    try {
      walker.walk(input.wrap(image, 0, length), sink(entries));
      entries.end(role == StringCheck.Role.INTSET ? length : found.length);
    } catch (PackedDamage damage) {
      int at = (int) Math.min(found.length, damage.offset());
      // An end: all that can be read is whole. If it comes too early, entries are missing, and the
      // one that is made of two halves looks like the others.
      boolean isEnd = role != StringCheck.Role.INTSET && at < found.length && found[at] == -1;
      if (isEnd || damage.part() != PackedDamage.Part.INSIDE) {
        return null;
      }
      entries.end(at);
    }
    return entries;
  }

  /** Makes the head of a container one of any size; how many entries it announces, or -1. */
  private static long prepare(byte[] image, StringCheck.Role role) {
    if (role == StringCheck.Role.INTSET) {
      return littleEndian(image, 4);
    }
    boolean isZiplist = role == StringCheck.Role.ZIPLIST || role == StringCheck.Role.ZIPLIST_PAIRS;
    int countAt = isZiplist ? 8 : 4;
    int count = image[countAt] & 0xFF | (image[countAt + 1] & 0xFF) << 8;
    image[countAt] = -1;
    image[countAt + 1] = -1;
    for (int i = 0; i < 4; i++) {
      image[i] = (byte) (image.length >>> (8 * i));
      if (isZiplist) {
        image[4 + i] = 0;
      }
    }
    image[image.length - 1] = -1;
    return count == 0xFFFF ? -1 : count;
  }

  private PackedSink sink(PackedEntries entries) {
    return new PackedSink() {
      @Override
      public void integer(long value) {
        entries.add(input.position(), value);
      }

      @Override
      public void bytes(byte[] array, int index, int length) {
        entries.add(input.position(), -1);
      }

      @Override
      public void large(long offsetInString, long length) {
        throw new IllegalStateException("a container in memory has no large entries");
      }
    };
  }

  private static long littleEndian(byte[] from, int at) {
    long value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | from[at + i] & 0xFF;
    }
    return value;
  }
}
