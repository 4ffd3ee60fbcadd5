package org.aofkit.repair;

/**
 * A place in the log where it is to end: everything from there on goes, the files behind included.
 *
 * @param index the file in load order
 * @param offset the first byte that goes; a boundary between commands, outside of transactions
 * @param reason why it is there, in words that end a sentence
 */
record CutPoint(int index, long offset, String reason) {
  /** Whether a place in the log goes. */
  boolean takes(int otherIndex, long otherOffset) {
    return otherIndex > index || otherIndex == index && otherOffset >= offset;
  }

  /** Whether this one comes first, or both are the same. */
  boolean isNotBehind(CutPoint other) {
    return takes(other.index, other.offset);
  }
}
