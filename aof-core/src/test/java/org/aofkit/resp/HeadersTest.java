package org.aofkit.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** All headers that fit into one load, and all that differ from one in one byte. */
class HeadersTest {
  private static final Pattern COUNT_1 = Pattern.compile("(?s)\\*[0-9]\r\n.*");
  private static final Pattern COUNT_2 = Pattern.compile("(?s)\\*[0-9][0-9]\r\n.*");
  private static final Pattern BOTH = Pattern.compile("(?s)\\*[0-9]\r\n\\$[0-9]\r\n");
  private static final Pattern LENGTH_1 = Pattern.compile("(?s)\r\n\\$[0-9]\r\n.*");
  private static final Pattern LENGTH_2 = Pattern.compile("(?s)\r\n\\$[1-9][0-9]\r\n.*");
  private static final Pattern LENGTH_3 = Pattern.compile("(?s)\r\n\\$[1-9][0-9][0-9]\r\n");

  /** The eight bytes as a load from a file gets them. */
  private static long load(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private interface Look {
    void at(String eight);
  }

  /** Looks at eight bytes, and at all that differ from them in one. */
  private static void around(String eight, Look look) {
    for (int i = 0; i < 8; i++) {
      StringBuilder other = new StringBuilder(eight);
      for (char c = 0; c < 256; c++) {
        other.setCharAt(i, c);
        look.at(other.toString());
      }
    }
  }

  private static void same(String eight, boolean found, Pattern expected) {
    // Asked for each of some hundred thousand: a message is only made for one that is wrong.
    if (found != expected.matcher(eight).matches()) {
      assertThat(found).as("%s of %s", expected, eight).isEqualTo(!found);
    }
  }

  private static int digits(String eight, int from, int to) {
    return Integer.parseInt(eight.substring(from, to));
  }

  @Test
  void countsOfOneDigitAndOfTwoAreToldFromAllThatLooksAlike() {
    for (int count = 0; count < 100; count++) {
      for (String behind : new String[] {"$7\r\n", "$12\r", "\r\n$1"}) {
        String eight = ("*" + count + "\r\n" + behind + "xx").substring(0, 8);
        around(
            eight,
            text -> {
              long w = load(text);
              same(text, Headers.isCountAndLength(w), BOTH);
              same(text, Headers.isCount1(w), COUNT_1);
              same(text, Headers.isCount2(w), COUNT_2);
              if (Headers.isCount1(w)) {
                assertThat(Headers.count1(w)).isEqualTo(digits(text, 1, 2));
              }
              if (Headers.isCount2(w)) {
                assertThat(Headers.count2(w)).isEqualTo(digits(text, 1, 3));
              }
              if (Headers.isCountAndLength(w)) {
                assertThat(Headers.lengthBehindCount(w)).isEqualTo(digits(text, 5, 6));
              }
            });
      }
    }
  }

  @Test
  void lengthsOfOneToThreeDigitsAreToldFromAllThatLooksAlike() {
    for (int length = 0; length < 1000; length++) {
      String eight = ("\r\n$" + length + "\r\nxx").substring(0, 8);
      around(
          eight,
          text -> {
            long w = load(text);
            boolean is1 = Headers.isLength1(w);
            boolean is2 = Headers.isLength2(w);
            same(text, is1, LENGTH_1);
            same(text, is2, LENGTH_2);
            same(text, Headers.isLength3(w), LENGTH_3);
            if (is1 && Headers.length1(w) != digits(text, 3, 4)
                || is2 && Headers.length2(w) != digits(text, 3, 5)
                || Headers.isLength3(w) && Headers.length3(w) != digits(text, 3, 6)) {
              assertThat(text).as("read as another number").isEmpty();
            }
          });
    }
  }
}
