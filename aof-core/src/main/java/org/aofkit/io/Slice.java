package org.aofkit.io;

/**
 * A range of bytes of a file.
 *
 * @param file the file's name
 * @param offset first byte, 0 or more
 * @param length bytes, 0 or more
 */
public record Slice(String file, long offset, long length) {

  /** Checks the range. */
  public Slice {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException("not a range: " + offset + " + " + length);
    }
  }

  /** First byte behind the range. */
  public long end() {
    return offset + length;
  }
}
