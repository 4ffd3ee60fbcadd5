package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.server.Dialect;

/**
 * Looks at the strings of a value that is a collection of them. Letters read as lengths of some
 * thousand bytes, so that text can be jumped through as if it were strings, which end anywhere: a
 * string that begins as text and goes on otherwise is none.
 */
final class StringRun {
  private static final int MOST = 32;
  private static final int BEGINNING = 3;
  private static final int LONGEST = 1 << 14;
  private static final int LONG = 0x40;
  private static final int ENCODED = 0xC0;

  private final ByteWindow bytes;
  private final Dialect dialect;
  private final Parts parts;
  private long work;

  StringRun(ByteWindow bytes, Dialect dialect) {
    this.bytes = bytes;
    this.dialect = dialect;
    this.parts = new Parts(bytes);
  }

  /** How many bytes were looked at since this was asked last. */
  long takeWork() {
    long taken = work + parts.takeWork();
    work = 0;
    return taken;
  }

  /** Whether the first strings of a value may be such; it must have been walked to its end. */
  boolean isLikely(int type, long valueAt) throws IOException {
    long at = parts.length(type == 24 ? valueAt + Long.BYTES : valueAt);
    long count = at < 0 ? 0 : parts.length();
    for (long i = 0; i < Math.min(MOST, count); i++) {
      at = element(type, at);
      if (at < 0) {
        return false;
      }
    }
    return at >= 0;
  }

  private long element(int type, long from) throws IOException {
    boolean isTimed = type == 22 && dialect == Dialect.VALKEY;
    boolean isField = type == 24 || type == 22 && !isTimed;
    long at = string(isField ? parts.length(from) : from);
    at = type == 2 || type == 5 ? at : string(at);
    return at >= 0 && (type == 5 || isTimed) ? at + Long.BYTES : at;
  }

  /** Behind a string; -1 if it begins as text and has other bytes. */
  private long string(long from) throws IOException {
    int first = from < 0 ? -1 : bytes.at(from);
    if (first < LONG || first >= ENCODED) {
      return first < 0 ? -1 : parts.behindString(from);
    }
    long begin = parts.length(from);
    long end = begin < 0 ? -1 : Math.min(bytes.limit(), begin + parts.length());
    if (end < 0 || !isText(begin, Math.min(end, begin + BEGINNING))) {
      return end;
    }
    return isText(begin, Math.min(end, begin + LONGEST)) ? end : -1;
  }

  private boolean isText(long from, long to) throws IOException {
    for (long at = from; at < to; at++) {
      work++;
      int each = bytes.at(at);
      boolean isSpace = each == '\t' || each == '\n' || each == '\r';
      if (each < ' ' && !isSpace || each == 0x7F) {
        return false;
      }
    }
    return true;
  }
}
