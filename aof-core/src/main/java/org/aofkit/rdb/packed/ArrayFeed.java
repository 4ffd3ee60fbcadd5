package org.aofkit.rdb.packed;

/** The bytes of an array. */
public final class ArrayFeed implements Feed {
  private final byte[] bytes;
  private int next;

  /**
   * Gives these bytes.
   *
   * @param bytes not copied, and not to be changed meanwhile
   */
  public ArrayFeed(byte[] bytes) {
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
