package org.aofkit.keyspace.commands;

import java.nio.charset.StandardCharsets;
import org.aofkit.server.Server;

/**
 * Words that are floating-point numbers, in the forms of C's {@code strtod}: decimal or hexadecimal
 * with or without an exponent, {@code inf}, {@code infinity}; signs; any case.
 *
 * <p>What differs was measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2: Valkey 9 takes no
 * hexadecimal numbers; Redis 7.0 takes leading blanks where a range begins or ends.
 */
final class Scores {
  private static final String HEX = "0x";

  private Scores() {}

  /**
   * A score, a weight or an increment: all of the word, not NaN, and neither too large nor too
   * small for a double.
   */
  static double of(byte[] word, Server server) throws RefusedException {
    return of(word, server, "ERR value is not a valid float");
  }

  /** As {@link #of(byte[], Server)}, with an error of its own. */
  static double of(byte[] word, Server server, String error) throws RefusedException {
    String text = new String(word, StandardCharsets.ISO_8859_1);
    double value = parsed(text, server != Server.VALKEY_9);
    if (Double.isNaN(value)
        || (Double.isInfinite(value) && !isInfinity(text))
        || (value == 0 && hasNonZeroDigit(text))) {
      throw new RefusedException(error);
    }
    return value;
  }

  /**
   * An end of a range, without the bracket: what stands in front of a NUL; nothing at all is 0;
   * what is too large or too small becomes infinity or 0.
   */
  static double bound(byte[] word, int from, Server server) throws RefusedException {
    int end = from;
    while (end < word.length && word[end] != 0) {
      end++;
    }
    String text = new String(word, from, end - from, StandardCharsets.ISO_8859_1);
    boolean isOld = server != Server.REDIS_8_0 && server != Server.VALKEY_9;
    if (isOld) {
      text = withoutBlanks(text);
    }
    double value = text.isEmpty() && end == from ? 0 : parsed(text, isOld);
    if (Double.isNaN(value)) {
      throw new RefusedException("ERR min or max is not a float");
    }
    return value;
  }

  /** The number that a text is; NaN if it is none. */
  private static double parsed(String text, boolean mayBeHex) {
    int digits = start(text);
    boolean isNegative = digits > 0 && text.charAt(0) == '-';
    double size;
    if (isInfinity(text)) {
      size = Double.POSITIVE_INFINITY;
    } else if (isHex(text)) {
      size = mayBeHex ? hex(text.substring(digits)) : Double.NaN;
    } else {
      size = isDecimal(text, digits) ? Double.parseDouble(text.substring(digits)) : Double.NaN;
    }
    return isNegative ? -size : size;
  }

  /** Where the digits begin, behind a sign. */
  private static int start(String text) {
    return !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
  }

  private static boolean isInfinity(String text) {
    String word = text.substring(start(text));
    return word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity");
  }

  private static boolean isHex(String text) {
    return text.regionMatches(true, start(text), HEX, 0, HEX.length());
  }

  private static boolean isDecimal(String text, int from) {
    int at = behindDigits(text, from, 10);
    int count = at - from;
    if (at < text.length() && text.charAt(at) == '.') {
      int end = behindDigits(text, at + 1, 10);
      count += end - at - 1;
      at = end;
    }
    return count > 0 && (at == text.length() || isExponent(text, at, 'e'));
  }

  private static double hex(String text) {
    int from = HEX.length();
    int at = behindDigits(text, from, 16);
    int count = at - from;
    if (at < text.length() && text.charAt(at) == '.') {
      int end = behindDigits(text, at + 1, 16);
      count += end - at - 1;
      at = end;
    }
    if (count == 0 || !(at == text.length() || isExponent(text, at, 'p'))) {
      return Double.NaN;
    }
    return Double.parseDouble(at == text.length() ? text + "p0" : text);
  }

  private static boolean isExponent(String text, int at, char letter) {
    if (Character.toLowerCase(text.charAt(at)) != letter) {
      return false;
    }
    boolean hasSign =
        at + 1 < text.length() && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+');
    int from = hasSign ? at + 2 : at + 1;
    return from < text.length() && behindDigits(text, from, 10) == text.length();
  }

  private static int behindDigits(String text, int from, int radix) {
    int at = from;
    while (at < text.length()
        && text.charAt(at) < 0x80
        && Character.digit(text.charAt(at), radix) >= 0) {
      at++;
    }
    return at;
  }

  /** Whether a number that was read as 0 is one only because it is too small. */
  private static boolean hasNonZeroDigit(String text) {
    boolean isHex = isHex(text);
    for (int i = isHex ? start(text) + HEX.length() : start(text); i < text.length(); i++) {
      char c = Character.toLowerCase(text.charAt(i));
      if (c == (isHex ? 'p' : 'e')) {
        return false;
      }
      if (c != '0' && c != '.') {
        return true;
      }
    }
    return false;
  }

  private static String withoutBlanks(String text) {
    int at = 0;
    while (at < text.length()
        && (text.charAt(at) == ' ' || (text.charAt(at) >= '\t' && text.charAt(at) <= '\r'))) {
      at++;
    }
    return text.substring(at);
  }
}
