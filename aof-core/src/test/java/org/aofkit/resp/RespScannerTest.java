package org.aofkit.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespScannerTest {
  private static final String SELECT = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n";
  private static final String SET = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$11\r\nhello world\r\n";
  private static final int SMALL = 64;
  private static final int LARGE = 1 << 16;

  private static RespScanner over(String content, int windowSize) {
    return new RespScanner(new MemorySource("test", content.getBytes(ISO_8859_1)), windowSize);
  }

  /** Every frame as one word; what ended the scan last. */
  private static List<String> frames(String content, int windowSize) throws IOException {
    List<String> frames = new ArrayList<>();
    try (RespScanner scanner = over(content, windowSize)) {
      while (true) {
        int outcome = scanner.next();
        switch (outcome) {
          case RespScanner.COMMAND -> frames.add("C" + scanner.argumentCount());
          case RespScanner.ANNOTATION -> frames.add("A");
          case RespScanner.END -> frames.add("end");
          default ->
              frames.add(
                  scanner.error() + "@" + scanner.errorOffset() + "<" + scanner.frameStart());
        }
        if (outcome != RespScanner.COMMAND && outcome != RespScanner.ANNOTATION) {
          return frames;
        }
        assertThat(scanner.frameEnd()).isGreaterThan(scanner.frameStart());
      }
    }
  }

  private static String lastOf(String content) throws IOException {
    List<String> small = frames(content, SMALL);
    assertThat(frames(content, LARGE)).isEqualTo(small);
    return small.get(small.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, 100, LARGE})
  void commandsAreFoundWithTheirArguments(int windowSize) throws IOException {
    try (RespScanner scanner = over(SELECT + SET, windowSize)) {
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      assertThat(scanner.frameStart()).isZero();
      assertThat(scanner.frameEnd()).isEqualTo(SELECT.length());
      assertThat(scanner.argumentCount()).isEqualTo(2);
      assertThat(head(scanner, 0)).isEqualTo("SELECT");
      assertThat(head(scanner, 1)).isEqualTo("0");

      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      assertThat(scanner.frameStart()).isEqualTo(SELECT.length());
      assertThat(scanner.argumentCount()).isEqualTo(3);
      assertThat(scanner.argumentsKept()).isEqualTo(3);
      assertThat(head(scanner, 0)).isEqualTo("SET");
      assertThat(head(scanner, 2)).isEqualTo("hello world");
      assertThat(scanner.argument(2).toString(US_ASCII)).isEqualTo("hello world");
      assertThat(scanner.quirks()).isZero();
      assertThat(scanner.terminatorIsCrLf()).isTrue();

      assertThat(scanner.next()).isEqualTo(RespScanner.END);
      assertThat(scanner.next()).isEqualTo(RespScanner.END);
    }
  }

  private static String head(RespScanner scanner, int i) {
    byte[] copy = new byte[(int) Math.min(RespScanner.HEAD_LENGTH, scanner.argumentLength(i))];
    scanner.headBytes().get(scanner.headIndex(i), copy);
    return new String(copy, US_ASCII);
  }

  @Test
  void everyProperPrefixOfACommandIsCut() throws IOException {
    for (int k = 1; k < SET.length(); k++) {
      assertThat(lastOf(SELECT + SET.substring(0, k)))
          .as("%d bytes", k)
          .startsWith("CUT_IN_")
          .endsWith("@" + (SELECT.length() + k) + "<" + SELECT.length());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'*\\r', BAD_ARGUMENT_COUNT@0<0",
    "'* ', BAD_ARGUMENT_COUNT@0<0",
    "'*-', BAD_ARGUMENT_COUNT@0<0",
    "'*0\\r\\n', BAD_ARGUMENT_COUNT@0<0",
    "'*-1\\r\\n', BAD_ARGUMENT_COUNT@0<0",
    "'*abc\\r\\n', BAD_ARGUMENT_COUNT@0<0",
    "'*2147483648\\r\\n', BAD_ARGUMENT_COUNT@0<0",
    "'*9223372036854775811\\r\\n', BAD_ARGUMENT_COUNT@0<0",
    "'*99999999999999999999\\r\\n', BAD_ARGUMENT_COUNT@0<0",
    "'*2147483647\\r\\n', CUT_IN_HEADER@13<0",
    "'*\\0', CUT_IN_HEADER@2<0",
    "'*\\0\\r\\n', NUL_ARGUMENT_COUNT@0<0",
    "'PING\\r\\n', NOT_A_COMMAND@0<0",
    "'\\0\\0\\0', NOT_A_COMMAND@0<0",
    "'\\r\\n', NOT_A_COMMAND@0<0",
    "'*1\\r\\n:1\\r\\n', BAD_LENGTH_PREFIX@4<0",
    "'*1\\r$1\\r\\na\\r\\n', BAD_LENGTH_PREFIX@7<0",
    "'*1\\r\\n$-1\\r\\n', NEGATIVE_LENGTH@4<0",
    "'*1\\r\\n$-', CUT_IN_ARGUMENT@6<0",
    "'*1\\r\\n$99999999999999999999\\r\\n', LENGTH_TOO_LARGE@4<0",
    "'*1\\r\\n$-99999999999999999999\\r\\n', NEGATIVE_LENGTH@4<0",
    "'*1\\r\\n$70368744177664\\r\\n', CUT_IN_ARGUMENT@21<0",
    "'*1\\r\\n$140737488355328\\r\\n', LENGTH_TOO_LARGE@4<0",
    "'*1\\r\\n$1000000000000\\r\\nx', CUT_IN_ARGUMENT@21<0",
    "'#TS:17', CUT_ANNOTATION@6<0",
    "'#', CUT_ANNOTATION@1<0",
    "'', end",
  })
  void outcomesAreThoseOfTheLoaders(String content, String expected) throws IOException {
    String bytes = content.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    assertThat(lastOf(bytes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "3\\n, 1",
    "3x\\r\\n, 1",
    "3 \\r\\n, 1",
    "3.9\\r\\n, 1",
    "3\\0\\r\\n, 1",
    "+3\\r\\n, 2",
    "' 3\\r\\n', 2",
    "'\\r3\\r\\n', 2",
    "003\\r\\n, 2",
    "4294967299\\r\\n, 32",
    "-4294967293\\r\\n, 34",
  })
  void laxNumbersAreTakenAndTold(String number, int quirks) throws IOException {
    String header = number.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    String content = "*" + header + SET.substring(4) + SET;
    for (int windowSize : new int[] {SMALL, LARGE}) {
      try (RespScanner scanner = over(content, windowSize)) {
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.argumentCount()).isEqualTo(3);
        assertThat(scanner.quirks()).isEqualTo(quirks);
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.quirks()).isZero();
      }
    }
  }

  @Test
  void aSplitLengthHeaderBecomesBytesOfTheArgument() throws IOException {
    String content = "*2\r\n$3\r\nGET\r\n$5" + "x".repeat(1021) + "abcde\r\n" + SELECT;
    try (RespScanner scanner = over(content, SMALL)) {
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      assertThat(head(scanner, 1)).isEqualTo("abcde");
      assertThat(scanner.quirks())
          .isEqualTo(RespQuirk.LAX_NUMBER | RespQuirk.LONG_HEADER | RespQuirk.SPLIT_HEADER);
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
    }
  }

  @Test
  void aSplitCountHeaderIsFollowedByTheRemainderAsNextLine() throws IOException {
    String split = "*3" + "x".repeat(1021);
    assertThat(frames(split + SET.substring(4), SMALL)).containsExactly("C3", "end");
    assertThat(lastOf(split + "y" + SET.substring(4))).isEqualTo("HEADER_TOO_LONG@1023<0");
  }

  @Test
  void anAnnotationHas1023BytesAtMost() throws IOException {
    assertThat(frames("#" + "x".repeat(1021) + "\n" + SET, SMALL))
        .containsExactly("A", "C3", "end");
    assertThat(frames("#" + "x".repeat(1022) + SET, SMALL)).containsExactly("A", "C3", "end");
    assertThat(frames("#" + "x".repeat(1022), SMALL)).containsExactly("A", "end");
    assertThat(frames("#" + "x".repeat(1023) + "\n" + SET, SMALL))
        .containsExactly("A", "NOT_A_COMMAND@1023<1023");
  }

  @Test
  void aSplitAnnotationIsNoSplitHeaderForTheCheckTools() throws IOException {
    for (int windowSize : new int[] {SMALL, LARGE}) {
      try (RespScanner scanner = over("#".repeat(1102) + "\r\n" + SET, windowSize)) {
        assertThat(scanner.next()).isEqualTo(RespScanner.ANNOTATION);
        assertThat(scanner.quirks()).isEqualTo(RespQuirk.SPLIT_ANNOTATION);
        assertThat(scanner.quirks() & RespQuirk.REFUSED_BY_CHECK_TOOLS).isZero();
        assertThat(scanner.next()).isEqualTo(RespScanner.ANNOTATION);
        assertThat(scanner.quirks()).isZero();
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.quirks()).isZero();
      }
    }
  }

  @Test
  void badTerminatorsAreSkippedAndTold() throws IOException {
    String content = SET.replace("SET\r\n", "SETXX") + SELECT.replace("0\r\n", "0XX") + SELECT;
    for (int windowSize : new int[] {SMALL, LARGE}) {
      try (RespScanner scanner = over(content, windowSize)) {
        scanner.next();
        assertThat(scanner.quirks()).isEqualTo(RespQuirk.BAD_TERMINATOR);
        assertThat(scanner.terminatorIsCrLf()).isTrue();
        scanner.next();
        assertThat(scanner.quirks()).isEqualTo(RespQuirk.BAD_TERMINATOR);
        assertThat(scanner.terminatorIsCrLf()).isFalse();
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.quirks()).isZero();
      }
    }
  }

  @Test
  void noFrameBeginsAtOrBehindTheLimit() throws IOException {
    String content = SELECT + SET + SELECT;
    try (RespScanner scanner = over(content, LARGE)) {
      scanner.seek(SELECT.length(), SELECT.length() + 1);
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      assertThat(scanner.frameEnd()).isEqualTo(SELECT.length() + SET.length());
      assertThat(scanner.next()).isEqualTo(RespScanner.END);
      scanner.seek(0, 0);
      assertThat(scanner.next()).isEqualTo(RespScanner.END);
      scanner.seek(content.length() + 5, Long.MAX_VALUE);
      assertThat(scanner.next()).isEqualTo(RespScanner.END);
    }
  }

  @Test
  void valuesLargerThanTheWindowAreJumpedOverAndCanBeHad() throws IOException {
    String value = "v".repeat(5000);
    String content = "*2\r\n$4\r\nECHO\r\n$5000\r\n" + value + "\r\n" + SELECT;
    try (RespScanner scanner = over(content, SMALL)) {
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      assertThat(head(scanner, 1)).isEqualTo("v".repeat(64));
      byte[] copy = new byte[6000];
      assertThat(scanner.copyArgument(1, copy)).isEqualTo(5000);
      ByteBuf view = scanner.argument(1);
      assertThat(view.toString(US_ASCII)).isEqualTo(value);
      ByteBuf kept = scanner.argument(0).retain();
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      assertThat(kept.toString(US_ASCII)).isEqualTo("ECHO");
      kept.release();
      assertThatThrownBy(() -> view.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
      assertThatThrownBy(() -> kept.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
    }
  }

  @Test
  void theFirst16ArgumentsAreKeptHoweverManyThereAre() throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 20);
    RespEncoder.putCount(out, 5000);
    for (int i = 0; i < 5000; i++) {
      RespEncoder.putArgument(out, Integer.toString(i).getBytes(US_ASCII));
    }
    String content = new String(out.array(), 0, out.position(), ISO_8859_1);
    for (int windowSize : new int[] {SMALL, LARGE, 1 << 20}) {
      try (RespScanner scanner = over(content + SELECT, windowSize)) {
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.frameEnd()).isEqualTo(content.length());
        assertThat(scanner.argumentCount()).isEqualTo(5000);
        assertThat(scanner.argumentsKept()).isEqualTo(16);
        byte[] copy = new byte[2];
        scanner.copyArgument(15, copy);
        assertThat(copy).isEqualTo(new byte[] {'1', '5'});
        assertThatThrownBy(() -> scanner.argumentOffset(16))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      }
    }
  }
}
