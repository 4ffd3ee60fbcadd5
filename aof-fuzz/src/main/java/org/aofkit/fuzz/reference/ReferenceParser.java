package org.aofkit.fuzz.reference;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.reference.ReferenceFrame.Argument;
import org.aofkit.fuzz.reference.ReferenceFrame.Outcome;
import org.aofkit.resp.RespError;
import org.aofkit.resp.RespQuirk;

/**
 * Parses an append-only file byte by byte, as the loaders do. The model for {@link
 * org.aofkit.resp.RespScanner}: written from the description of the format, without a look at it,
 * and for nothing but clearness. The whole file is in memory.
 *
 * <p>A loader reads lines with room for 1023 bytes, LF included; what does not fit is left in the
 * file. The end of the file is noticed only by who wants a byte beyond it. Measured with Redis
 * 7.0.15, Redis 8.0.6 and Valkey 9.1.2.
 */
public final class ReferenceParser {
  private static final int LONGEST_LINE = 1023;

  /** The check tools read lines with room for 127 bytes. */
  private static final int LONGEST_LINE_OF_CHECK_TOOLS = 127;

  /** Bytes no process can have: where an argument's length begins to kill the servers. */
  private static final long ADDRESS_SPACE = 1L << 47;

  private final byte[] file;

  /**
   * A parser of one file.
   *
   * @param file its bytes; not copied, and not to be changed
   */
  public ReferenceParser(byte[] file) {
    this.file = file;
  }

  /**
   * All frames, one behind the other from offset 0.
   *
   * @return commands and annotations, and as the last what is neither
   */
  public List<ReferenceFrame> frames() {
    List<ReferenceFrame> frames = new ArrayList<>();
    long at = 0;
    while (true) {
      ReferenceFrame frame = frameAt(at);
      frames.add(frame);
      if (!frame.isWhole()) {
        return frames;
      }
      at = frame.end();
    }
  }

  /** The frame that begins at an offset, 0 or more. */
  public ReferenceFrame frameAt(long start) {
    if (start >= file.length) {
      return new ReferenceFrame(Outcome.END, start, start, 0, List.of(), false, 0, null, -1);
    }
    Frame frame = new Frame((int) start);
    return switch (file[(int) start]) {
      case '#' -> frame.annotation();
      case '*' -> frame.command();
      default -> frame.malformed(RespError.NOT_A_COMMAND, (int) start);
    };
  }

  /**
   * A line.
   *
   * @param start its first byte
   * @param end behind its last byte: behind the LF, after 1023 bytes or at the end of the file
   * @param hasLineFeed whether it ends with LF
   * @param metEndOfFile whether the loader wanted another byte for it and there was none
   */
  private record Line(int start, int end, boolean hasLineFeed, boolean metEndOfFile) {
    int length() {
      return end - start;
    }

    boolean isSplit() {
      return !hasLineFeed && !metEndOfFile;
    }
  }

  private Line lineAt(int start) {
    for (int at = start; at < file.length; at++) {
      int length = at + 1 - start;
      if (file[at] == '\n') {
        return new Line(start, at + 1, true, false);
      }
      if (length == LONGEST_LINE) {
        return new Line(start, at + 1, false, false);
      }
    }
    return new Line(start, file.length, false, true);
  }

  private boolean isCrLf(int at) {
    return at + 1 < file.length && file[at] == '\r' && file[at + 1] == '\n';
  }

  /** One frame while it is read. */
  private final class Frame {
    private final int start;
    private final List<Argument> arguments = new ArrayList<>();
    private int argumentCount;
    private int quirks;

    Frame(int start) {
      this.start = start;
    }

    ReferenceFrame annotation() {
      Line line = lineAt(start);
      if (line.metEndOfFile()) {
        return stopped(Outcome.CUT_ANNOTATION, RespError.CUT_ANNOTATION, file.length);
      }
      if (line.isSplit()) {
        quirks |= RespQuirk.SPLIT_ANNOTATION;
      }
      return whole(Outcome.ANNOTATION, line.end(), false);
    }

    ReferenceFrame command() {
      Line line = lineAt(start);
      boolean nothingBehindStar = line.length() == 1;
      if (nothingBehindStar || file[start + 1] == 0) {
        return line.metEndOfFile()
            ? cut(RespError.CUT_IN_HEADER)
            : malformed(RespError.NUL_ARGUMENT_COUNT, start);
      }
      HeaderNumber number = HeaderNumber.read(file, start + 1, line.end());
      noteQuirks(line, number);
      int count = (int) number.value();
      if (count != number.value()) {
        quirks |= RespQuirk.ARGC_WRAPPED;
      }
      if (count < 1) {
        return malformed(RespError.BAD_ARGUMENT_COUNT, start);
      }
      argumentCount = count;
      return arguments(line);
    }

    private ReferenceFrame arguments(Line countLine) {
      int at = countLine.end();
      boolean terminatorIsCrLf = false;
      for (int i = 0; i < argumentCount; i++) {
        if (at == file.length) {
          return cut(RespError.CUT_IN_HEADER);
        }
        if (file[at] != '$') {
          boolean remainder = i == 0 && countLine.isSplit();
          return malformed(remainder ? RespError.HEADER_TOO_LONG : RespError.BAD_LENGTH_PREFIX, at);
        }
        Line line = lineAt(at);
        HeaderNumber number = HeaderNumber.read(file, at + 1, line.end());
        noteQuirks(line, number);
        long length = number.value();
        if (length < 0) {
          return malformed(RespError.NEGATIVE_LENGTH, at);
        }
        if (length >= ADDRESS_SPACE) {
          return malformed(RespError.LENGTH_TOO_LARGE, at);
        }
        arguments.add(new Argument(line.end(), length));
        long terminator = line.end() + length;
        if (terminator + 2 > file.length) {
          return cut(RespError.CUT_IN_ARGUMENT);
        }
        terminatorIsCrLf = isCrLf((int) terminator);
        if (!terminatorIsCrLf) {
          quirks |= RespQuirk.BAD_TERMINATOR;
        }
        at = (int) terminator + 2;
      }
      return whole(Outcome.COMMAND, at, terminatorIsCrLf);
    }

    /**
     * What servers do not write and loaders accept. A line the file ends in has no end to judge.
     */
    private void noteQuirks(Line line, HeaderNumber number) {
      boolean crLfAtOnce = number.end() + 2 <= line.end() && isCrLf(number.end());
      if (!crLfAtOnce && !line.metEndOfFile()) {
        quirks |= RespQuirk.LAX_NUMBER;
      }
      if (!number.plain()) {
        quirks |= RespQuirk.ODD_NUMBER;
      }
      if (line.length() > LONGEST_LINE_OF_CHECK_TOOLS) {
        quirks |= RespQuirk.LONG_HEADER;
      }
      if (line.isSplit()) {
        quirks |= RespQuirk.SPLIT_HEADER;
      }
    }

    private ReferenceFrame whole(Outcome outcome, int end, boolean terminatorIsCrLf) {
      return new ReferenceFrame(
          outcome, start, end, argumentCount, arguments, terminatorIsCrLf, quirks, null, -1);
    }

    ReferenceFrame malformed(RespError error, int offset) {
      return stopped(Outcome.MALFORMED, error, offset);
    }

    private ReferenceFrame cut(RespError error) {
      return stopped(Outcome.CUT, error, file.length);
    }

    private ReferenceFrame stopped(Outcome outcome, RespError error, int offset) {
      return new ReferenceFrame(
          outcome, start, start, argumentCount, arguments, false, quirks, error, offset);
    }
  }
}
