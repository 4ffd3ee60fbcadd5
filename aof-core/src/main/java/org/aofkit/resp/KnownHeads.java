package org.aofkit.resp;

import java.nio.ByteBuffer;

/**
 * Heads of commands, for {@link RespScanner#nextKnown}: the count of words, and the first word with
 * its length, each in one digit. What they mean is up to who fills it. It holds some hundred; a new
 * one may take the place of another. For one thread.
 *
 * <p>Two loads hold a head whose word has up to 8 bytes: the first 8 bytes, and the last 8, which
 * may overlap. Comparing them is all there is to reading the head, since only whole heads as
 * servers write them are ever added: {@code *3 $3 SET} is found for less than its digits would take
 * to be looked at.
 */
public final class KnownHeads {
  /** The longest first word, in bytes. */
  private static final int MAX_WORD = 9;

  private static final int BITS = 9;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Four for a slot: first and last bytes, the word's first byte, nothing. */
  private final long[] slots = new long[4 << BITS];

  /** None yet. */
  public KnownHeads() {}

  /** Adds the head at an index if it is of the kind that is kept; 24 bytes can be read there. */
  void add(ByteBuffer bytes, int index) {
    long first = bytes.getLong(index);
    int length = Headers.lengthBehindCount(first);
    if (Headers.isCountAndLength(first) && length > 0 && length <= MAX_WORD) {
      long last = bytes.getLong(index + length);
      int slot = slot(first, last);
      slots[slot] = first;
      slots[slot + 1] = last;
      slots[slot + 2] = bytes.get(index + Long.BYTES);
    }
  }

  /**
   * Whether a head is among them.
   *
   * @param first its first 8 bytes, little-endian
   * @param length the length in them, if they are a head's: 0 to 15
   * @param index where it begins; 24 bytes can be read there
   */
  boolean contains(ByteBuffer bytes, int index, long first, int length) {
    long last = bytes.getLong(index + length);
    int slot = slot(first, last);
    // The two loads leave out one byte of a head with nine letters, such as PEXPIREAT.
    return slots[slot] == first
        && slots[slot + 1] == last
        && (length < MAX_WORD || slots[slot + 2] == bytes.get(index + Long.BYTES));
  }

  private static int slot(long first, long last) {
    return (int) ((first + last) * SPREAD >>> Long.SIZE - BITS) << 2;
  }
}
