package org.aofkit.rdb;

import org.aofkit.rdb.packed.Feed;

/** The bytes of an array. */
final class ArrayFeed implements Feed {
  private final byte[] bytes;
  private int next;

  ArrayFeed(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (next == bytes.length) {
      return -1;
    }
    int count = Math.min(length, bytes.length - next);
    System.arraycopy(bytes, next, target, offset, count);
    next += count;
    return count;
  }
}
