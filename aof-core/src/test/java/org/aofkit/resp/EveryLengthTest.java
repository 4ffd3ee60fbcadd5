package org.aofkit.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with every length of value and every number of words, so that one ends everywhere. */
class EveryLengthTest {
  private static final int LONGEST = 1100;
  private static final int MOST_WORDS = 120;

  private static byte[] value(int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) (i * 7 + length);
    }
    return value;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 1024, 1 << 20})
  void aCommandIsFoundWhateverTheLengthOfItsValue(int window) throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    byte[] name = {'S', 'E', 'T'};
    for (int length = 0; length <= LONGEST; length++) {
      log.writeBytes(RespEncoder.command(name, value(length % 13), value(length)));
    }
    long at = 0;
    try (RespScanner scanner =
        new RespScanner(new MemorySource("log", log.toByteArray()), window)) {
      for (int length = 0; length <= LONGEST; length++) {
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.frameStart()).isEqualTo(at);
        assertThat(scanner.argumentCount()).isEqualTo(3);
        assertThat(scanner.argumentLength(2)).isEqualTo(length);
        assertThat(scanner.argumentOffset(2)).isEqualTo(scanner.frameEnd() - 2 - length);
        byte[] copy = new byte[length];
        assertThat(scanner.copyArgument(2, copy)).isEqualTo(length);
        assertThat(copy).isEqualTo(value(length));
        byte[] head = new byte[length % 13];
        scanner.headBytes().get(scanner.headIndex(1), head);
        assertThat(head).isEqualTo(value(length % 13));
        assertThat(scanner.quirks()).isZero();
        assertThat(scanner.terminatorIsCrLf()).isTrue();
        assertThat(scanner.fatalLength()).isFalse();
        at = scanner.frameEnd();
      }
      assertThat(scanner.next()).isEqualTo(RespScanner.END);
      assertThat(at).isEqualTo(log.size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1024, 1 << 20})
  void aCommandIsFoundWhateverTheNumberOfItsWords(int window) throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    for (int words = 1; words <= MOST_WORDS; words++) {
      byte[][] arguments = new byte[words][];
      Arrays.setAll(arguments, i -> value(i % 12));
      log.writeBytes(RespEncoder.command(arguments));
    }
    long at = 0;
    try (RespScanner scanner =
        new RespScanner(new MemorySource("log", log.toByteArray()), window)) {
      for (int words = 1; words <= MOST_WORDS; words++) {
        assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        assertThat(scanner.frameStart()).isEqualTo(at);
        assertThat(scanner.argumentCount()).isEqualTo(words);
        int kept = scanner.argumentsKept();
        assertThat(kept).isEqualTo(Math.min(words, RespScanner.MAX_KEPT_ARGUMENTS));
        for (int i = 0; i < kept; i++) {
          assertThat(scanner.argumentLength(i)).isEqualTo(i % 12);
          byte[] copy = new byte[i % 12];
          scanner.copyArgument(i, copy);
          assertThat(copy).isEqualTo(value(i % 12));
        }
        at = scanner.frameEnd();
      }
      assertThat(scanner.next()).isEqualTo(RespScanner.END);
    }
  }
}
