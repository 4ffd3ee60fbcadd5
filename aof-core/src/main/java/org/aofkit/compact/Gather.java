package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;

/**
 * Fetches the commands at many places, read in the order in which they stand in the files: those
 * that lie close together by one read, others each by its own. Bounded: what does not fit is left
 * where it is. For one thread.
 */
final class Gather {
  /** More commands are not fetched at a time. */
  static final int MOST = 1 << 18;

  private static final int ORDINAL_BITS = 19;
  private static final int SHIFT = ORDINAL_BITS + 1;
  private static final int FIRST_ARENA = 256 << 10;
  private static final int WINDOW = 1 << 18;
  private static final int LARGEST = 1 << 16;

  /** So far apart commands are still read by one read. */
  private static final int GAP = 1 << 13;

  /** Read from the last place on, in the hope that it is all of the command. */
  private static final int TAIL = 1 << 11;

  private final Places places;
  private final PlaceReader reader;
  private final int room;
  private final CommandBytes parsed = new CommandBytes();
  private final byte[] window = new byte[WINDOW];

  /** {@code place, ordinal, whether it is a pair} in one number, so that sorting is quick. */
  private long[] order = new long[1 << 10];

  private int[] offsets = new int[1 << 10];
  private byte[] arena = new byte[FIRST_ARENA];
  private int count;
  private int filled;
  private long windowPlace;
  private int windowLength;

  /**
   * Nothing yet.
   *
   * @param reader opens the files; borrowed
   * @param room how many bytes of commands it takes at most, 256 KiB or more
   */
  Gather(Places places, PlaceReader reader, int room) {
    this.places = places;
    this.room = room;
    this.reader = reader;
  }

  /** Whether all places of so many bytes can be told. */
  static boolean canReach(long bytes) {
    return bytes + 1 < 1L << Long.SIZE - 1 - SHIFT;
  }

  /** Forgets all. */
  void clear() {
    count = 0;
    filled = 0;
    windowLength = 0;
  }

  /** How many places were added. */
  int count() {
    return count;
  }

  /** Adds a place, and returns the number by which it is asked for. */
  int add(long place, boolean isPair) {
    if (count == order.length) {
      order = Arrays.copyOf(order, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    order[count] = place << SHIFT | (long) count << 1 | (isPair ? 1 : 0);
    offsets[count] = -1;
    return count++;
  }

  /** Fetches all that were added. */
  void read() throws IOException {
    Arrays.sort(order, 0, count);
    for (int i = 0; i < count; i++) {
      long place = order[i] >>> SHIFT;
      boolean isPair = (order[i] & 1) != 0;
      boolean isThere =
          place >= windowPlace && place < windowPlace + windowLength && look(place, isPair);
      if (!isThere) {
        fill(i, 0);
        isThere = look(place, isPair);
      }
      if (!isThere && windowLength < LARGEST) {
        fill(i, LARGEST);
        isThere = look(place, isPair);
      }
      if (isThere) {
        keep((int) (order[i] >>> 1) & (1 << ORDINAL_BITS) - 1, (int) (place - windowPlace));
      }
    }
  }

  private boolean look(long place, boolean isPair) {
    int at = (int) (place - windowPlace);
    return isPair
        ? parsed.pair(window, at, windowLength)
        : parsed.command(window, at, windowLength);
  }

  private void keep(int ordinal, int from) {
    int length = parsed.end() - from;
    if (length > LARGEST || filled + length > room) {
      return;
    }
    if (filled + length > arena.length) {
      arena = Arrays.copyOf(arena, Math.min(room, 2 * arena.length));
    }
    System.arraycopy(window, from, arena, filled, length);
    offsets[ordinal] = filled;
    filled += length;
  }

  /** Reads from a place on, as far as there are others near. */
  private void fill(int index, int least) throws IOException {
    long place = order[index] >>> SHIFT;
    int file = places.file(place);
    long start = places.start(file);
    ByteSource source = reader.source(place);
    long end = start + source.size();
    if (place >= end) {
      // It was cut before it was opened here.
      throw new FileShrankException(source.name(), place - start, null);
    }
    long last = place;
    for (int i = index + 1; i < count; i++) {
      long next = order[i] >>> SHIFT;
      if (next - last > GAP || next - place > WINDOW - TAIL || next >= end) {
        break;
      }
      last = next;
    }
    long wanted = Math.max(least, Math.min(WINDOW, last - place + TAIL));
    windowPlace = place;
    windowLength = (int) Math.min(wanted, end - place);
    ByteBuffer room = ByteBuffer.wrap(window, 0, windowLength);
    if (source.read(place - start, room) < windowLength) {
      throw new FileShrankException(source.name(), place - start, null);
    }
  }

  /** Where a command begins in {@link #bytes()}; -1 if it was not fetched. */
  int offset(int number) {
    return offsets[number];
  }

  /** What was fetched. */
  byte[] bytes() {
    return arena;
  }

  /** Behind the last byte that was fetched. */
  int end() {
    return filled;
  }
}
