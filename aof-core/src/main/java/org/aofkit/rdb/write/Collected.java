package org.aofkit.rdb.write;

import java.io.IOException;

/** Puts the pieces of a string together. */
final class Collected implements Content.Pieces {
  private final byte[] target;
  private int length;

  private Collected(byte[] target) {
    this.target = target;
  }

  /**
   * Puts a string at the beginning of an array.
   *
   * @throws IllegalStateException if it has not the length it said
   */
  static void into(byte[] target, Content content) throws IOException {
    var collected = new Collected(target);
    content.tellTo(collected);
    if (collected.length != content.length()) {
      throw new IllegalStateException(
          "a string of " + content.length() + " bytes told " + collected.length);
    }
  }

  @Override
  public void piece(byte[] array, int index, int count) {
    if (count > target.length - length) {
      throw new IllegalStateException("a string told more bytes than it has");
    }
    System.arraycopy(array, index, target, length, count);
    length += count;
  }
}
