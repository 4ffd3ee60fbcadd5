package org.aofkit.rdb.packed;

import java.io.IOException;

/**
 * Takes the entries of a packed container in their order. An entry is told before what follows it
 * is verified, so a walk that ends in damage has told the entries in front of it.
 */
public interface PackedSink {
  /**
   * An entry that is stored as a number.
   *
   * @throws IOException to end the walk
   * @throws PackedDamage to end the walk: the sink found something wrong
   */
  void integer(long value) throws IOException, PackedDamage;

  /**
   * An entry that is stored as bytes.
   *
   * @param array holds it; valid, and to be left alone, until the method returns
   * @param index of the first byte
   * @param length in bytes, 0 or more
   * @throws IOException to end the walk
   * @throws PackedDamage to end the walk: the sink found something wrong
   */
  void bytes(byte[] array, int index, int length) throws IOException, PackedDamage;

  /**
   * An entry that is longer than the buffer of the input. It does not occur with {@link
   * PackedInput#wrap}.
   *
   * @param offsetInString of its first byte, from the beginning of the expanded string
   * @param length in bytes
   * @throws IOException to end the walk
   * @throws PackedDamage to end the walk: the sink found something wrong
   */
  void large(long offsetInString, long length) throws IOException, PackedDamage;
}
