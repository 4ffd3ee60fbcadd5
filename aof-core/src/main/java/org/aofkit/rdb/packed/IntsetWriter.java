package org.aofkit.rdb.packed;

/**
 * Builds intsets: width (2, 4 or 8) and count as 32-bit numbers, then the integers in ascending
 * order with so many bytes each; all little-endian. The width is the least that does for all.
 */
public final class IntsetWriter {
  private static final int HEADER = 8;

  private IntsetWriter() {}

  /**
   * An intset.
   *
   * @param sorted the integers, strictly ascending; at least one
   * @param count how many of them count
   */
  public static byte[] encode(long[] sorted, int count) {
    int width =
        Math.max(
            Short.BYTES,
            Math.max(PackedWriter.width(sorted[0]), PackedWriter.width(sorted[count - 1])));
    width = width == 3 ? Integer.BYTES : width;
    byte[] array = new byte[HEADER + width * count];
    put(array, 0, width, Integer.BYTES);
    put(array, Integer.BYTES, count, Integer.BYTES);
    for (int i = 0; i < count; i++) {
      put(array, HEADER + i * width, sorted[i], width);
    }
    return array;
  }

  private static void put(byte[] array, int at, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      array[at + i] = (byte) (value >>> (8 * i));
    }
  }
}
