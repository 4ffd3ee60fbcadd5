package org.aofkit.fuzz.reference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aofkit.resp.RespError;
import org.aofkit.resp.RespQuirk;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * The frames of an append-only file, the slow and obvious way, with the whole file in memory.
 * Shares names with {@link RespScanner} and no code.
 *
 * <p>What loaders accept was measured with Redis 7.0.15, Redis 8.0.6 and Valkey 9.1.2.
 */
public final class ReferenceParser {

  /**
   * An argument.
   *
   * @param offset first byte
   * @param length bytes as its header says
   */
  public record Argument(long offset, long length) {}

  /**
   * A frame, or what is there instead.
   *
   * @param outcome as {@link RespScanner#next()} tells it
   * @param start first byte
   * @param end first byte behind it; the start if it is no whole frame
   * @param argumentCount arguments the command says it has; 0 if it does not
   * @param arguments those whose header was read, the first 16 at most
   * @param quirks bits of {@link RespQuirk}
   * @param terminatorIsCrLf for a whole command: what stands behind its last argument
   * @param error what is wrong
   * @param errorOffset where; -1 if nothing is
   */
  public record Frame(
      int outcome,
      long start,
      long end,
      int argumentCount,
      List<Argument> arguments,
      int quirks,
      boolean terminatorIsCrLf,
      @Nullable RespError error,
      long errorOffset) {

    /** More may follow. */
    public boolean isWhole() {
      return outcome == RespScanner.COMMAND || outcome == RespScanner.ANNOTATION;
    }
  }

  /** C's {@code strtol}: blanks, a sign, digits. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<blanks>[ \\t\\n\\x0b\\f\\r]*)(?<sign>[-+]?)(?<digits>[0-9]+).*", Pattern.DOTALL);

  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final long FATAL_LENGTH = 1L << 47;

  private final byte[] file;
  private final int start;
  private final List<Argument> arguments = new ArrayList<>();
  private int at;
  private int argumentCount;
  private int quirks;
  private boolean crLf;

  private ReferenceParser(byte[] file, int start) {
    this.file = file;
    this.start = start;
    this.at = start;
  }

  /** The frames from an offset on; the last one is {@code END} or an error. */
  public static List<Frame> parse(byte[] file, int offset) {
    List<Frame> frames = new ArrayList<>();
    Frame frame = frameAt(file, offset);
    frames.add(frame);
    while (frame.isWhole()) {
      frame = frameAt(file, (int) frame.end());
      frames.add(frame);
    }
    return frames;
  }

  /** The frame at an offset, which is at or before the end of the file. */
  public static Frame frameAt(byte[] file, int offset) {
    return new ReferenceParser(file, offset).frame();
  }

  private Frame frame() {
    if (start == file.length) {
      return result(RespScanner.END, null, -1);
    }
    return switch (file[start]) {
      case '#' -> annotation();
      case '*' -> command();
      default -> result(RespScanner.MALFORMED, RespError.NOT_A_COMMAND, start);
    };
  }

  private Frame annotation() {
    String line = readLine();
    if (line.length() < 1023 && !line.endsWith("\n")) {
      return result(RespScanner.CUT_ANNOTATION, RespError.CUT_ANNOTATION, file.length);
    }
    if (!line.endsWith("\n")) {
      quirks |= RespQuirk.SPLIT_ANNOTATION;
    }
    return result(RespScanner.ANNOTATION, null, -1);
  }

  private Frame command() {
    String line = readLine();
    boolean cut = line.length() < 1023 && !line.endsWith("\n");
    if (line.equals("*")) {
      return result(RespScanner.CUT, RespError.CUT_IN_HEADER, file.length);
    }
    if (line.charAt(1) == 0) {
      return cut
          ? result(RespScanner.CUT, RespError.CUT_IN_HEADER, file.length)
          : result(RespScanner.MALFORMED, RespError.NUL_ARGUMENT_COUNT, start);
    }
    long number = number(line);
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      quirks |= RespQuirk.ARGC_WRAPPED;
    }
    int count = BigInteger.valueOf(number).intValue();
    if (count <= 0) {
      return result(RespScanner.MALFORMED, RespError.BAD_ARGUMENT_COUNT, start);
    }
    argumentCount = count;
    boolean split = (quirks & RespQuirk.SPLIT_HEADER) != 0;
    for (int i = 0; i < count; i++) {
      int header = at;
      if (header == file.length) {
        return result(RespScanner.CUT, RespError.CUT_IN_HEADER, file.length);
      }
      if (file[header] != '$') {
        boolean remainder = split && i == 0;
        return result(
            RespScanner.MALFORMED,
            remainder ? RespError.HEADER_TOO_LONG : RespError.BAD_LENGTH_PREFIX,
            header);
      }
      long length = number(readLine());
      if (length < 0) {
        return result(RespScanner.MALFORMED, RespError.NEGATIVE_LENGTH, header);
      }
      if (length >= FATAL_LENGTH) {
        return result(RespScanner.MALFORMED, RespError.LENGTH_TOO_LARGE, header);
      }
      if (i < 16) {
        arguments.add(new Argument(at, length));
      }
      if (at + length + 2 > file.length) {
        return result(RespScanner.CUT, RespError.CUT_IN_ARGUMENT, file.length);
      }
      at += (int) length;
      crLf = file[at] == '\r' && file[at + 1] == '\n';
      if (!crLf) {
        quirks |= RespQuirk.BAD_TERMINATOR;
      }
      at += 2;
    }
    return result(RespScanner.COMMAND, null, -1);
  }

  /** Up to and including the next LF, 1023 bytes at most. */
  private String readLine() {
    int end = at;
    while (end < file.length && end - at < 1023) {
      if (file[end++] == '\n') {
        break;
      }
    }
    String line = new String(file, at, end - at, ISO_8859_1);
    at = end;
    return line;
  }

  private long number(String line) {
    boolean ended = line.endsWith("\n");
    boolean cut = !ended && line.length() < 1023;
    if (!ended && !cut) {
      quirks |= RespQuirk.SPLIT_HEADER;
    }
    if (line.length() > 127) {
      quirks |= RespQuirk.LONG_HEADER;
    }
    Matcher matcher = NUMBER.matcher(line.substring(1));
    String written = "";
    BigInteger value = BigInteger.ZERO;
    if (matcher.matches()) {
      written = line.substring(1, 1 + matcher.end("digits"));
      value = new BigInteger(matcher.group("digits"));
      if (matcher.group("sign").equals("-")) {
        value = value.negate();
      }
    }
    if (!written.matches("0|[1-9][0-9]*")) {
      quirks |= RespQuirk.ODD_NUMBER;
    }
    if (!cut && !line.startsWith("\r\n", 1 + written.length())) {
      quirks |= RespQuirk.LAX_NUMBER;
    }
    return value.max(MIN).min(MAX).longValue();
  }

  private Frame result(int outcome, @Nullable RespError error, long errorOffset) {
    boolean whole = outcome == RespScanner.COMMAND || outcome == RespScanner.ANNOTATION;
    return new Frame(
        outcome,
        start,
        whole ? at : start,
        argumentCount,
        List.copyOf(arguments),
        quirks,
        outcome == RespScanner.COMMAND && crLf,
        error,
        errorOffset);
  }
}
