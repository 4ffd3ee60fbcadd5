package org.aofkit.check;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An odd command is told with what was expected, and what was found. */
class OddFrameTest {
  @TempDir Path folder;

  private String messageOf(String odd) throws IOException {
    Report report =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(select(0), text(odd), set("b", "2"), set("c", "3"))
            .check();
    return report.findings().stream()
        .filter(finding -> finding.code() == FindingCode.AOF_LAX_FORMAT)
        .findFirst()
        .orElseThrow()
        .message();
  }

  @Test
  void badLineEndsAreShownWithTheLengthInFront() throws IOException {
    assertThat(messageOf("*3\r\n$3\r\nSET\rA$1\r\nk\r\n$1\r\nv\r\n"))
        .isEqualTo("expected CR LF after a 3-byte argument, found 0d 41: SET k … (3 words)");
    assertThat(messageOf("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nvXX"))
        .startsWith("expected CR LF after a 1-byte argument, found 58 58: ");
  }

  @Test
  void headersAreShownAsTheyAre() throws IOException {
    String number = "expected a number right in front of CR LF, found ";
    assertThat(messageOf("*3x\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"))
        .startsWith(number + "*3x\\x0d\\x0a: SET k");
    assertThat(messageOf("*3\r\n$3\r\nSET\r\n$1\n k\r\n$1\r\nv\r\n".replace(" ", "")))
        .startsWith(number + "$1\\x0a: ");
    assertThat(messageOf("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1" + " ".repeat(50) + "\r\nv\r\n"))
        .startsWith(number + "$1" + " ".repeat(22) + "…: ");
    assertThat(messageOf("*4294967299\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"))
        .startsWith("expected a number of arguments below 2^31, found *4294967299\\x0d\\x0a: ");
    assertThat(messageOf("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + "0".repeat(150) + "1\r\nv\r\n"))
        .startsWith("expected a header of less than 128 bytes, found a longer one: ");
  }

  @Test
  void placeBehindTheFirstArgumentsIsNotShown() throws IOException {
    String many = "*31\r\n$4\r\nMSET\r\n" + "$1\r\na\r\n".repeat(29);
    assertThat(messageOf(many + "$1\r\naXX")).startsWith("expected CR LF after each argument: ");
    assertThat(messageOf(many + "$1\na\r\n"))
        .startsWith("expected a number right in front of CR LF: ");
  }
}
