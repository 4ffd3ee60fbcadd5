package org.aofkit.fuzz.damage;

/**
 * What has happened to a stretch of a file: other bytes stand in its place. Fewer, more or none.
 *
 * @param file index of the file
 * @param from first byte that is replaced, in the healthy file
 * @param to behind the last byte that is replaced; {@code from} where bytes are only put in
 * @param with what stands there instead
 * @param what happened, for people
 */
public record Hit(int file, int from, int to, byte[] with, String what) {
  /** By how much what lies behind has moved. */
  public int shift() {
    return with.length - (to - from);
  }

  /** Whether all that came in is NUL, and something did. */
  public boolean isNuls() {
    for (byte b : with) {
      if (b != 0) {
        return false;
      }
    }
    return with.length > 0;
  }

  /** Whether a record is touched: a byte of it replaced, or something put in between its bytes. */
  public boolean touches(LogRecord record) {
    if (record.file() != file) {
      return false;
    }
    return from == to
        ? from > record.start() && from < record.end()
        : from < record.end() && to > record.start();
  }

  @Override
  public String toString() {
    return what + " in file " + file + " at " + from + ".." + to + " -> " + with.length + " bytes";
  }
}
