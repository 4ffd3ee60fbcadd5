package org.aofkit.keyspace.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The hash of HyperLogLogs: MurmurHash2 with 64 bits (variant A), public domain, of one seed. */
final class Murmur {
  private static final long SEED = 0xadc83b19L;
  private static final long FACTOR = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Murmur() {}

  static long hash(byte[] bytes) {
    long hash = SEED ^ bytes.length * FACTOR;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at) * FACTOR;
      word = (word ^ word >>> SHIFT) * FACTOR;
      hash = (hash ^ word) * FACTOR;
    }
    if (at < bytes.length) {
      long rest = 0;
      for (int i = bytes.length - 1; i >= at; i--) {
        rest = rest << 8 | bytes[i] & 0xff;
      }
      hash = (hash ^ rest) * FACTOR;
    }
    hash = (hash ^ hash >>> SHIFT) * FACTOR;
    return hash ^ hash >>> SHIFT;
  }
}
