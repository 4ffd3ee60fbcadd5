package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.aofkit.rdb.packed.ListpackWriter;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a damaged packed container that stand in front of the damage, and a container of
 * some of them. The bytes of entries are never changed.
 */
final class PackedEntries {
  /** So many NULs are not taken for those of a value. */
  private static final int LONG_NULS = 16;

  private static final int MANY = 0xFFFF;

  private final StringCheck.Role role;
  private final byte[] bytes;
  private final boolean isCompressed;
  private final boolean isPlaced;
  private final long announced;
  private long[] numbers = new long[16];
  private int[] starts = new int[16];
  private int count;

  /**
   * Entries of a container.
   *
   * @param isPlaced whether what follows the container shows that it has its length
   * @param announced how many entries it says it has; -1 if it does not
   */
  PackedEntries(
      StringCheck.Role role, byte[] bytes, boolean isCompressed, boolean isPlaced, long announced) {
    this.role = role;
    this.bytes = bytes;
    this.isCompressed = isCompressed;
    this.isPlaced = isPlaced;
    this.announced = announced;
  }

  /** Notes an entry; the number it is, or any. */
  void add(long start, long number) {
    if (count + 2 > starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    numbers[count] = number;
    starts[count++] = (int) start;
  }

  /** Notes where the last entry ends: where the damage was met. */
  void end(long offset) {
    starts[count] = (int) offset;
  }

  /** How many entries the container says it has; -1 if it does not. */
  long announced() {
    return announced;
  }

  /** The number that an entry is. */
  long number(int entry) {
    return numbers[entry];
  }

  /**
   * How many of the entries are in no doubt. The damage may begin in one that can be read: an entry
   * is held by its back-length, or by its successor's, so that more than the last two can hardly be
   * damaged; numbers in an intset are held by their order only. In front of a run of NULs there is
   * no damage.
   */
  int sure() {
    if (!isPlaced && role == StringCheck.Role.INTSET) {
      // Where numbers are missing, one that is made of two halves is in order, too.
      return 0;
    }
    int margin =
        switch (role) {
          case INTSET -> 8;
          case ZIPLIST, ZIPLIST_PAIRS -> 3;
          default -> 2;
        };
    int sure = Math.max(0, count - margin - (isCompressed ? 2 : 0));
    int nuls = isCompressed ? -1 : firstNuls(starts[sure]);
    while (nuls >= 0 && sure < count && starts[sure + 1] <= nuls) {
      sure++;
    }
    return sure;
  }

  private int firstNuls(int from) {
    int run = 0;
    int to = Math.min(bytes.length, starts[count] + 2 * LONG_NULS);
    for (int at = from; at < to; at++) {
      run = bytes[at] == 0 ? run + 1 : 0;
      if (run == LONG_NULS) {
        return at + 1 - LONG_NULS;
      }
    }
    return -1;
  }

  /** A container of the first entries, as many as make whole tuples; null if that is none. */
  byte @Nullable [] container() {
    int sure = sure();
    int kept = sure - sure % role.tuple();
    return kept == 0 ? null : container(0, kept, new byte[0]);
  }

  /**
   * A container of entries.
   *
   * @param before bytes of entries to be put in front
   * @param more how many those are
   */
  byte[] container(int from, int to, byte[] before, int more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int size = before.length + starts[to] - starts[from];
    int entries = to - from + more;
    switch (role) {
      case INTSET -> {
        out.write(bytes, 0, 4);
        littleEndian(out, entries, 4);
      }
      case ZIPLIST, ZIPLIST_PAIRS -> {
        littleEndian(out, 10 + size + 1, 4);
        littleEndian(out, starts[to - 1], 4);
        littleEndian(out, Math.min(entries, MANY), 2);
      }
      default -> {
        littleEndian(out, 6 + size + 1, 4);
        littleEndian(out, Math.min(entries, MANY), 2);
      }
    }
    out.writeBytes(before);
    out.write(bytes, starts[from], starts[to] - starts[from]);
    if (role != StringCheck.Role.INTSET) {
      out.write(0xFF);
    }
    return out.toByteArray();
  }

  private byte[] container(int from, int to, byte[] before) {
    return container(from, to, before, 0);
  }

  /**
   * The node of a stream with its first entries only; null if that is none. It begins with how many
   * entries it has, how many of them are deleted, how many names its entries share, these names and
   * a 0. An entry is flags (1: deleted, 2: it has the names of the node), two numbers that make its
   * id, fields, and how many of these entries of the container it takes itself.
   */
  byte @Nullable [] node() {
    int sure = sure();
    long names = sure > 2 ? numbers[2] : -1;
    if (names < 0 || names > sure - 4) {
      return null;
    }
    int at = 4 + (int) names;
    long live = 0;
    long deleted = 0;
    while (at + 3 < sure) {
      long flags = numbers[at];
      long parts = (flags & 2) != 0 ? 3 + names : 4 + 2 * numbers[at + 3];
      if (flags < 0 || flags > 3 || parts < 3 || parts >= sure - at) {
        break;
      }
      if (numbers[at + (int) parts] != parts) {
        break;
      }
      live += (flags & 1) == 0 ? 1 : 0;
      deleted += flags & 1;
      at += (int) parts + 1;
    }
    if (live == 0) {
      return null;
    }
    ListpackWriter counts = new ListpackWriter(false);
    counts.integer(live);
    counts.integer(deleted);
    byte[] head = Arrays.copyOfRange(counts.finish(), 6, counts.size() - 1);
    return container(2, at, head, 2);
  }

  private static void littleEndian(ByteArrayOutputStream out, long value, int width) {
    for (int i = 0; i < width; i++) {
      out.write((int) (value >>> (8 * i)) & 0xFF);
    }
  }
}
