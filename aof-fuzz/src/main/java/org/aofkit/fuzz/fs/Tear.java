package org.aofkit.fuzz.fs;

/** How much of a write or a read is done before it is broken off. */
public enum Tear {
  /** Nothing. */
  NOTHING,
  /** The first byte. */
  ONE_BYTE,
  /** Half of the bytes, rounded down. */
  HALF,
  /** All but the last byte. */
  ALL_BUT_ONE,
  /** Up to the last multiple of 512 in the file that lies inside; half where there is none. */
  SECTOR,
  /** Up to the last multiple of 4096 in the file that lies inside; half where there is none. */
  PAGE;

  /**
   * How many bytes are done.
   *
   * @param offset of the first one in the file
   * @param length asked for; 0 or more
   * @return 0 … length
   */
  public long of(long offset, long length) {
    return switch (this) {
      case NOTHING -> 0;
      case ONE_BYTE -> Math.min(1, length);
      case HALF -> length / 2;
      case ALL_BUT_ONE -> Math.max(0, length - 1);
      case SECTOR -> border(offset, length, 512);
      case PAGE -> border(offset, length, 4096);
    };
  }

  private static long border(long offset, long length, long block) {
    long last = (offset + Math.max(0, length - 1)) / block * block;
    return last > offset ? last - offset : length / 2;
  }
}
