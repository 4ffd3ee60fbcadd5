package org.aofkit.resp;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
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
// walks from terminator to terminator, compares such a load under a mask (see Headers), and jumps
// over the value. It only ever says "a command, as a server writes it". Whatever else it meets, be
// it lax, wrong or across the end of the window, it leaves to CarefulFrame at the terminator it
// stands on; that one goes byte by byte, lets the window move on, and is the only place where
// errors are found.
//
// The fast loop's state is ints relative to the window, and nothing is reset for a frame it found.
// Its loop is a method of its own and looks at the last terminator behind the loop. With that test
// inside, compiled code came out in two kinds, by the chance of what was profiled: 8 scans of the
// MIX file of benchmark ScannerBenchmark.frames took 2.0 to 2.2 s of CPU time in some runs and 2.7
// to 2.9 s in others; now it is 2.0 to 2.2 s in all.
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

  /** As far as an index plus nine digits stays an int. */
  private static final int MAX_WINDOW = 1 << 30;

  /** So far a load may reach behind the index it begins at. */
  private static final int REACH = 24;

  /** The scanner stands outside the window, at {@link #position}. */
  private static final int OUTSIDE = Integer.MAX_VALUE;

  private final ByteSource source;
  private final long size;
  private final WindowCursor cursor;
  private final CarefulFrame careful;
  private final List<Window> extraWindows = new ArrayList<>();

  /** Index in the window, shifted by 32, and length of the first arguments the fast loop found. */
  private final long[] arguments = new long[MAX_KEPT_ARGUMENTS];

  // What the fast loop works on, relative to the window.

  /** Where the next frame begins, or {@link #OUTSIDE}. */
  private int index;

  /** The fast loop may try frames that begin before this index. */
  private int fastLimit;

  /** Where the frame found last begins, if the fast loop found it. */
  private int startIndex;

  private int argumentCount;

  /** How many arguments the fast loop found before it gave up. */
  private int argumentsFound;

  /** The frame found last is not the fast loop's, or there are extra windows. */
  private boolean unusual = true;

  /** Where the next frame begins, if {@link #index} does not say. */
  private long position;

  private long limit;
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
    this.careful = new CarefulFrame(cursor);
    seek(0, size);
  }

  /**
   * Goes elsewhere.
   *
   * @param offset where the next frame begins, 0 or more
   * @param limit no frame begins at or behind it; one that began before may reach beyond
   */
  public void seek(long offset, long limit) {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    this.limit = Math.min(limit, size);
    closeExtraWindows();
    careful.nothing(offset);
    unusual = true;
    moveTo(offset);
  }

  private void moveTo(long offset) {
    position = offset;
    fastLimit = (int) Math.max(0, Math.min(cursor.length - REACH + 1, limit - cursor.base));
    long relative = offset - cursor.base;
    index = relative >= 0 && relative < fastLimit ? (int) relative : OUTSIDE;
  }

  /**
   * Finds the next frame. After anything but {@link #COMMAND} and {@link #ANNOTATION} the scanner
   * stands where the frame begins, and says the same again if asked again.
   *
   * @return {@link #COMMAND}, {@link #ANNOTATION}, {@link #END}, {@link #CUT}, {@link #MALFORMED}
   *     or {@link #CUT_ANNOTATION}
   * @throws FileShrankException if the file became shorter than it was when it was opened. Where
   *     windows are mapped, up to Java 21, that may show as an {@link InternalError} in the code
   *     that runs behind this call: whoever loops over frames of a mapping catches it around the
   *     loop, and asks {@link FileShrankException#of(ByteSource, long, InternalError)}. {@link
   *     org.aofkit.io.IoMode#READ} and {@link org.aofkit.aof.AofReader} spare that.
   * @throws IOException if reading fails
   */
  public int next() throws IOException {
    if (unusual) {
      closeExtraWindows();
      unusual = false;
    }
    int start = index;
    try {
      if (start >= fastLimit) {
        return findCarefully();
      }
      ByteBuffer bytes = cursor.bytes;
      int last = cursor.length - REACH;
      long w = bytes.getLong(start);
      int count;
      int n;
      int t;
      if (Headers.isCountAndLength(w)) {
        count = Headers.count1(w);
        n = 1;
        int length = Headers.lengthBehindCount(w);
        arguments[0] = (long) (start + 8) << 32 | length;
        t = start + 8 + length;
      } else if (Headers.isCount1(w)) {
        count = Headers.count1(w);
        n = 0;
        t = start + 2;
      } else if (Headers.isCount2(w) && Headers.count2(w) >= 10) {
        count = Headers.count2(w);
        n = 0;
        t = start + 3;
      } else {
        return findCarefully();
      }
      if (count == 0) {
        return findCarefully();
      }
      startIndex = start;
      argumentCount = count;
      int end = arguments(bytes, last, count, n, t);
      if (end < 0) {
        return takeOver(~end);
      }
      index = end;
      return COMMAND;
    } catch (InternalError e) {
      throw FileShrankException.of(source, cursor.base, e);
    }
  }

  /**
   * Passes over the next command if its head is among these and it is as servers write it
   * throughout; else nothing happens, and {@link #next} finds what stands there. Of a command
   * passed over only where it begins and ends is told.
   *
   * @return whether one was passed over
   * @throws FileShrankException if the file became shorter than it was when it was opened
   */
  public boolean nextKnown(KnownHeads heads) throws IOException {
    int start = index;
    if (start >= fastLimit || unusual) {
      return false;
    }
    try {
      ByteBuffer bytes = cursor.bytes;
      long w = bytes.getLong(start);
      int length = Headers.lengthBehindCount(w);
      if (!heads.contains(bytes, start, w, length)) {
        return false;
      }
      int end =
          UsualArguments.behind(
              bytes, cursor.length - REACH, Headers.count1(w) - 1, start + 8 + length);
      if (end < 0) {
        return false;
      }
      startIndex = start;
      argumentCount = 0;
      index = end;
      return true;
    } catch (InternalError e) {
      throw FileShrankException.of(source, cursor.base, e);
    }
  }

  /** Adds the head of the command found last to these, if it is of the kind they keep. */
  public void addTo(KnownHeads heads) {
    if (!unusual) {
      heads.add(cursor.bytes, startIndex);
    }
  }

  /**
   * The rest of a command, as far as it is as servers write it.
   *
   * @param last the last index a load may begin at
   * @param found arguments found before
   * @param terminator where the CR LF should be that ends the last of them, or the count
   * @return first index behind the command; or the complement of the index of the terminator where
   *     something else begins, with {@link #argumentsFound} before it
   */
  private int arguments(ByteBuffer bytes, int last, int count, int found, int terminator) {
    int t = terminator;
    int n = found;
    for (; n < count && t <= last; n++) {
      long w = bytes.getLong(t);
      int value;
      int length;
      if (Headers.isLength2(w)) {
        length = Headers.length2(w);
        value = t + 7;
      } else if (Headers.isLength1(w)) {
        length = Headers.length1(w);
        value = t + 6;
      } else if (Headers.isLength3(w)) {
        length = Headers.length3(w);
        value = t + 8;
      } else {
        long header = UsualArguments.longHeader(bytes, t, w);
        if (header < 0) {
          break;
        }
        value = (int) (header >>> 32);
        length = (int) header;
      }
      if (n < MAX_KEPT_ARGUMENTS) {
        arguments[n] = (long) value << 32 | length;
      }
      t = value + length;
    }
    if (n == count && t <= last && bytes.getShort(t) == Headers.CR_LF) {
      return t + 2;
    }
    argumentsFound = n;
    return ~t;
  }

  private int findCarefully() throws IOException {
    if (closed) {
      throw new IllegalStateException("the scanner is closed");
    }
    long start = index == OUTSIDE ? position : cursor.base + index;
    return told(start < limit ? careful.find(start) : careful.nothing(start));
  }

  private int takeOver(int terminator) throws IOException {
    long base = cursor.base;
    return told(
        careful.takeOver(
            base + startIndex, argumentCount, argumentsFound, arguments, base + terminator));
  }

  private int told(int outcome) throws IOException {
    unusual = true;
    moveTo(careful.end);
    if (outcome != COMMAND && outcome != ANNOTATION) {
      source.verify();
    }
    return outcome;
  }

  /** First byte of the frame found last; after anything else where the scanner stands. */
  public long frameStart() {
    return unusual ? careful.start : cursor.base + startIndex;
  }

  /** First byte behind the command or annotation found last; else the same as the start. */
  public long frameEnd() {
    return unusual ? careful.end : cursor.base + index;
  }

  /**
   * How many arguments the command says it has, its name included: 1 to 2^31 - 1; 0 if the frame is
   * no command or does not say so.
   */
  public int argumentCount() {
    return unusual ? careful.count : argumentCount;
  }

  /**
   * Of how many arguments offset and length are known: the first {@link #MAX_KEPT_ARGUMENTS}; in a
   * command that is cut or malformed those whose header was read.
   */
  public int argumentsKept() {
    return unusual ? careful.kept : Math.min(argumentCount, MAX_KEPT_ARGUMENTS);
  }

  /**
   * First byte of an argument.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()}
   */
  public long argumentOffset(int i) {
    Objects.checkIndex(i, argumentsKept());
    return unusual ? careful.offsets[i] : cursor.base + (arguments[i] >>> 32);
  }

  /**
   * Bytes of an argument as its header says; in a cut command the file may have fewer.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()}
   */
  public long argumentLength(int i) {
    Objects.checkIndex(i, argumentsKept());
    return unusual ? careful.lengths[i] : (int) arguments[i];
  }

  /**
   * A buffer with the first bytes of the first arguments, usually the window itself. Bare memory:
   * not to be touched after the next {@link #next}, {@link #seek} or {@link #close}.
   */
  public ByteBuffer headBytes() {
    return unusual ? careful.readableHeads : cursor.bytes;
  }

  /**
   * Where in {@link #headBytes()} an argument begins. Its first {@link #HEAD_LENGTH} bytes are
   * there, as far as it has them.
   *
   * @param i 0 for the command's name, below {@link #argumentsKept()} and {@link #HEAD_ARGUMENTS}
   */
  public int headIndex(int i) {
    Objects.checkIndex(i, Math.min(argumentsKept(), HEAD_ARGUMENTS));
    return unusual ? i * HEAD_LENGTH : (int) (arguments[i] >>> 32);
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

  /** Bits of {@link RespQuirk} that were met up to the end of the frame, or up to the error. */
  public int quirks() {
    return unusual ? careful.quirks : 0;
  }

  /** True after a command whose last argument is followed by CR LF. */
  public boolean terminatorIsCrLf() {
    return unusual ? careful.crLfLast : true;
  }

  /**
   * Where the error is: the byte that is wrong, the header line that is wrong, or the end of the
   * file. -1 if there is none.
   */
  public long errorOffset() {
    return unusual ? careful.errorOffset : -1;
  }

  /** What is wrong; null after {@link #COMMAND}, {@link #ANNOTATION} and {@link #END}. */
  public @Nullable RespError error() {
    return unusual ? careful.error : null;
  }

  /** True if the error is an argument's length that kills a server instead of being refused. */
  public boolean fatalLength() {
    RespError error = error();
    return error == RespError.NEGATIVE_LENGTH || error == RespError.LENGTH_TOO_LARGE;
  }

  /** Gives the windows back. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    closeExtraWindows();
    careful.nothing(careful.end);
    unusual = true;
    cursor.close();
    moveTo(position);
  }

  private void closeExtraWindows() {
    // No lambda: a scan comes by here, and the first one of a JVM takes 8 ms.
    for (Window window : extraWindows) {
      window.close();
    }
    extraWindows.clear();
  }
}
