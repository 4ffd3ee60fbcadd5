package org.aofkit.rdb;

/**
 * What was seen of a stretch of an image.
 *
 * @param image its counts, and what is wrong in it
 * @param sum the CRC-64 of its bytes, without a checksum at its end; not defined with a problem
 * @param checksumAt where the checksum of the image is; -1 if it is not in the stretch
 * @param stored the checksum of the image, if it is in the stretch
 * @param firstKey the first key, if a server surely takes it
 * @param lastKey the key that a server surely took last
 */
record RdbStretch(
    RdbImage image,
    long sum,
    long checksumAt,
    long stored,
    RdbLastKey firstKey,
    RdbLastKey lastKey) {
  /** Behind the last byte that is summed. */
  long sumEnd() {
    return checksumAt < 0 ? image.end() : checksumAt;
  }

  /** Whether the first key repeats the last one of the stretch in front of this one. */
  boolean repeats(RdbStretch before) {
    return firstKey.isSame(before.lastKey);
  }
}
