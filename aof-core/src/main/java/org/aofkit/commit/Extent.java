package org.aofkit.commit;

/**
 * A range of a file whose bytes, before or after the operation, are kept in the image file.
 *
 * @param offset in the file
 * @param length in bytes
 * @param imageOffset where its pieces begin in the image file
 * @param crc CRC-32C of the bytes
 * @param tailOptional how many of the last bytes may stay unwritten for lack of space
 */
record Extent(long offset, long length, long imageOffset, int crc, long tailOptional) {
  Extent {
    if (offset < 0 || length < 0 || imageOffset < 0 || tailOptional < 0 || tailOptional > length) {
      throw new IllegalArgumentException("extent out of range");
    }
    Math.addExact(offset, length);
  }

  long end() {
    return offset + length;
  }
}
