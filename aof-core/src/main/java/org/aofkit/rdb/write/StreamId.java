package org.aofkit.rdb.write;

/**
 * The id of an entry of a stream. Both numbers are unsigned.
 *
 * @param ms milliseconds since 1970, by custom
 * @param seq tells entries of the same millisecond apart
 */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {
  /** Before all entries. */
  public static final StreamId ZERO = new StreamId(0, 0);

  @Override
  public int compareTo(StreamId other) {
    int byMs = Long.compareUnsigned(ms, other.ms);
    return byMs != 0 ? byMs : Long.compareUnsigned(seq, other.seq);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(ms) + '-' + Long.toUnsignedString(seq);
  }
}
