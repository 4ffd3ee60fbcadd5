package org.aofkit.rdb.salvage;

import java.io.IOException;

/**
 * Tells in how many bytes of a gap records may be lost of which nothing is known: in those that are
 * damaged, but not in the rest of a value whose head says where it ends.
 */
final class HiddenBytes {
  /** So many NULs stand in a gap at a place that is a multiple of their number. */
  private static final int NULS = 64;

  /** A packed value ends that far from where records go on at most, or its head is not believed. */
  private static final int MOST_SHIFT = 512;

  private static final int COMPRESSED = 0xC3;
  private static final int SHORTEST = 12;
  private static final int INTSET = 11;
  private static final int FIELD_DEADLINES = 25;

  private final ByteWindow bytes;
  private final Parts parts;
  private final RecordSizes sizes;

  /** The sizes are those of the records that are passed meanwhile. */
  HiddenBytes(ByteWindow bytes, RecordSizes sizes) {
    this.bytes = bytes;
    this.sizes = sizes;
    this.parts = new Parts(bytes);
  }

  /**
   * Where a packed value ends whose head is in order: a listpack and a ziplist begin with their
   * size, which is the length of the string that holds them, or would hold them if they were not
   * compressed. Both are 32 bits that damage would not have made the same.
   *
   * @return -1 if that is not so, or the value is not packed
   */
  long packedEnd(int type, long valueAt) throws IOException {
    switch (type) {
      case 10, INTSET, 12, 13, 16, 17, 20, FIELD_DEADLINES -> {}
      default -> {
        return -1;
      }
    }
    long at = type == FIELD_DEADLINES ? valueAt + Long.BYTES : valueAt;
    boolean isCompressed = bytes.at(at) == COMPRESSED;
    long behind = parts.length(isCompressed ? at + 1 : at);
    long stored = parts.length();
    if (behind < 0 || !isCompressed && bytes.at(at) >= 0xC0) {
      return -1;
    }
    long size = stored;
    if (isCompressed) {
      behind = parts.length(behind);
      size = parts.length();
      // The first literal run must hold the size.
      int literal = behind < 0 ? -1 : bytes.at(behind);
      if (literal < (type == INTSET ? 7 : 3) || literal >= 32 || size <= stored) {
        return -1;
      }
      behind++;
    }
    if (size < SHORTEST || behind + Long.BYTES > bytes.limit()) {
      return -1;
    }
    long first = bytes.littleEndian(behind, Integer.BYTES);
    boolean isSize =
        type == INTSET
            ? (first == 2 || first == 4 || first == 8)
                && bytes.littleEndian(behind + Integer.BYTES, Integer.BYTES) * first + 8 == size
            : first == size;
    long from = isCompressed ? behind - 1 : behind;
    return isSize && stored <= Long.MAX_VALUE - from ? from + stored : -1;
  }

  /**
   * How many bytes of a gap may hold records.
   *
   * @param unread what is known so far of how many they are at most
   * @param from where the gap begins
   * @param behind where records go on
   * @param known up to where the bytes of a value are known; the beginning of the gap if none are
   * @param packedEnd where the value ends that the gap begins with; -1 if that is not known
   * @param isAtNuls whether NULs stand where a record should, so that they are the damage
   */
  long in(long unread, long from, long behind, long known, long packedEnd, boolean isAtNuls)
      throws IOException {
    long most = unread;
    boolean isPacked = packedEnd >= 0 && packedEnd - behind <= MOST_SHIFT;
    if (isPacked) {
      // Bytes may be missing.
      most = Math.min(most, Math.max(0, behind - packedEnd) + Edges.GONE);
    }
    long begin = Math.max(from, known);
    long first = -1;
    long last = begin;
    for (long at = begin + NULS - begin % NULS; at < behind; at += NULS) {
      if (bytes.nuls(at, NULS) == NULS) {
        first = first < 0 ? beginOfNuls(begin, at) : first;
        last = Math.min(behind, bytes.behindNuls(at));
        at = last - last % NULS;
      }
    }
    long nuls = first < 0 ? 0 : last - first;
    // A value may have NULs of its own. Behind those that are the damage is the rest of a value.
    boolean isDamage =
        isAtNuls
            && nuls > 0
            && behind - last <= sizes.largest()
            && first - begin <= sizes.largest();
    if (!isDamage && 2 * nuls < most) {
      return most;
    }
    return Math.min(most, isPacked ? last - Math.min(last, Math.max(first, packedEnd)) : nuls);
  }

  private long beginOfNuls(long from, long inside) throws IOException {
    long begin = inside;
    while (begin > from && bytes.at(begin - 1) == 0) {
      begin--;
    }
    return begin;
  }
}
