package org.aofkit.resp;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.Window;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames of an append-only file, that is, commands and annotation lines, exactly as the
 * servers' loaders do, laxness included. It may start at any frame boundary, knows no command by
 * name, copies nothing and allocates nothing for a frame.
 *
 * <p>Offsets are bytes of the source. The source is borrowed and must outlive the scanner; a source
 * may serve several scanners, but a scanner is for one thread. What the accessors tell belongs to
 * the frame found last, until the next call of {@link #next}, {@link #seek} or {@link #close}.
 *
 * <p>Measured with Redis 7.0.15, Redis 8.0.6 and Valkey 9.1.2 wherever a behaviour is described.
 */
// How it works. Nearly all headers in nearly all files are "\r\n$" + one to three digits + "\r\n",
// where the first two bytes end what stood before. That fits into one 8-byte load, so the fast loop
// walks from terminator to terminator, compares such a load under a mask, and jumps over the value.
// It only ever says "a command, as a server writes it". Whatever else it meets, be it lax, wrong or
// across the end of the window, it leaves to the careful path at the terminator it stands on; that
// one reads byte by byte, lets the window move on, and is the only place where errors are found.
// After one argument the careful path hands back.
public final class RespScanner implements AutoCloseable {
  /** At the limit or the end of the file, exactly between two frames. */
  public static final int END = 0;

  /** A command. */
  public static final int COMMAND = 1;

  /** A line that begins with {@code #}; servers skip it. */
  public static final int ANNOTATION = 2;

  /** End of file inside a command: what servers call a truncated file. */
  public static final int CUT = 3;

  /** A format error: servers refuse the file, or crash if {@link #fatalLength()}. */
  public static final int MALFORMED = 4;

  /**
   * End of file inside an annotation line. Loaders accept it, and the next command is then appended
   * to the line and lost.
   */
  public static final int CUT_ANNOTATION = 5;

  /** Of how many arguments of a command offset and length are kept. */
  public static final int MAX_KEPT_ARGUMENTS = 16;

  /** Of how many arguments the first bytes are in {@link #headBytes()}. */
  public static final int HEAD_ARGUMENTS = 4;

  /** How many bytes of each of them. */
  public static final int HEAD_LENGTH = 64;

  /** From here on every server dies of the allocation; up to 2^46 they wait for the bytes. */
  private static final long FATAL_LENGTH = 1L << 47;

  /** As far as an index plus nine digits stays an int. */
  private static final int MAX_WINDOW = 1 << 30;

  /** No outcome yet: a header was read, and its argument ends at {@link #terminator}. */
  private static final int GO_ON = -1;

  private final ByteSource source;
  private final long size;
  private final WindowCursor cursor;
  private final HeaderLine line = new HeaderLine();
  private final long[] argumentOffsets = new long[MAX_KEPT_ARGUMENTS];
  private final long[] argumentLengths = new long[MAX_KEPT_ARGUMENTS];

  /**
   * Copies of the heads of a command that lies in more than one window, {@code HEAD_LENGTH} each.
   */
  private final ByteBuffer copiedHeads =
      ByteBuffer.allocateDirect(HEAD_ARGUMENTS * HEAD_LENGTH + 8);

  private final ByteBuffer readableHeads = copiedHeads.asReadOnlyBuffer();
  private final List<Window> extraWindows = new ArrayList<>();

  private long limit;
  private long position;
  private long frameStart;
  private long terminator;
  private int argumentCount;
  private int argumentsKept;
  private int quirks;
  private boolean headsCopied;
  private boolean crLfLast;
  private long errorOffset = -1;
  private @Nullable RespError error;
  private boolean closed;

  /**
   * A scanner at offset 0 without a limit.
   *
   * @param source where the bytes are
   * @param windowSize bytes looked at through one window, 64 to 2^30; larger commands are fine
   */
  public RespScanner(ByteSource source, int windowSize) {
    if (windowSize < 64 || windowSize > MAX_WINDOW) {
      throw new IllegalArgumentException("window size " + windowSize);
    }
    this.source = source;
    this.size = source.size();
    this.cursor = new WindowCursor(source, windowSize);
    this.limit = size;
    readableHeads.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Goes elsewhere.
   *
   * @param offset where the next frame begins, 0 or more
   * @param limit no frame begins at or behind it; one that began before may reach beyond
   */
  public void seek(long offset, long limit) {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    this.position = offset;
    this.limit = Math.min(limit, size);
    reset(offset);
  }

  private void reset(long start) {
    frameStart = start;
    argumentCount = 0;
    argumentsKept = 0;
    quirks = 0;
    headsCopied = false;
    crLfLast = false;
    errorOffset = -1;
    error = null;
    if (!extraWindows.isEmpty()) {
      closeExtraWindows();
    }
  }

  /**
   * Finds the next frame. After anything but {@link #COMMAND} and {@link #ANNOTATION} the scanner
   * stands where the frame begins, and says the same again if asked again.
   *
   * @return {@link #COMMAND}, {@link #ANNOTATION}, {@link #END}, {@link #CUT}, {@link #MALFORMED}
   *     or {@link #CUT_ANNOTATION}
   * @throws FileShrankException if the file became shorter than it was when it was opened
   * @throws IOException if reading fails
   */
  public int next() throws IOException {
    if (closed) {
      throw new IllegalStateException("the scanner is closed");
    }
    reset(position);
    try {
      int outcome = position >= limit ? END : scan(position);
      if (outcome != COMMAND && outcome != ANNOTATION) {
        source.verify();
      }
      return outcome;
    } catch (InternalError e) {
      throw FileShrankException.of(source, position, e);
    }
  }

  private int scan(long start) throws IOException {
    long index = start - cursor.base;
    if (index >= 0 && index <= cursor.length - Long.BYTES) {
      long w = cursor.bytes.getLong((int) index);
      int count = Headers.count1(w);
      if (count > 0) {
        argumentCount = count;
        return arguments(0, start + 2);
      }
      count = Headers.count2(w);
      if (count > 9) {
        argumentCount = count;
        return arguments(0, start + 3);
      }
    }
    return begin(start);
  }

  /** The careful way into a frame. */
  private int begin(long start) throws IOException {
    int mark = cursor.byteAt(start);
    if (mark == '#') {
      line.read(cursor, start);
      quirks = line.split ? RespQuirk.SPLIT_ANNOTATION : 0;
      if (line.cut) {
        return fail(CUT_ANNOTATION, RespError.CUT_ANNOTATION, size);
      }
      position = start + line.length;
      return ANNOTATION;
    }
    if (mark != '*') {
      return fail(MALFORMED, RespError.NOT_A_COMMAND, start);
    }
    line.read(cursor, start);
    if (line.cut && line.length == 1) {
      return fail(CUT, RespError.CUT_IN_HEADER, size);
    }
    if (line.startsWithNul()) {
      // Redis 7.0.15 takes it for a failed read, and at the end of the file that is a cut.
      return line.cut
          ? fail(CUT, RespError.CUT_IN_HEADER, size)
          : fail(MALFORMED, RespError.NUL_ARGUMENT_COUNT, start);
    }
    line.parseNumber();
    quirks = line.quirks;
    argumentCount = (int) line.value;
    if (argumentCount != line.value) {
      quirks |= RespQuirk.ARGC_WRAPPED;
    }
    if (argumentCount < 1) {
      return fail(MALFORMED, RespError.BAD_ARGUMENT_COUNT, start);
    }
    headsCopied = true;
    int outcome = carefulHeader(0, start + line.length);
    return outcome == GO_ON ? arguments(1, terminator) : outcome;
  }

  /**
   * The rest of a command.
   *
   * @param done arguments found so far
   * @param at where the CR LF should be that ends the last of them, or the count
   */
  private int arguments(int done, long at) throws IOException {
    int n = done;
    terminator = at;
    while (true) {
      // A command with copied heads has all its heads copied.
      if (!headsCopied || n >= HEAD_ARGUMENTS) {
        n = usualArguments(n);
        if (n < 0) {
          return COMMAND;
        }
      }
      int outcome = carefulArgument(n);
      if (outcome != GO_ON) {
        return outcome;
      }
      n++;
    }
  }

  /**
   * The fast loop, from {@link #terminator} on.
   *
   * @return -1 if the command is complete; else how many arguments were found before something
   *     unusual, or the end of the window, at {@link #terminator}
   */
  private int usualArguments(int done) {
    ByteBuffer bytes = cursor.bytes;
    long base = cursor.base;
    int last = cursor.length - Long.BYTES;
    int count = argumentCount;
    int n = done;
    long index = terminator - base;
    if (index < 0 || index > last) {
      return n;
    }
    int t = (int) index;
    while (t <= last) {
      long w = bytes.getLong(t);
      if (n == count) {
        if ((w & 0xffff) != Headers.CR_LF) {
          break;
        }
        crLfLast = true;
        argumentsKept = Math.min(n, MAX_KEPT_ARGUMENTS);
        position = base + t + 2;
        return -1;
      }
      int value;
      int length = Headers.length2(w);
      if (length >= 10) {
        value = t + 7;
      } else {
        length = Headers.length1(w);
        if (length >= 0) {
          value = t + 6;
        } else {
          length = Headers.length3(w);
          if (length >= 100) {
            value = t + 8;
          } else {
            value = t + 3;
            if ((w & Headers.BEFORE_LENGTH_MASK) != Headers.BEFORE_LENGTH || t > last - 8) {
              break;
            }
            // Four to nine digits; t + 15 is inside the window.
            int digit = bytes.get(value) - '0';
            if (digit < 1 || digit > 9) {
              break;
            }
            length = 0;
            do {
              length = length * 10 + digit;
              digit = bytes.get(++value) - '0';
            } while (digit >= 0 && digit <= 9 && value < t + 12);
            if (bytes.getShort(value) != Headers.CR_LF) {
              break;
            }
            value += 2;
          }
        }
      }
      if (n < MAX_KEPT_ARGUMENTS) {
        argumentOffsets[n] = base + value;
        argumentLengths[n] = length;
      }
      n++;
      t = value + length;
    }
    terminator = base + t;
    return n;
  }

  /**
   * The terminator of argument {@code n - 1} and the header of argument {@code n}, byte by byte.
   */
  private int carefulArgument(int n) throws IOException {
    argumentsKept = Math.min(n, MAX_KEPT_ARGUMENTS);
    if (!headsCopied) {
      headsCopied = true;
      for (int k = 0; k < Math.min(n, HEAD_ARGUMENTS); k++) {
        copyHead(k);
      }
    }
    if (size - terminator < 2) {
      return fail(CUT, RespError.CUT_IN_ARGUMENT, size);
    }
    crLfLast = cursor.byteAt(terminator) == '\r' & cursor.byteAt(terminator + 1) == '\n';
    if (!crLfLast) {
      quirks |= RespQuirk.BAD_TERMINATOR;
    }
    if (n == argumentCount) {
      position = terminator + 2;
      return COMMAND;
    }
    return carefulHeader(n, terminator + 2);
  }

  private int carefulHeader(int n, long at) throws IOException {
    if (at >= size) {
      return fail(CUT, RespError.CUT_IN_HEADER, size);
    }
    if (cursor.byteAt(at) != '$') {
      boolean remainder = n == 0 && (quirks & RespQuirk.SPLIT_HEADER) != 0;
      return fail(
          MALFORMED, remainder ? RespError.HEADER_TOO_LONG : RespError.BAD_LENGTH_PREFIX, at);
    }
    line.read(cursor, at);
    line.parseNumber();
    quirks |= line.quirks;
    long length = line.value;
    if (length < 0 || length >= FATAL_LENGTH) {
      return fail(
          MALFORMED, length < 0 ? RespError.NEGATIVE_LENGTH : RespError.LENGTH_TOO_LARGE, at);
    }
    long value = at + line.length;
    if (n < MAX_KEPT_ARGUMENTS) {
      argumentOffsets[n] = value;
      argumentLengths[n] = length;
      argumentsKept = n + 1;
    }
    if (n < HEAD_ARGUMENTS) {
      copyHead(n);
    }
    terminator = value + length;
    return GO_ON;
  }

  private void copyHead(int n) throws IOException {
    long offset = argumentOffsets[n];
    int count = (int) Math.min(Math.min(argumentLengths[n], HEAD_LENGTH), size - offset);
    for (int k = 0; k < count; k++) {
      copiedHeads.put(n * HEAD_LENGTH + k, (byte) cursor.byteAt(offset + k));
    }
  }

  private int fail(int outcome, RespError what, long where) {
    error = what;
    errorOffset = where;
    return outcome;
  }

  /** First byte of the frame found last; after anything else where the scanner stands. */
  public long frameStart() {
    return frameStart;
  }

  /** First byte behind the command or annotation found last; else the same as the start. */
  public long frameEnd() {
    return position;
  }

  /** How many arguments the command says it has, its name included; 1 to 2^31 - 1. */
  public int argumentCount() {
    return argumentCount;
  }

  /**
   * Of how many arguments offset and length are known: the first {@link #MAX_KEPT_ARGUMENTS}; in a
   * command that is cut or malformed those whose header was read.
   */
  public int argumentsKept() {
    return argumentsKept;
  }

  /**
   * First byte of an argument.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()}
   */
  public long argumentOffset(int i) {
    return argumentOffsets[Objects.checkIndex(i, argumentsKept)];
  }

  /**
   * Bytes of an argument as its header says; in a cut command the file may have fewer.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()}
   */
  public long argumentLength(int i) {
    return argumentLengths[Objects.checkIndex(i, argumentsKept)];
  }

  /**
   * A buffer with the first bytes of the first arguments, usually the window itself. Bare memory:
   * not to be touched after the next {@link #next}, {@link #seek} or {@link #close}.
   */
  public ByteBuffer headBytes() {
    return headsCopied ? readableHeads : cursor.bytes;
  }

  /**
   * Where in {@link #headBytes()} an argument begins. Its first {@link #HEAD_LENGTH} bytes are
   * there, as far as it has them.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()} and {@link #HEAD_ARGUMENTS}
   */
  public int headIndex(int i) {
    long offset = argumentOffset(Objects.checkIndex(i, HEAD_ARGUMENTS));
    return headsCopied ? i * HEAD_LENGTH : (int) (offset - cursor.base);
  }

  /**
   * Copies an argument.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()}
   * @param dst takes the first bytes, as many as it has room for
   * @return how many bytes were copied; fewer than the argument has if {@code dst} or the file ends
   *     before
   * @throws IOException if reading fails
   */
  public int copyArgument(int i, byte[] dst) throws IOException {
    long offset = argumentOffset(i);
    int count = (int) Math.min(Math.min(argumentLength(i), dst.length), size - offset);
    if (count > 0) {
      if (cursor.windowOver(offset, count) != null) {
        cursor.bytes.get((int) (offset - cursor.base), dst, 0, count);
      } else {
        ByteBuffer room = ByteBuffer.wrap(dst, 0, count);
        while (room.hasRemaining()) {
          if (source.read(offset + room.position(), room) <= 0) {
            throw new FileShrankException(source.name(), offset + room.position(), null);
          }
        }
      }
    }
    return count;
  }

  /**
   * An argument without a copy, if it lies in the window or the source can map it. The view is
   * borrowed: it lives until the next {@link #next}, {@link #seek} or {@link #close} and fails
   * clearly when used later; {@code retain()} it to keep it, and its window, until {@code
   * release()}.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()}
   * @throws ArithmeticException if the argument has more than 2^31 - 1 bytes
   * @throws IndexOutOfBoundsException if the file ends inside the argument
   * @throws IOException if reading fails
   */
  public ByteBuf argument(int i) throws IOException {
    long offset = argumentOffset(i);
    int length = Math.toIntExact(argumentLength(i));
    Window window = cursor.windowOver(offset, length);
    if (window == null) {
      window = source.window(offset, length);
      extraWindows.add(window);
    }
    return window.view(offset, length);
  }

  /**
   * Bits of {@link RespQuirk} that were met up to the end of the frame, or up to the error, a
   * header line that is wrong included.
   */
  public int quirks() {
    return quirks;
  }

  /** True if the two bytes behind the last argument of the command are CR LF. */
  public boolean terminatorIsCrLf() {
    return crLfLast;
  }

  /**
   * Where the error is: the byte that is wrong, the header line that is wrong, or the end of the
   * file. -1 if there is none.
   */
  public long errorOffset() {
    return errorOffset;
  }

  /** What is wrong; null after {@link #COMMAND}, {@link #ANNOTATION} and {@link #END}. */
  public @Nullable RespError error() {
    return error;
  }

  /** True if the error is an argument's length that kills a server instead of being refused. */
  public boolean fatalLength() {
    return error == RespError.NEGATIVE_LENGTH || error == RespError.LENGTH_TOO_LARGE;
  }

  /** Gives the windows back. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    reset(position);
    cursor.close();
  }

  private void closeExtraWindows() {
    extraWindows.forEach(Window::close);
    extraWindows.clear();
  }
}
