package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/**
 * Reads single bytes and header lines of a source here and there, through one block that it keeps.
 */
final class BlockReader {
  private static final int BLOCK = 64 << 10;
  private static final int SMALL = 4 << 10;

  /** The longest header that servers write: the mark, 19 digits, CR LF. */
  private static final int MAX_HEADER = 22;

  private final ByteSource source;
  private final long size;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private long base;
  private int length;
  private int next = SMALL;

  /** Where the header line found last ends. */
  private long headerEnd;

  /** Borrows the source. */
  BlockReader(ByteSource source) {
    this.source = source;
    this.size = source.size();
  }

  /** The byte at an offset; -1 outside of the file. */
  int at(long offset) throws IOException {
    if (offset < 0 || offset >= size) {
      return -1;
    }
    long index = offset - base;
    if (index < 0 || index >= length) {
      // Who reads on gets larger and larger blocks; who jumps a small one.
      next = index == length ? Math.min(2 * next, BLOCK) : SMALL;
      load(offset, next);
      index = 0;
    }
    return length == 0 ? -1 : block.get((int) index) & 0xFF;
  }

  private void load(long offset, int bytes) throws IOException {
    block.clear().limit((int) Math.min(bytes, size - offset));
    base = offset;
    length = 0;
    while (block.hasRemaining()) {
      int read = source.read(offset + length, block);
      if (read <= 0) {
        return;
      }
      length += read;
    }
  }

  boolean crLfAt(long offset) throws IOException {
    return at(offset) == '\r' && at(offset + 1) == '\n';
  }

  /**
   * The number in a header as servers write it: the mark, digits, CR LF; -1 where none stands.
   * Where it ends is in {@link #headerEnd()}.
   */
  long header(long offset, char mark) throws IOException {
    if (at(offset) != mark) {
      return -1;
    }
    long number = 0;
    long position = offset + 1;
    int digit = at(position) - '0';
    while (digit >= 0 && digit <= 9 && position - offset < MAX_HEADER - 2) {
      number = Math.min(10 * number + digit, Long.MAX_VALUE / 100);
      position++;
      digit = at(position) - '0';
    }
    if (position == offset + 1 || !crLfAt(position)) {
      return -1;
    }
    headerEnd = position + 2;
    return number;
  }

  /** Where the header found last ends. */
  long headerEnd() {
    return headerEnd;
  }

  /** Whether an offset is the head of the file, or stands behind CR LF or a NUL. */
  boolean isLineStart(long offset) throws IOException {
    int before = at(offset - 1);
    return offset == 0 || before == 0 || before == '\n' && at(offset - 2) == '\r';
  }

  /**
   * The first offset in {@code [from, to)} that a command or a bulk header of one may begin at; -1
   * where there is none. That is a {@code *} or {@code $} behind CR LF or a NUL, and a whole header
   * of a command with one of an argument behind it wherever it stands: garbage need not end in a
   * line end.
   */
  long nextMark(long from, long to) throws IOException {
    return nextMark(from, to, false);
  }

  /** The same; with {@code anyBulk} also a whole bulk header wherever it stands. */
  long nextMark(long from, long to, boolean anyBulk) throws IOException {
    boolean line = isLineStart(from);
    long position = from;
    while (position < to) {
      int b = at(position);
      if (b < 0) {
        return -1;
      }
      if (line && (b == '*' || b == '$')
          || b == '*' && isHeadOfCommand(position)
          || b == '$' && anyBulk && header(position, '$') >= 0) {
        return position;
      }
      if (b == 0) {
        line = true;
        position++;
      } else {
        line = false;
        position = skip(position + 1, to, anyBulk ? '$' : '*');
        int last = at(position - 1);
        line = last == '\n' && at(position - 2) == '\r' || last == 0;
      }
    }
    return -1;
  }

  private boolean isHeadOfCommand(long offset) throws IOException {
    return header(offset, '*') > 0 && header(headerEnd, '$') >= 0;
  }

  /**
   * The first offset at or behind {@code from} that holds a star or the other mark, or stands
   * behind LF or NUL, inside the block.
   */
  private long skip(long from, long to, char other) throws IOException {
    if (at(from) < 0) {
      return from;
    }
    byte[] bytes = block.array();
    int index = (int) (from - base);
    int end = (int) Math.min(length, to - base);
    int i = index;
    if (i > 0 && (bytes[i - 1] == '\n' || bytes[i - 1] == 0)) {
      return from;
    }
    while (i < end && bytes[i] != '*' && bytes[i] != other) {
      byte b = bytes[i];
      i++;
      if (b == '\n' || b == 0) {
        break;
      }
    }
    return Math.max(from, base + i);
  }
}
