package org.aofkit.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.resp.RespScanner;

/**
 * Puts commands into words: name and first argument, escaped and shortened. Values are never shown.
 */
final class CommandText implements AutoCloseable {
  private static final int WINDOW = 64 << 10;
  private static final int MAX_BYTES = 48;

  private final ByteSource source;
  private final RespScanner scanner;
  private final byte[] word = new byte[MAX_BYTES];

  CommandText(ByteSource source) {
    this.source = source;
    this.scanner = new RespScanner(source, WINDOW);
  }

  /** A command in words. */
  record Line(long offset, long length, String text) {}

  /** The command at an offset; empty where there is none. */
  String at(long offset) throws IOException {
    scanner.seek(offset, Long.MAX_VALUE);
    return scanner.next() == RespScanner.COMMAND ? words() : "";
  }

  /**
   * What is odd about the command at an offset, and the command in words; empty where there is
   * none.
   */
  String oddAt(long offset) throws IOException {
    scanner.seek(offset, Long.MAX_VALUE);
    if (scanner.next() != RespScanner.COMMAND) {
      return "";
    }
    return new OddFrame(source, scanner).text() + ": " + words();
  }

  /** The commands from an offset on, at most {@code max}. */
  List<Line> from(long offset, int max) throws IOException {
    List<Line> lines = new ArrayList<>();
    scanner.seek(offset, Long.MAX_VALUE);
    int frame = scanner.next();
    while (lines.size() < max
        && (frame == RespScanner.COMMAND || frame == RespScanner.ANNOTATION)) {
      if (frame == RespScanner.COMMAND) {
        lines.add(
            new Line(scanner.frameStart(), scanner.frameEnd() - scanner.frameStart(), words()));
      }
      frame = scanner.next();
    }
    return lines;
  }

  private String words() throws IOException {
    StringBuilder text = new StringBuilder(word(0));
    if (scanner.argumentCount() > 1) {
      text.append(' ').append(word(1));
    }
    if (scanner.argumentCount() > 2) {
      text.append(" … (").append(scanner.argumentCount()).append(" words)");
    }
    return text.toString();
  }

  private String word(int argument) throws IOException {
    int length = scanner.copyArgument(argument, word);
    String text = FileName.escape(java.util.Arrays.copyOf(word, length));
    return scanner.argumentLength(argument) > length ? text + "…" : text;
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
