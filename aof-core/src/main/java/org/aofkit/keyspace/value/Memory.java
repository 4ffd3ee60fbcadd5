package org.aofkit.keyspace.value;

import org.jspecify.annotations.Nullable;

/** What things take in memory, about, on a virtual machine with compressed references. */
final class Memory {
  static final int REFERENCE = 4;

  /** An object of a few fields. */
  static final int OBJECT = 48;

  /** The head of an array, and what it is rounded up by on the average. */
  private static final int ARRAY = 20;

  private Memory() {}

  /** An array of bytes; nothing if there is none. */
  static long of(byte @Nullable [] bytes) {
    return bytes == null ? 0 : ARRAY + bytes.length;
  }

  /** An array of arrays of bytes. */
  static long of(@Nullable byte[][] arrays) {
    long sum = ARRAY + (long) REFERENCE * arrays.length;
    for (byte[] each : arrays) {
      sum += of(each);
    }
    return sum;
  }
}
