package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.resp.RespQuirk;
import org.aofkit.resp.RespScanner;

/** Puts into words what is odd about a command that servers accept and their check tools do not. */
final class OddFrame {
  private static final int SHOWN = 24;

  private final ByteSource source;
  private final RespScanner scanner;

  /**
   * For the command that the scanner has found last.
   *
   * @param scanner over the same source; both are borrowed
   */
  OddFrame(ByteSource source, RespScanner scanner) {
    this.source = source;
    this.scanner = scanner;
  }

  /** What was expected, and found, at the first place that is odd. */
  String text() throws IOException {
    int quirks = scanner.quirks();
    if ((quirks & RespQuirk.ARGC_WRAPPED) != 0) {
      return "expected a number of arguments below 2^31, found " + line(scanner.frameStart());
    }
    if ((quirks & RespQuirk.SPLIT_HEADER) != 0) {
      return "expected a header of less than 128 bytes, found 1023 without a line end";
    }
    if ((quirks & RespQuirk.LONG_HEADER) != 0) {
      return "expected a header of less than 128 bytes, found a longer one";
    }
    if ((quirks & RespQuirk.LAX_NUMBER) != 0) {
      return "expected a number right in front of CR LF" + laxHeader();
    }
    return badTerminator();
  }

  /** The first header that is not a number and CR LF, if it is one of the first arguments'. */
  private String laxHeader() throws IOException {
    long at = scanner.frameStart();
    for (int i = -1; i < scanner.argumentsKept(); i++) {
      byte[] start = read(at, SHOWN);
      int digits = 1;
      while (digits < start.length && start[digits] >= '0' && start[digits] <= '9') {
        digits++;
      }
      boolean plain =
          digits > 1
              && digits + 1 < start.length
              && start[digits] == '\r'
              && start[digits + 1] == '\n';
      if (!plain) {
        return ", found " + line(at);
      }
      at = i < 0 ? at + digits + 2 : scanner.argumentOffset(i) + scanner.argumentLength(i) + 2;
    }
    return "";
  }

  private String badTerminator() throws IOException {
    for (int i = 0; i < scanner.argumentsKept(); i++) {
      long length = scanner.argumentLength(i);
      byte[] end = read(scanner.argumentOffset(i) + length, 2);
      if (end.length == 2 && (end[0] != '\r' || end[1] != '\n')) {
        return "expected CR LF after a "
            + length
            + "-byte argument, found "
            + HexFormat.ofDelimiter(" ").formatHex(end);
      }
    }
    return "expected CR LF after each argument";
  }

  /** The line at an offset, escaped and shortened. */
  private String line(long offset) throws IOException {
    byte[] start = read(offset, SHOWN);
    int end = 0;
    while (end < start.length && start[end] != '\n') {
      end++;
    }
    boolean whole = end < start.length;
    byte[] shown = Arrays.copyOf(start, whole ? end + 1 : end);
    return FileName.escape(shown) + (whole ? "" : "…");
  }

  private byte[] read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    source.read(offset, bytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
