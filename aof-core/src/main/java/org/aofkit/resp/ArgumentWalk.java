package org.aofkit.resp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;

/**
 * Walks over the arguments of a command one after the other, also over those that a scanner does
 * not keep, and reads any part of them. Its memory does not depend on the command.
 *
 * <p>The source is borrowed. What the walk tells belongs to one command, until its scanner moves
 * on. For one thread.
 */
public final class ArgumentWalk implements AutoCloseable {
  private final ByteSource source;
  private final RespScanner scanner;
  private final WindowCursor cursor;
  private final HeaderLine line = new HeaderLine();
  private int index;
  private long offset;
  private long length;

  /**
   * A walk over the commands of a scanner.
   *
   * @param source the scanner's
   * @param windowSize bytes looked at through one window, 64 or more
   */
  public ArgumentWalk(ByteSource source, RespScanner scanner, int windowSize) {
    this.source = source;
    this.scanner = scanner;
    this.cursor = new WindowCursor(source, windowSize);
    this.index = Integer.MAX_VALUE;
  }

  /** Goes in front of the first argument of the command the scanner stands at. */
  public void start() {
    index = -1;
  }

  /**
   * Goes on to the next argument.
   *
   * @return false behind the last one
   * @throws FileShrankException if the file became shorter than it was when it was opened
   * @throws IOException if reading fails
   */
  public boolean next() throws IOException {
    if (index >= scanner.argumentCount() - 1) {
      index = Integer.MAX_VALUE;
      return false;
    }
    index++;
    if (index < scanner.argumentsKept()) {
      offset = scanner.argumentOffset(index);
      length = scanner.argumentLength(index);
      return true;
    }
    try {
      long header = offset + length + 2;
      line.read(cursor, header);
      line.parseNumber();
      offset = header + line.length;
      length = line.value;
      return true;
    } catch (InternalError e) {
      throw FileShrankException.of(source, cursor.base, e);
    }
  }

  /** Which argument it is; 0 for the command's name. */
  public int index() {
    return index;
  }

  /** First byte of the argument in the source. */
  public long offset() {
    return offset;
  }

  /** Bytes of the argument. */
  public long length() {
    return length;
  }

  /**
   * Reads a part of the argument.
   *
   * @param from the first byte wanted, counted from the beginning of the argument
   * @param dst takes the bytes, from its first element on, as many as it has room for
   * @return how many bytes were read; fewer than {@code dst} has room for only at the end
   * @throws FileShrankException if the file became shorter than it was when it was opened
   * @throws IOException if reading fails
   */
  public int read(long from, byte[] dst) throws IOException {
    Objects.checkFromToIndex(0, from, length);
    int count = (int) Math.min(dst.length, length - from);
    if (count == 0) {
      return 0;
    }
    try {
      if (from == 0 && index < scanner.argumentsKept()) {
        return scanner.copyArgument(index, dst);
      }
      long at = offset + from;
      if (cursor.windowOver(at, count) != null) {
        cursor.bytes.get((int) (at - cursor.base), dst, 0, count);
        return count;
      }
      ByteBuffer room = ByteBuffer.wrap(dst, 0, count);
      while (room.hasRemaining()) {
        if (source.read(at + room.position(), room) <= 0) {
          throw new FileShrankException(source.name(), at + room.position(), null);
        }
      }
      return count;
    } catch (InternalError e) {
      throw FileShrankException.of(source, offset, e);
    }
  }

  /** Gives its window back. Closing again does nothing. */
  @Override
  public void close() {
    cursor.close();
  }
}
