package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbOpcode;

/** What stands in front of the type of a key's record: its deadline, idle time and frequency. */
final class RecordFront {
  /** A deadline, an idle time of nine bytes, and a frequency; and the type behind them. */
  private static final int LONGEST = 1 + Long.BYTES + 1 + 9 + 2 + 1;

  private RecordFront() {}

  /**
   * Where the type stands.
   *
   * @param from where the record begins, which is in one piece
   */
  static long end(ByteSource source, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    long at = from;
    while (bytes.hasRemaining() && source.read(at, bytes) > 0) {
      at = from + bytes.position();
    }
    bytes.flip();
    int end = 0;
    int length = lengthAt(bytes, end);
    while (length > 0 && end + length < bytes.limit()) {
      end += length;
      length = lengthAt(bytes, end);
    }
    return from + end;
  }

  /** How many bytes the part at an index takes; 0 if it is the type. */
  private static int lengthAt(ByteBuffer bytes, int index) {
    int code = bytes.get(index) & 0xff;
    if (code == RdbOpcode.EXPIRE_MILLISECONDS.code()) {
      return 1 + Long.BYTES;
    }
    if (code == RdbOpcode.EXPIRE_SECONDS.code()) {
      return 1 + Integer.BYTES;
    }
    if (code == RdbOpcode.FREQUENCY.code()) {
      return 2;
    }
    if (code != RdbOpcode.IDLE.code() || index + 1 >= bytes.limit()) {
      return 0;
    }
    int first = bytes.get(index + 1) & 0xff;
    return switch (first >> 6) {
      case 0 -> 2;
      case 1 -> 3;
      default -> first == 0x80 ? 1 + 5 : 1 + 9;
    };
  }
}
