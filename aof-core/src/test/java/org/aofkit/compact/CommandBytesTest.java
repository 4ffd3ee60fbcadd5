package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.aofkit.rdb.write.KeyHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandBytesTest {
  private final CommandBytes command = new CommandBytes();

  @Test
  void wordsAreFoundBehindOtherBytes() {
    byte[] bytes = ascii("xx*3\r\n$3\r\nSET\r\n$0\r\n\r\n$2\r\n\r\n\r\nyy");

    assertThat(command.command(bytes, 2, bytes.length)).isTrue();
    assertThat(command.words(bytes))
        .isDeepEqualTo(new byte[][] {ascii("SET"), ascii(""), ascii("\r\n")});
    assertThat(command.end()).isEqualTo(bytes.length - 2);
  }

  @Test
  void aCommandThatIsCutAnywhereIsNone() {
    byte[] bytes = ascii("*2\r\n$3\r\nGET\r\n$10\r\n0123456789\r\n");
    for (int limit = 0; limit < bytes.length; limit++) {
      assertThat(command.command(bytes, 0, limit)).as("%s bytes", limit).isFalse();
    }
    assertThat(command.command(bytes, 0, bytes.length)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*0\r\n",
        "*-1\r\n",
        "*\r\n$1\r\na\r\n",
        "*1\r\n$-1\r\n\r\n",
        "*1\r\n$2147483647\r\na\r\n",
        "*1\r\n$99999999999\r\na\r\n",
        "*9999999\r\n$1\r\na\r\n",
        "*1\n$1\na\n",
        "$1\r\na\r\n"
      })
  void whatServersDoNotWriteIsLeftToOthers(String text) {
    byte[] bytes = ascii(text);
    assertThat(command.command(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void plainSetsAreToldFromOthers() {
    assertThat(deadline("*3\r\n$3\r\nSeT\r\n$1\r\nk\r\n$1\r\nv\r\n")).isEqualTo(KeyHead.NONE);
    assertThat(deadline("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$4\r\npxAT\r\n$3\r\n123\r\n"))
        .isEqualTo(123);
    assertThat(deadline("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$4\r\nEXAT\r\n$3\r\n123\r\n"))
        .isEqualTo(123_000);
    assertThat(deadline("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$4\r\nEXAT\r\n$1\r\n0\r\n"))
        .isEqualTo(PlainSet.NONE);
    assertThat(deadline("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$4\r\nPXAT\r\n$2\r\n-1\r\n"))
        .isEqualTo(PlainSet.NONE);
    assertThat(deadline("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$2\r\nPX\r\n$3\r\n123\r\n"))
        .isEqualTo(PlainSet.NONE);
    assertThat(deadline("*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$2\r\nNX\r\n"))
        .isEqualTo(PlainSet.NONE);
    assertThat(deadline("*3\r\n$3\r\nGET\r\n$1\r\nk\r\n$1\r\nv\r\n")).isEqualTo(PlainSet.NONE);
  }

  private long deadline(String text) {
    byte[] bytes = ascii(text);
    assertThat(command.command(bytes, 0, bytes.length)).isTrue();
    return PlainSet.deadline(command, bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
