package org.aofkit.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers longer than {@link Headers} knows, and rests of commands, against plain reading. */
class UsualArgumentsTest {
  private static final Pattern HEADER = Pattern.compile("\r\n\\$([1-9][0-9]{0,8})\r\n");
  private static final int FRONT = 5;
  private static final int ROOM = 16;

  private static ByteBuffer bytes(String text) {
    String padded = "x".repeat(FRONT) + text + "y".repeat(ROOM);
    return ByteBuffer.wrap(padded.getBytes(StandardCharsets.ISO_8859_1))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long plain(String text) {
    Matcher matcher = HEADER.matcher(text);
    return matcher.lookingAt()
        ? (long) (FRONT + matcher.end()) << 32 | Integer.parseInt(matcher.group(1))
        : -1;
  }

  private static long found(String text) {
    ByteBuffer bytes = bytes(text);
    return UsualArguments.longHeader(bytes, FRONT, bytes.getLong(FRONT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000",
        "4096",
        "9999",
        "10009",
        "65536",
        "123456",
        "9000000",
        "16777216",
        "536870912",
        "999999999",
        "1000000000",
        "2147483648",
        "99999999999"
      })
  void aLongLengthIsToldFromAllThatDifferInOneByte(String length) {
    String whole = "\r\n$" + length + "\r\n";
    assertThat(found(whole)).isEqualTo(plain(whole));
    for (int at = 0; at < whole.length(); at++) {
      for (int other = 0; other < 256; other++) {
        String changed = whole.substring(0, at) + (char) other + whole.substring(at + 1);
        assertThat(found(changed)).as(changed).isEqualTo(plain(changed));
      }
    }
  }

  @Test
  void theRestOfACommandEndsBehindItsLastLineEndWhateverTheLengthsAre() {
    for (int length : new int[] {0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001, 9999, 10_000}) {
      for (int arguments = 1; arguments <= 3; arguments++) {
        String one = "\r\n$" + length + "\r\n" + "v".repeat(length);
        String rest = one.repeat(arguments) + "\r\n";
        ByteBuffer bytes = bytes(rest);
        int end = FRONT + rest.length();
        int least = end - 2;

        assertThat(UsualArguments.behind(bytes, least, arguments, FRONT)).isEqualTo(end);
        assertThat(UsualArguments.behind(bytes, least - 1, arguments, FRONT)).isEqualTo(-1);
        assertThat(UsualArguments.behind(bytes, least, arguments + 1, FRONT)).isEqualTo(-1);
        bytes.put(end - 1, (byte) 'x');
        assertThat(UsualArguments.behind(bytes, least, arguments, FRONT)).isEqualTo(-1);
      }
    }
  }
}
