package org.aofkit.resp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The careful way through a frame: byte by byte, over the ends of windows, with everything that is
 * lax or wrong. The only place where errors are found. Offsets are those of the source.
 */
final class CarefulFrame {
  /** No outcome yet: a header was read, and its argument ends at {@link #terminator}. */
  private static final int GO_ON = -1;

  /** From here on every server dies of the allocation; up to 2^46 they wait for the bytes. */
  private static final long FATAL_LENGTH = 1L << 47;

  private final WindowCursor cursor;
  private final long size;
  private final HeaderLine line = new HeaderLine();
  private final ByteBuffer heads =
      ByteBuffer.allocateDirect(RespScanner.HEAD_ARGUMENTS * RespScanner.HEAD_LENGTH + Long.BYTES);

  /** First bytes of the first arguments, {@link RespScanner#HEAD_LENGTH} each. */
  final ByteBuffer readableHeads = heads.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);

  final long[] offsets = new long[RespScanner.MAX_KEPT_ARGUMENTS];
  final long[] lengths = new long[RespScanner.MAX_KEPT_ARGUMENTS];

  long start;

  /** First byte behind the frame, if it is one; else its start. */
  long end;

  int count;
  int kept;
  int quirks;
  boolean crLfLast;
  long errorOffset;
  @Nullable RespError error;

  /** Where the CR LF should be that ends the last argument read. */
  private long terminator;

  CarefulFrame(WindowCursor cursor) {
    this.cursor = cursor;
    this.size = cursor.size;
  }

  private void reset(long start) {
    this.start = start;
    end = start;
    count = 0;
    kept = 0;
    quirks = 0;
    crLfLast = false;
    errorOffset = -1;
    error = null;
  }

  /** There is no frame at this offset, and nothing wrong with that. */
  int nothing(long start) {
    reset(start);
    return RespScanner.END;
  }

  /** The frame at this offset, which is inside the source. */
  int find(long start) throws IOException {
    reset(start);
    int mark = cursor.byteAt(start);
    if (mark == '#') {
      return annotation();
    }
    if (mark != '*') {
      return fail(RespScanner.MALFORMED, RespError.NOT_A_COMMAND, start);
    }
    line.read(cursor, start);
    if (line.cut && line.length == 1) {
      return fail(RespScanner.CUT, RespError.CUT_IN_HEADER, size);
    }
    if (line.startsWithNul()) {
      // Redis 7.0.15 takes it for a failed read, and at the end of the file that is a cut.
      return line.cut
          ? fail(RespScanner.CUT, RespError.CUT_IN_HEADER, size)
          : fail(RespScanner.MALFORMED, RespError.NUL_ARGUMENT_COUNT, start);
    }
    line.parseNumber();
    quirks = line.quirks;
    count = (int) line.value;
    if (count != line.value) {
      quirks |= RespQuirk.ARGC_WRAPPED;
    }
    if (count < 1) {
      count = 0;
      return fail(RespScanner.MALFORMED, RespError.BAD_ARGUMENT_COUNT, start);
    }
    int outcome = header(0, start + line.length);
    return outcome == GO_ON ? arguments(1) : outcome;
  }

  private int annotation() throws IOException {
    line.read(cursor, start);
    if (line.cut) {
      return fail(RespScanner.CUT_ANNOTATION, RespError.CUT_ANNOTATION, size);
    }
    quirks = line.split ? RespQuirk.SPLIT_ANNOTATION : 0;
    end = start + line.length;
    return RespScanner.ANNOTATION;
  }

  /**
   * Takes over from the fast loop, in the same window.
   *
   * @param count arguments the command says it has
   * @param done arguments the fast loop found, all as servers write them
   * @param found offset in the window, shifted by 32, and length of the first of them
   * @param terminator where the CR LF should be that ends the last of them, or the count
   */
  int takeOver(long start, int count, int done, long[] found, long terminator) throws IOException {
    reset(start);
    this.count = count;
    this.terminator = terminator;
    kept = Math.min(done, found.length);
    long base = cursor.base;
    for (int i = 0; i < kept; i++) {
      offsets[i] = base + (found[i] >>> 32);
      lengths[i] = (int) found[i];
    }
    // Only now, since it may move the window.
    for (int i = 0; i < Math.min(kept, RespScanner.HEAD_ARGUMENTS); i++) {
      copyHead(i);
    }
    return arguments(done);
  }

  private int arguments(int done) throws IOException {
    int n = done;
    while (true) {
      if (n >= RespScanner.MAX_KEPT_ARGUMENTS) {
        n = skipUsual(n);
      }
      if (size - terminator < 2) {
        return fail(RespScanner.CUT, RespError.CUT_IN_ARGUMENT, size);
      }
      crLfLast = cursor.byteAt(terminator) == '\r';
      crLfLast &= cursor.byteAt(terminator + 1) == '\n';
      if (!crLfLast) {
        quirks |= RespQuirk.BAD_TERMINATOR;
      }
      if (n == count) {
        end = terminator + 2;
        return RespScanner.COMMAND;
      }
      int outcome = header(n, terminator + 2);
      if (outcome != GO_ON) {
        return outcome;
      }
      n++;
    }
  }

  /**
   * Jumps over arguments as servers write them, as far as the window goes: a command of millions of
   * arguments should not become slow where it leaves a window.
   *
   * @return how many arguments were found before something else
   */
  private int skipUsual(int done) {
    ByteBuffer bytes = cursor.bytes;
    int n = done;
    long t = terminator - cursor.base;
    while (n < count && t >= 0 && t <= cursor.length - Long.BYTES) {
      long w = bytes.getLong((int) t);
      if (Headers.isLength2(w)) {
        t += 7 + Headers.length2(w);
      } else if (Headers.isLength1(w)) {
        t += 6 + Headers.length1(w);
      } else if (Headers.isLength3(w)) {
        t += 8 + Headers.length3(w);
      } else {
        break;
      }
      n++;
    }
    terminator = cursor.base + t;
    return n;
  }

  /** The header of argument {@code n}. */
  private int header(int n, long at) throws IOException {
    if (at >= size) {
      return fail(RespScanner.CUT, RespError.CUT_IN_HEADER, size);
    }
    if (cursor.byteAt(at) != '$') {
      boolean remainder = n == 0 && (quirks & RespQuirk.SPLIT_HEADER) != 0;
      return fail(
          RespScanner.MALFORMED,
          remainder ? RespError.HEADER_TOO_LONG : RespError.BAD_LENGTH_PREFIX,
          at);
    }
    line.read(cursor, at);
    line.parseNumber();
    quirks |= line.quirks;
    long length = line.value;
    if (length < 0) {
      return fail(RespScanner.MALFORMED, RespError.NEGATIVE_LENGTH, at);
    }
    if (length >= FATAL_LENGTH) {
      return fail(RespScanner.MALFORMED, RespError.LENGTH_TOO_LARGE, at);
    }
    long value = at + line.length;
    if (n < RespScanner.MAX_KEPT_ARGUMENTS) {
      offsets[n] = value;
      lengths[n] = length;
      kept = n + 1;
    }
    if (n < RespScanner.HEAD_ARGUMENTS) {
      copyHead(n);
    }
    terminator = value + length;
    return GO_ON;
  }

  private void copyHead(int n) throws IOException {
    long offset = offsets[n];
    int length = (int) Math.min(Math.min(lengths[n], RespScanner.HEAD_LENGTH), size - offset);
    for (int i = 0; i < length; i++) {
      heads.put(n * RespScanner.HEAD_LENGTH + i, (byte) cursor.byteAt(offset + i));
    }
  }

  private int fail(int outcome, RespError what, long where) {
    error = what;
    errorOffset = where;
    crLfLast = false;
    return outcome;
  }
}
