package org.aofkit.rdb.write;

import java.io.IOException;

/** A string that does not lie in one array, for example a very long one in a file. */
public interface Content {
  /** Bytes of the string. */
  long length();

  /**
   * Tells the bytes in order, in pieces of any size. It may be asked several times and tells the
   * same each time.
   */
  void tellTo(Pieces pieces) throws IOException;

  /** Takes pieces. */
  @FunctionalInterface
  interface Pieces {
    /** Takes the next piece; the array is not kept. */
    void piece(byte[] array, int index, int length) throws IOException;
  }
}
