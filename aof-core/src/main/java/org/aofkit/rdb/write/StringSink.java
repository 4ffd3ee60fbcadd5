package org.aofkit.rdb.write;

import java.io.IOException;

/**
 * Takes strings in one of several forms; in which form one comes makes no difference to what is
 * written. Arrays are not kept.
 */
public interface StringSink {
  /** Takes a string. */
  void bytes(byte[] array, int index, int length) throws IOException;

  /** Takes the string that is the decimal form of a number. */
  void integer(long value) throws IOException;

  /** Takes a string piece by piece. */
  void content(Content content) throws IOException;

  /** Takes a string. */
  default void bytes(byte[] array) throws IOException {
    bytes(array, 0, array.length);
  }
}
