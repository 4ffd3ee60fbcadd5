package org.aofkit.rdb;

/** What the checksum behind an RDB image says about it. */
public enum RdbChecksum {
  /** It is the CRC-64 of the bytes before it. */
  MATCHES,
  /**
   * It is zero: the server that wrote it had checksums switched off, and servers do not compare it.
   */
  DISABLED,
  /** It is not the CRC-64 of the bytes before it. Every server refuses the image. */
  WRONG,
  /** Images before version 5 have none. */
  NONE_IN_VERSION,
  /** Stepping stopped before it. */
  NOT_REACHED;

  /** What a stored checksum says. */
  static RdbChecksum of(long actual, long stored) {
    if (stored == 0) {
      return DISABLED;
    }
    return stored == actual ? MATCHES : WRONG;
  }

  /** The problem that a checksum is wrong. */
  static RdbProblem wrong(long at, long actual, long stored) {
    return new RdbProblem(
        RdbProblem.Kind.CHECKSUM,
        at,
        "expected " + Long.toHexString(actual) + ", found " + Long.toHexString(stored));
  }
}
