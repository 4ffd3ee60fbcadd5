package org.aofkit.rdb.salvage;

import java.io.IOException;

/** Tells where commands of an AOF begin behind an image. */
final class CommandHead {
  /** No more digits tell how many words a command has. */
  private static final int MOST_DIGITS = 10;

  private CommandHead() {}

  /** Whether a command of an AOF begins at an offset, or an annotation of one, or ends with it. */
  static boolean isAt(ByteWindow bytes, long offset) throws IOException {
    if (bytes.at(offset) == '#') {
      return is(bytes, offset + 1, "TS:");
    }
    long at = offset + 1;
    while (isDigit(bytes.at(at)) && at < offset + MOST_DIGITS) {
      at++;
    }
    return bytes.at(offset) == '*'
        && (at > offset + 1 || at >= bytes.limit())
        && is(bytes, at, "\r\n$");
  }

  private static boolean is(ByteWindow bytes, long offset, String text) throws IOException {
    for (int i = 0; i < text.length() && offset + i < bytes.limit(); i++) {
      if (bytes.at(offset + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(int each) {
    return each >= '0' && each <= '9';
  }
}
