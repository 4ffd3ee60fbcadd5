package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/** Finds where runs of NUL bytes begin and end. */
final class NulRuns {
  private static final int BLOCK = 256 << 10;

  /** Most runs are short. */
  private static final int FIRST_BLOCK = 4 << 10;

  private final ByteSource source;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

  NulRuns(ByteSource source) {
    this.source = source;
  }

  /**
   * The first byte at or behind {@code from} that is not NUL; the size of the file where there is
   * none.
   */
  long endOf(long from) throws IOException {
    long position = from;
    int length = FIRST_BLOCK;
    while (true) {
      block.clear().limit(length);
      length = Math.min(2 * length, BLOCK);
      int read = source.read(position, block);
      if (read <= 0) {
        return position;
      }
      block.flip();
      int index = 0;
      while (index + Long.BYTES <= read && block.getLong(index) == 0) {
        index += Long.BYTES;
      }
      while (index < read && block.get(index) == 0) {
        index++;
      }
      if (index < read) {
        return position + index;
      }
      position += read;
    }
  }

  /**
   * Where the run of NULs that ends at {@code end} begins; {@code end} where there is none. Not
   * before {@code from}.
   */
  long startOf(long from, long end) throws IOException {
    long position = end;
    while (position > from) {
      int length = (int) Math.min(BLOCK, position - from);
      block.clear().limit(length);
      if (source.read(position - length, block) < length) {
        return position;
      }
      for (int i = length - 1; i >= 0; i--) {
        if (block.get(i) != 0) {
          return position - length + i + 1;
        }
      }
      position -= length;
    }
    return position;
  }

  /** So many NULs in words. */
  static String inWords(long count) {
    return count + (count == 1 ? " NUL byte" : " NUL bytes");
  }
}
