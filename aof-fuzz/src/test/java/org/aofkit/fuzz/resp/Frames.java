package org.aofkit.fuzz.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.fuzz.reference.ReferenceParser;
import org.aofkit.fuzz.reference.ReferenceParser.Argument;
import org.aofkit.fuzz.reference.ReferenceParser.Frame;
import org.aofkit.resp.RespScanner;

/** What a scanner tells of a frame, in the reference's terms. */
final class Frames {
  private Frames() {}

  /** Asserts that the scanner finds what the reference finds, from an offset on. */
  static void assertSame(RespScanner scanner, byte[] file, int offset) throws IOException {
    scanner.seek(offset, Long.MAX_VALUE);
    for (Frame expected : ReferenceParser.parse(file, offset)) {
      int outcome = scanner.next();
      assertThat(told(scanner, outcome)).isEqualTo(expected);
      assertArgumentsCanBeHad(scanner, file);
      assertThat(scanner.fatalLength())
          .isEqualTo(
              expected.error() != null && expected.error().name().matches("NEGATIVE_.*|.*_LARGE"));
    }
    // It stays where it stopped.
    assertThat(told(scanner, scanner.next())).isEqualTo(last(file, offset));
  }

  private static Frame last(byte[] file, int offset) {
    List<Frame> frames = ReferenceParser.parse(file, offset);
    return frames.get(frames.size() - 1);
  }

  static Frame told(RespScanner scanner, int outcome) {
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < scanner.argumentsKept(); i++) {
      arguments.add(new Argument(scanner.argumentOffset(i), scanner.argumentLength(i)));
    }
    return new Frame(
        outcome,
        scanner.frameStart(),
        scanner.frameEnd(),
        scanner.argumentCount(),
        arguments,
        scanner.quirks(),
        scanner.terminatorIsCrLf(),
        scanner.error(),
        scanner.errorOffset());
  }

  private static void assertArgumentsCanBeHad(RespScanner scanner, byte[] file) throws IOException {
    for (int i = 0; i < scanner.argumentsKept(); i++) {
      int from = (int) scanner.argumentOffset(i);
      boolean complete = scanner.argumentLength(i) <= file.length - from;
      int length = (int) Math.min(scanner.argumentLength(i), file.length - from);
      byte[] expected = Arrays.copyOfRange(file, from, from + length);
      byte[] copy = new byte[length];
      assertThat(scanner.copyArgument(i, copy)).isEqualTo(length);
      assertThat(copy).isEqualTo(expected);
      if (complete) {
        assertThat(ByteBufUtil.getBytes(scanner.argument(i))).isEqualTo(expected);
      }
      if (i < RespScanner.HEAD_ARGUMENTS) {
        byte[] head = new byte[Math.min(length, RespScanner.HEAD_LENGTH)];
        scanner.headBytes().get(scanner.headIndex(i), head);
        assertThat(head).isEqualTo(Arrays.copyOf(expected, head.length));
      }
    }
  }
}
