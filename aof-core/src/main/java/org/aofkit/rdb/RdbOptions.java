package org.aofkit.rdb;

/**
 * How an RDB image is stepped over.
 *
 * @param bufferSize the size of the one read buffer in bytes, at least 64; a larger one costs
 *     memory, a smaller one time
 * @param inAof whether the image is a base or a preamble of an AOF. There a master keeps keys whose
 *     deadline has passed; when it loads a plain dump it drops them, so that such a key may come
 *     twice.
 */
public record RdbOptions(int bufferSize, boolean inAof) {
  private static final int DEFAULT_BUFFER = 1 << 20;

  public RdbOptions {
    if (bufferSize < 64) {
      throw new IllegalArgumentException("buffer must have at least 64 bytes: " + bufferSize);
    }
  }

  /** For the RDB part of an AOF: a base or a preamble. */
  public static RdbOptions forAof() {
    return new RdbOptions(DEFAULT_BUFFER, true);
  }

  /** For a dump that stands by itself. */
  public static RdbOptions forDump() {
    return new RdbOptions(DEFAULT_BUFFER, false);
  }
}
