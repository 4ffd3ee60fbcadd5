package org.aofkit.rdb.salvage;

import java.util.Arrays;

/** A piece of the new image; the pieces stand one behind the other. */
public sealed interface SalvagePiece {
  /** Number of bytes. */
  long length();

  /**
   * Bytes of the damaged image as they are.
   *
   * @param offset in the source
   * @param length in bytes, more than 0
   */
  record Copy(long offset, long length) implements SalvagePiece {}

  /** Bytes that are written again: a few, such as the checksum. The array must not be changed. */
  record Literal(byte[] bytes) implements SalvagePiece {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Literal that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
