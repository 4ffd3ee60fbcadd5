package org.aofkit.keyspace.value;

import java.util.Arrays;

/**
 * A HyperLogLog as the bytes of a string: 16,384 registers, sparse (runs of equal registers) or
 * dense (six bits each). What is done to it leaves the same bytes as in servers, which clients can
 * read.
 *
 * <p>Layout: {@code HYLL}, one byte for the encoding (0 dense, 1 sparse), three unused, eight bytes
 * of the cardinality counted last, the lowest first, whose highest bit says that it is out of date;
 * then the registers.
 *
 * <p>Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2 under {@code hll-sparse-max-bytes 3000}.
 */
public final class HyperLogLog {
  static final int REGISTERS = 1 << 14;
  private static final int HEADER = 16;
  private static final int INDEX_BITS = 14;
  private static final int HASH_BITS = 64 - INDEX_BITS;
  private static final int DENSE_SIZE = HEADER + REGISTERS * 6 / 8;
  private static final int SPARSE_LIMIT = 3000;

  /** The highest register that sparse ones hold. */
  private static final int SPARSE_HIGHEST = 32;

  private static final int LAST_OF_CARD = 15;

  private byte[] bytes;

  private HyperLogLog(byte[] bytes) {
    this.bytes = bytes;
  }

  /** An empty one: a sparse one of one run. */
  public static HyperLogLog empty() {
    byte[] bytes = new byte[HEADER + 2];
    bytes[0] = 'H';
    bytes[1] = 'Y';
    bytes[2] = 'L';
    bytes[3] = 'L';
    bytes[4] = 1;
    bytes[HEADER] = 0x7f;
    bytes[HEADER + 1] = (byte) 0xff;
    return new HyperLogLog(bytes);
  }

  /** Whether servers take a string for one; the registers may still be damaged. */
  public static boolean isOne(StringValue value) {
    return value.length() >= HEADER
        && value.byteAt(0) == 'H'
        && value.byteAt(1) == 'Y'
        && value.byteAt(2) == 'L'
        && value.byteAt(3) == 'L'
        && value.byteAt(4) <= 1
        && (value.byteAt(4) == 1 || value.length() == DENSE_SIZE);
  }

  /** The one that a string is; to be asked only if it {@linkplain #isOne is one}. */
  public static HyperLogLog of(StringValue value) {
    return new HyperLogLog(value.range(0, value.length()));
  }

  /** Its bytes as a string; this must not be used any more. */
  public StringValue toValue() {
    return new StringValue(bytes);
  }

  /** Whether it is dense. */
  public boolean isDense() {
    return bytes[4] == 0;
  }

  /** Whether the registers are whole: those of a sparse one may be too few or too many. */
  public boolean isWhole() {
    if (isDense()) {
      return true;
    }
    int registers = 0;
    int at = HEADER;
    while (at < bytes.length && registers <= REGISTERS) {
      if (RegisterRun.isLong(bytes[at]) && at + 1 == bytes.length) {
        return false;
      }
      registers += RegisterRun.length(bytes, at);
      at += RegisterRun.size(bytes[at]);
    }
    return registers == REGISTERS && at == bytes.length;
  }

  /** Says that the cardinality counted last is out of date. */
  public void invalidate() {
    bytes[LAST_OF_CARD] |= (byte) 0x80;
  }

  /** Whether the cardinality counted last is right. */
  public boolean isCounted() {
    return bytes[LAST_OF_CARD] >= 0;
  }

  /**
   * Adds an element.
   *
   * @return whether that changed a register
   */
  public boolean add(byte[] element) {
    long hash = Murmur.hash(element);
    int index = (int) (hash & (REGISTERS - 1));
    long rest = hash >>> INDEX_BITS | 1L << HASH_BITS;
    return raise(index, Long.numberOfTrailingZeros(rest) + 1);
  }

  /** Raises registers that are lower than others: those of a union. */
  public void raise(byte[] others) {
    for (int i = 0; i < REGISTERS; i++) {
      if (others[i] > 0) {
        raise(i, others[i]);
      }
    }
  }

  /** Raises registers, one a byte, to those of this one where they are lower. */
  public void unite(byte[] others) {
    byte[] mine = registers();
    for (int i = 0; i < REGISTERS; i++) {
      others[i] = (byte) Math.max(others[i], mine[i]);
    }
  }

  /** Makes it dense. */
  public void toDense() {
    if (isDense()) {
      return;
    }
    byte[] registers = registers();
    byte[] dense = Arrays.copyOf(Arrays.copyOf(bytes, HEADER), DENSE_SIZE);
    dense[4] = 0;
    bytes = dense;
    for (int i = 0; i < REGISTERS; i++) {
      if (registers[i] > 0) {
        setDense(i, registers[i]);
      }
    }
  }

  /** Counts, and notes the cardinality. */
  public void count() {
    int[] histogram = new int[64];
    for (byte register : registers()) {
      histogram[register]++;
    }
    long cardinality = Cardinality.of(histogram, REGISTERS, HASH_BITS);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[8 + i] = (byte) (cardinality >>> (8 * i));
    }
  }

  private byte[] registers() {
    byte[] registers = new byte[REGISTERS];
    if (isDense()) {
      for (int i = 0; i < REGISTERS; i++) {
        registers[i] = (byte) dense(i);
      }
      return registers;
    }
    int first = 0;
    for (int at = HEADER; at < bytes.length; at += RegisterRun.size(bytes[at])) {
      int length = RegisterRun.length(bytes, at);
      Arrays.fill(registers, first, first + length, (byte) RegisterRun.value(bytes[at]));
      first += length;
    }
    return registers;
  }

  private int dense(int index) {
    int at = HEADER + index * 6 / 8;
    int shift = index * 6 & 7;
    int next = shift > 2 ? bytes[at + 1] & 0xff : 0;
    return ((bytes[at] & 0xff) | next << 8) >> shift & 63;
  }

  private void setDense(int index, int register) {
    int at = HEADER + index * 6 / 8;
    int shift = index * 6 & 7;
    bytes[at] = (byte) (bytes[at] & ~(63 << shift) | register << shift);
    if (shift > 2) {
      bytes[at + 1] = (byte) (bytes[at + 1] & ~(63 >> (8 - shift)) | register >> (8 - shift));
    }
  }

  private boolean raise(int index, int register) {
    if (!isDense() && register > SPARSE_HIGHEST) {
      toDense();
    }
    if (isDense()) {
      boolean isRaised = register > dense(index);
      if (isRaised) {
        setDense(index, register);
      }
      return isRaised;
    }
    return raiseSparse(index, register);
  }

  private boolean raiseSparse(int index, int register) {
    int at = HEADER;
    int former = -1;
    int first = 0;
    while (first + RegisterRun.length(bytes, at) <= index) {
      first += RegisterRun.length(bytes, at);
      former = at;
      at += RegisterRun.size(bytes[at]);
    }
    int length = RegisterRun.length(bytes, at);
    int value = RegisterRun.value(bytes[at]);
    if (value >= register) {
      return false;
    }
    byte[] parts = new byte[5];
    int size = RegisterRun.put(parts, 0, value, index - first);
    size = RegisterRun.put(parts, size, register, 1);
    size = RegisterRun.put(parts, size, value, first + length - 1 - index);
    int oldSize = RegisterRun.size(bytes[at]);
    if (size > oldSize && bytes.length + size - oldSize > SPARSE_LIMIT) {
      toDense();
      setDense(index, register);
      return true;
    }
    byte[] changed = Arrays.copyOf(bytes, bytes.length + size - oldSize);
    System.arraycopy(parts, 0, changed, at, size);
    System.arraycopy(bytes, at + oldSize, changed, at + size, bytes.length - at - oldSize);
    bytes = changed;
    join(former < 0 ? HEADER : former);
    invalidate();
    return true;
  }

  /** Joins neighbours of the same value, looking at no more than five runs. */
  private void join(int from) {
    int at = from;
    int end = bytes.length;
    for (int looks = 0; looks < 5 && at < end; looks++) {
      int size = RegisterRun.size(bytes[at]);
      boolean isPair =
          RegisterRun.isValue(bytes[at]) && at + 1 < end && RegisterRun.isValue(bytes[at + 1]);
      int both = isPair ? RegisterRun.length(bytes, at) + RegisterRun.length(bytes, at + 1) : 0;
      if (isPair
          && RegisterRun.value(bytes[at]) == RegisterRun.value(bytes[at + 1])
          && both <= RegisterRun.MOST_VALUES) {
        RegisterRun.put(bytes, at + 1, RegisterRun.value(bytes[at]), both);
        System.arraycopy(bytes, at + 1, bytes, at, end - at - 1);
        end--;
      } else {
        at += size;
      }
    }
    bytes = Arrays.copyOf(bytes, end);
  }
}
