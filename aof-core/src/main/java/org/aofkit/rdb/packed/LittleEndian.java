package org.aofkit.rdb.packed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Signed little-endian numbers in arrays, each by one load. A load outside of the array is refused
 * by the JVM.
 */
final class LittleEndian {
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static short int16(byte[] array, int index) {
    return (short) SHORT.get(array, index);
  }

  static int int24(byte[] array, int index) {
    return array[index + 2] << 16 | (short) SHORT.get(array, index) & 0xFFFF;
  }

  static int int32(byte[] array, int index) {
    return (int) INT.get(array, index);
  }

  static long uint32(byte[] array, int index) {
    return (int) INT.get(array, index) & 0xFFFFFFFFL;
  }

  static long int64(byte[] array, int index) {
    return (long) LONG.get(array, index);
  }
}
