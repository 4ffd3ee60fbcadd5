package org.aofkit.fuzz.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.fuzz.reference.ReferenceFrame.Argument;
import org.aofkit.fuzz.reference.ReferenceFrame.Outcome;
import org.aofkit.io.ByteSource;
import org.aofkit.resp.RespError;
import org.aofkit.resp.RespScanner;

/** Holds the scanner against the reference on one file. */
final class Comparison {
  private static final int HEAD_OF_A_LONG_VALUE = 10;

  private final byte[] file;
  private final ReferenceParser reference;
  private final List<ReferenceFrame> expected;

  Comparison(byte[] file) {
    this.file = file;
    this.reference = new ReferenceParser(file);
    this.expected = reference.frames();
  }

  /** The windows every file is scanned with; the last is larger than the file. */
  List<Integer> windows() {
    return List.of(64, 65, 100, 4096, file.length + 100);
  }

  /** One pass from the beginning finds what the reference finds, arguments to the byte. */
  void onePass(ByteSource source, int window) throws IOException {
    try (RespScanner scanner = new RespScanner(source, window)) {
      for (ReferenceFrame frame : expected) {
        sameFrame(scanner, frame, "window " + window);
        sameArguments(scanner, frame);
      }
      ReferenceFrame last = expected.get(expected.size() - 1);
      sameFrame(scanner, last, "asked again, window " + window);
    }
  }

  /** Scans that begin at each frame, last frame first, find that frame and the one behind it. */
  void restarts(ByteSource source, int window) throws IOException {
    try (RespScanner scanner = new RespScanner(source, window)) {
      for (int i = expected.size() - 1; i >= 0; i--) {
        scanner.seek(expected.get(i).start(), Long.MAX_VALUE);
        sameFrame(scanner, expected.get(i), "restarted, window " + window);
        if (i + 1 < expected.size()) {
          sameFrame(scanner, expected.get(i + 1), "behind a restart, window " + window);
        }
      }
    }
  }

  /** Limits before, at, in and behind every frame. */
  void limits(ByteSource source, int window) throws IOException {
    try (RespScanner scanner = new RespScanner(source, window)) {
      for (int i = 0; i < expected.size(); i++) {
        ReferenceFrame frame = expected.get(i);
        long middle = (frame.start() + frame.end()) / 2;
        for (long limit :
            new long[] {
              0, frame.start(), frame.start() + 1, middle, frame.end(), frame.end() + 1
            }) {
          limit(scanner, i, limit);
        }
      }
    }
  }

  /** One pass from the beginning to a limit anywhere. */
  void onePassTo(ByteSource source, int window, long limit) throws IOException {
    try (RespScanner scanner = new RespScanner(source, window)) {
      scanner.seek(0, limit);
      for (ReferenceFrame frame : expected) {
        if (frame.start() >= limit) {
          stands(scanner, frame.start(), limit);
          return;
        }
        sameFrame(scanner, frame, "limit " + limit);
      }
    }
  }

  private void limit(RespScanner scanner, int first, long limit) throws IOException {
    scanner.seek(expected.get(first).start(), limit);
    for (int i = first; i < Math.min(first + 2, expected.size()); i++) {
      ReferenceFrame frame = expected.get(i);
      if (frame.start() >= limit) {
        stands(scanner, frame.start(), limit);
        return;
      }
      sameFrame(scanner, frame, "limit " + limit);
    }
  }

  private static void stands(RespScanner scanner, long at, long limit) throws IOException {
    assertThat(scanner.next()).as("at limit %d", limit).isEqualTo(RespScanner.END);
    assertThat(scanner.frameStart()).isEqualTo(at);
    assertThat(scanner.frameEnd()).isEqualTo(at);
    assertThat(scanner.error()).isNull();
  }

  /** Scans from a place that need not be a boundary. */
  void from(ByteSource source, int window, long start) throws IOException {
    try (RespScanner scanner = new RespScanner(source, window)) {
      from(scanner, start);
    }
  }

  /** Scans from every so many bytes. */
  void fromEvery(ByteSource source, int window, int step) throws IOException {
    try (RespScanner scanner = new RespScanner(source, window)) {
      for (long start = 0; start < file.length + 2L; start += step) {
        from(scanner, start);
      }
    }
  }

  private void from(RespScanner scanner, long start) throws IOException {
    scanner.seek(start, Long.MAX_VALUE);
    ReferenceFrame frame = reference.frameAt(start);
    sameFrame(scanner, frame, "from " + start);
    while (frame.isWhole()) {
      frame = reference.frameAt(frame.end());
      sameFrame(scanner, frame, "on from " + start);
    }
  }

  private static void sameFrame(RespScanner scanner, ReferenceFrame frame, String how)
      throws IOException {
    Outcome outcome = outcome(scanner.next());
    assertThat(found(scanner, outcome)).as(how).isEqualTo(comparable(frame));
    RespError error = scanner.error();
    boolean fatal = error == RespError.NEGATIVE_LENGTH || error == RespError.LENGTH_TOO_LARGE;
    assertThat(scanner.fatalLength()).as(how).isEqualTo(fatal);
  }

  private static Outcome outcome(int code) {
    return switch (code) {
      case RespScanner.END -> Outcome.END;
      case RespScanner.COMMAND -> Outcome.COMMAND;
      case RespScanner.ANNOTATION -> Outcome.ANNOTATION;
      case RespScanner.CUT -> Outcome.CUT;
      case RespScanner.MALFORMED -> Outcome.MALFORMED;
      case RespScanner.CUT_ANNOTATION -> Outcome.CUT_ANNOTATION;
      default -> throw new AssertionError("outcome " + code);
    };
  }

  /** What the scanner tells. */
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

  private static ReferenceFrame comparable(ReferenceFrame frame) {
    int kept = Math.min(RespScanner.MAX_KEPT_ARGUMENTS, frame.arguments().size());
    return new ReferenceFrame(
        frame.outcome(),
        frame.start(),
        frame.end(),
        frame.argumentCount(),
        frame.arguments().subList(0, kept),
        frame.terminatorIsCrLf(),
        frame.quirks(),
        frame.error(),
        frame.errorOffset());
  }

  private void sameArguments(RespScanner scanner, ReferenceFrame frame) throws IOException {
    boolean whole = frame.outcome() == Outcome.COMMAND;
    for (int i = 0; i < Math.min(frame.arguments().size(), scanner.argumentsKept()); i++) {
      Argument argument = frame.arguments().get(i);
      int there = (int) Math.min(argument.length(), file.length - argument.offset());
      byte[] bytes = bytes(argument.offset(), there);
      if (whole && i < RespScanner.HEAD_ARGUMENTS) {
        byte[] head = new byte[Math.min(there, RespScanner.HEAD_LENGTH)];
        scanner.headBytes().get(scanner.headIndex(i), head);
        assertThat(head).as("head of %s", argument).isEqualTo(Arrays.copyOf(bytes, head.length));
      }
      byte[] copy = new byte[there + 1];
      assertThat(scanner.copyArgument(i, copy)).as("copy of %s", argument).isEqualTo(there);
      assertThat(copy).as("copy of %s", argument).isEqualTo(Arrays.copyOf(bytes, there + 1));
      byte[] few = new byte[Math.min(there, HEAD_OF_A_LONG_VALUE)];
      assertThat(scanner.copyArgument(i, few)).isEqualTo(few.length);
      assertThat(few).isEqualTo(Arrays.copyOf(bytes, few.length));
      if (whole) {
        ByteBuf view = scanner.argument(i);
        assertThat(ByteBufUtil.getBytes(view)).as("view of %s", argument).isEqualTo(bytes);
      }
    }
  }

  private byte[] bytes(long offset, int length) {
    return Arrays.copyOfRange(file, (int) offset, (int) offset + length);
  }
}
