package org.aofkit.fuzz.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

/**
 * Numbers of words and lengths at every limit and in every spelling, each in the first, an inner
 * and the last header of a command: the scanner reads of them what the reference reads, which does
 * as real servers do ({@link ReferencePropertyTest}).
 */
class EveryNumberTest {
  private static final int[] POWERS = {0, 3, 6, 7, 8, 14, 15, 16, 30, 31, 32, 33, 46, 47, 62, 63};
  private static final int[] BESIDES = {-2, -1, 0, 1, 2};

  /** What stands around the digits; N stands for them. */
  private static final List<String> SPELLINGS =
      List.of(
          "N",
          "+N",
          " N",
          "\tN",
          "\rN",
          "\u000bN",
          " +N",
          "+ N",
          "0N",
          "-0N",
          "00000000000N",
          "--N",
          "+-N",
          "\0N",
          "N ",
          "N\0",
          "Nx",
          "N.5",
          "Ne3",
          "0xN",
          "N,000",
          "N\r",
          "$N",
          "*N");

  private static final List<String> WITHOUT_NUMBER =
      List.of("", "+", "-", " ", "\0", "x", "\r", "+x", "- 1", "\u00b2", "/", ":");

  private static final List<String> ENDS = List.of("\r\n", "\n", "\r", "", "\n\r", "\r\r\n");

  /** Every number as text, with and without a sign. */
  private static Set<String> numbers() {
    Set<String> numbers = new LinkedHashSet<>();
    for (int power : POWERS) {
      for (int beside : BESIDES) {
        BigInteger number = BigInteger.TWO.pow(power).add(BigInteger.valueOf(beside));
        numbers.add(number.toString());
        numbers.add(number.negate().toString());
      }
    }
    for (int nines = 1; nines <= 21; nines++) {
      numbers.add("9".repeat(nines));
      numbers.add("-1" + "0".repeat(nines));
    }
    numbers.add("18446744073709551615");
    numbers.add("18446744073709551616");
    numbers.add("18446744073709551619");
    numbers.add("9".repeat(120));
    numbers.add("9".repeat(1020));
    numbers.add("0".repeat(1015) + "3");
    return numbers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void same(String text) throws IOException {
    byte[] file = bytes(text);
    Comparison comparison = new Comparison(file);
    for (int window : new int[] {64, 4096}) {
      comparison.onePass(new MemorySource("numbers", file), window);
    }
  }

  /** The header in each place of a command of three words, whole commands in front and behind. */
  private static void everywhere(char mark, String header) throws IOException {
    String ping = "*1\r\n$4\r\nPING\r\n";
    if (mark == '*') {
      same(ping + "*" + header + "$3\r\nSET\r\n$1\r\nk\r\n$3\r\nabc\r\n" + ping);
      return;
    }
    same(ping + "*3\r\n$" + header + "SET\r\n$1\r\nk\r\n$3\r\nabc\r\n" + ping);
    same(ping + "*3\r\n$3\r\nSET\r\n$" + header + "key\r\n$1\r\nv\r\n" + ping);
    same(ping + "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + header + "abc\r\n" + ping);
  }

  @Test
  void countsAndLengthsAtEveryLimitAreReadAsServersReadThem() throws IOException {
    for (String number : numbers()) {
      for (char mark : new char[] {'*', '$'}) {
        everywhere(mark, number + "\r\n");
      }
    }
  }

  @Test
  void everySpellingOfANumberIsReadAsServersReadIt() throws IOException {
    List<String> few =
        List.of("0", "1", "3", "-1", "2147483648", "4294967299", "9223372036854775808");
    List<String> texts = new ArrayList<>(WITHOUT_NUMBER);
    for (String number : few) {
      for (String spelling : SPELLINGS) {
        texts.add(spelling.replace("N", number));
      }
    }
    assertThat(texts).hasSizeGreaterThan(150);
    for (String text : texts) {
      for (String end : ENDS) {
        for (char mark : new char[] {'*', '$'}) {
          everywhere(mark, text + end);
        }
      }
    }
  }

  @Test
  void valuesRoundEveryLimitOfALengthAreFoundWholeAndCut() throws IOException {
    for (int power : new int[] {0, 3, 6, 7, 8, 14, 15, 16}) {
      for (int beside : BESIDES) {
        int length = Math.max(0, (1 << power) + beside);
        String whole = "*2\r\n$4\r\nECHO\r\n$" + length + "\r\n" + "v".repeat(length) + "\r\n";
        same(whole + "*1\r\n$4\r\nPING\r\n");
        for (int missing = 1; missing <= 3; missing++) {
          same(whole.substring(0, whole.length() - missing));
        }
        same(whole.replaceFirst("v", "") + "*1\r\n$4\r\nPING\r\n");
      }
    }
  }
}
