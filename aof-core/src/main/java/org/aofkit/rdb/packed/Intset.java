package org.aofkit.rdb.packed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks intsets.
 *
 * <pre>
 *   u32 width (2, 4 or 8), u32 number of entries, entries: signed, ascending, none twice
 * </pre>
 *
 * Numbers are little-endian. An empty intset is refused by every server; a width larger than the
 * numbers need is usual, since servers do not shrink an intset.
 */
public final class Intset extends PackedContainer {
  private static final int HEADER = 8;

  /**
   * So many numbers at most are read by one call of the loop. The JIT compiler then meets it as a
   * method that is called often, and need not compile it once more from within.
   */
  private static final int SOME = 64;

  private int width;
  private long before;
  private boolean isFirst;

  /** For intsets, reused. */
  public Intset() {}

  @Override
  long header(PackedInput in) throws IOException, PackedDamage {
    if (in.size() < HEADER) {
      throw PackedDamage.outside(
          0, "expected an intset of 8 bytes or more, found " + in.size() + " bytes");
    }
    long bytes = in.readLittleEndian(4);
    long count = in.readLittleEndian(4);
    if (bytes != 2 && bytes != 4 && bytes != 8) {
      throw PackedDamage.outside(0, "expected a width of 2, 4 or 8, found " + bytes);
    }
    if (count == 0 || in.size() != HEADER + bytes * count) {
      throw PackedDamage.outside(
          4,
          "expected a count that fills "
              + in.size()
              + " bytes, found "
              + count
              + " of "
              + bytes
              + " bytes");
    }
    width = (int) bytes;
    return count;
  }

  @Override
  boolean isTerminated() {
    return false;
  }

  @Override
  long entries(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    before = Long.MIN_VALUE;
    isFirst = true;
    while (in.hold(width)) {
      some(in, sink);
    }
    return announced();
  }

  private void some(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    byte[] a = in.array;
    int p = in.next;
    long last = before;
    int stop = Math.min(in.end, p + SOME * width) - width;
    for (; p <= stop; p += width) {
      long value =
          switch (width) {
            case 2 -> LittleEndian.int16(a, p);
            case 4 -> LittleEndian.int32(a, p);
            default -> LittleEndian.int64(a, p);
          };
      if (value <= last && !isFirst) {
        in.next = p;
        throw PackedDamage.inside(
            in.position(), "expected a number above " + last + ", found " + value);
      }
      if (sink != null) {
        in.next = p;
        sink.integer(value);
      }
      last = value;
      isFirst = false;
    }
    in.next = p;
    before = last;
  }
}
