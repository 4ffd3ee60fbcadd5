package org.aofkit.rdb.packed;

import java.io.IOException;

/** The bytes of one string, in order, for strings that are too long to lie in one array. */
public interface Feed {
  /**
   * Takes the next bytes.
   *
   * @param target takes them
   * @param offset where in the target
   * @param length how many are wanted, at least 1
   * @return how many were written, 1 to {@code length}, or -1 at the end of the string
   * @throws IOException if the source cannot be read
   * @throws PackedDamage if the bytes cannot be expanded
   */
  int read(byte[] target, int offset, int length) throws IOException, PackedDamage;
}
