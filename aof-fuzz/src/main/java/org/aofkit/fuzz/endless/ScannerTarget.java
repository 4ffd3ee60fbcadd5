package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.reference.ReferenceFrame;
import org.aofkit.fuzz.reference.ReferenceFrame.Argument;
import org.aofkit.fuzz.reference.ReferenceFrame.Outcome;
import org.aofkit.fuzz.reference.ReferenceParser;
import org.aofkit.io.RecycledSource;
import org.aofkit.resp.RespScanner;

/**
 * The scanner finds what the reference parser finds, in the smallest window and in one that holds
 * everything, and allocates next to nothing.
 */
public final class ScannerTarget implements FuzzTarget {
  private static final int SMALLEST_WINDOW = 64;

  /** What a scanner and its windows take, whatever they look at. */
  private static final long ALLOCATED = 16 << 10;

  /** A window is an object; the smallest one moves on at every header that lies across its end. */
  private static final long ALLOCATED_PER_BYTE = 64;

  private static final Outcome[] OUTCOMES = {
    Outcome.END,
    Outcome.COMMAND,
    Outcome.ANNOTATION,
    Outcome.CUT,
    Outcome.MALFORMED,
    Outcome.CUT_ANNOTATION
  };

  private final RecycledSource source = new RecycledSource();

  /** With a source of its own. */
  public ScannerTarget() {}

  @Override
  public void accept(byte[] input) throws IOException {
    List<ReferenceFrame> expected = new ReferenceParser(input).frames();
    compare(input, SMALLEST_WINDOW, expected);
    compare(input, Math.max(SMALLEST_WINDOW, input.length), expected);
  }

  private void compare(byte[] input, int window, List<ReferenceFrame> expected) throws IOException {
    Promise.allocating(
        ALLOCATED + ALLOCATED_PER_BYTE * input.length, () -> scan(input, window, expected.size()));
    try (RespScanner scanner = new RespScanner(source.of(input), window)) {
      for (ReferenceFrame frame : expected) {
        int outcome = scanner.next();
        if (!isSame(scanner, OUTCOMES[outcome], frame)) {
          throw new AssertionError(
              "in windows of "
                  + window
                  + " expected "
                  + frame
                  + ", found "
                  + found(scanner, OUTCOMES[outcome]));
        }
      }
    }
  }

  private void scan(byte[] input, int window, int expected) throws IOException {
    int found = 1;
    try (RespScanner scanner = new RespScanner(source.of(input), window)) {
      int outcome = scanner.next();
      while (outcome == RespScanner.COMMAND || outcome == RespScanner.ANNOTATION) {
        found++;
        outcome = scanner.next();
      }
    }
    if (found != expected) {
      throw new AssertionError(found + " frames in windows of " + window + ", not " + expected);
    }
  }

  private static boolean isSame(RespScanner scanner, Outcome outcome, ReferenceFrame frame) {
    List<Argument> arguments = frame.arguments();
    int kept = Math.min(RespScanner.MAX_KEPT_ARGUMENTS, arguments.size());
    boolean same =
        outcome == frame.outcome()
            && scanner.frameStart() == frame.start()
            && scanner.frameEnd() == frame.end()
            && scanner.argumentCount() == frame.argumentCount()
            && scanner.terminatorIsCrLf() == frame.terminatorIsCrLf()
            && scanner.quirks() == frame.quirks()
            && scanner.error() == frame.error()
            && scanner.errorOffset() == frame.errorOffset()
            && scanner.argumentsKept() == kept;
    for (int i = 0; same && i < kept; i++) {
      Argument argument = arguments.get(i);
      same =
          scanner.argumentOffset(i) == argument.offset()
              && scanner.argumentLength(i) == argument.length();
    }
    return same;
  }

  /** What the scanner tells, to be read. */
  private static ReferenceFrame found(RespScanner scanner, Outcome outcome) {
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < scanner.argumentsKept(); i++) {
      arguments.add(new Argument(scanner.argumentOffset(i), scanner.argumentLength(i)));
    }
    return new ReferenceFrame(
        outcome,
        scanner.frameStart(),
        scanner.frameEnd(),
        scanner.argumentCount(),
        arguments,
        scanner.terminatorIsCrLf(),
        scanner.quirks(),
        scanner.error(),
        scanner.errorOffset());
  }
}
