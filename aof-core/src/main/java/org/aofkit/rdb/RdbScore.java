package org.aofkit.rdb;

import java.nio.charset.StandardCharsets;

/**
 * Scores written as text (sorted sets before Redis 4.0). Servers take the longest beginning that is
 * a number, in the way of C's {@code scanf}, and ignore what follows. Measured with Redis 7.0.15,
 * 8.0.6 and Valkey 9.1.2.
 */
final class RdbScore {
  /** The forms a score can take. */
  enum Form {
    /** A number, or infinity. */
    NUMBER,
    /**
     * A number that breaks off in its exponent ({@code 1e}). Redis 7.0.15 loads it; Redis 8.0.6 and
     * Valkey 9.1.2, built with a newer C library, refuse it.
     */
    OPEN_EXPONENT,
    /** Not a number, which is refused everywhere. */
    NAN,
    /** No number at all, which is refused everywhere. */
    NONE
  }

  private static final int LONGEST_EXACT = 15;
  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final byte[] text;

  /** Behind the last byte. */
  private final int length;

  private int at;

  /** The digits, without the sign, and an exponent if it is whole; nothing if it is infinite. */
  private int start;

  private int end;
  private boolean isNegative;

  private RdbScore(byte[] text, int from, int length) {
    this.text = text;
    this.at = from;
    this.length = from + length;
  }

  /** The form of the first {@code length} bytes. */
  static Form formOf(byte[] text, int length) {
    return new RdbScore(text, 0, length).parse();
  }

  /**
   * Whether all of the bytes are the text of a number, so that nothing is ignored. Such texts are
   * what servers write.
   */
  static boolean isNumber(byte[] text, int from, int length) {
    if (isPlain(text, from, length)) {
      return true;
    }
    RdbScore score = new RdbScore(text, from, length);
    return score.parse() == Form.NUMBER && score.at == score.length;
  }

  /**
   * The number that a server makes of the bytes: of the longest beginning that is one, 0 if there
   * is none.
   */
  static double valueOf(byte[] text, int from, int length) {
    if (isPlain(text, from, length)) {
      return plainValue(text, from, length);
    }
    RdbScore score = new RdbScore(text, from, length);
    return switch (score.parse()) {
      case NAN -> Double.NaN;
      case NONE -> 0;
      default -> score.value();
    };
  }

  /** The number that digits with at most one point are; NaN for all other texts. */
  static double plainOrNan(byte[] text, int from, int length) {
    return isPlain(text, from, length) ? plainValue(text, from, length) : Double.NaN;
  }

  /** Digits, of which at most 15 make the number exact, with at most one point between them. */
  private static boolean isPlain(byte[] text, int from, int length) {
    if (length == 0 || length > LONGEST_EXACT + 2) {
      return false;
    }
    int points = 0;
    int digits = 0;
    for (int i = text[from] == '-' ? from + 1 : from; i < from + length; i++) {
      if (text[i] == '.') {
        points++;
      } else if (text[i] >= '0' && text[i] <= '9') {
        digits++;
      } else {
        return false;
      }
    }
    return points <= 1 && digits >= 1 && digits <= LONGEST_EXACT;
  }

  /** A number below 2^53 divided by a power of ten below 10^22 is rounded once. */
  private static double plainValue(byte[] text, int from, int length) {
    long digits = 0;
    int behindPoint = -1;
    for (int i = text[from] == '-' ? from + 1 : from; i < from + length; i++) {
      if (text[i] == '.') {
        behindPoint = 0;
      } else {
        digits = 10 * digits + text[i] - '0';
        behindPoint += behindPoint < 0 ? 0 : 1;
      }
    }
    double value = behindPoint > 0 ? digits / POWERS_OF_TEN[behindPoint] : digits;
    return text[from] == '-' ? -value : value;
  }

  /** The number that was parsed, by way of a string: only where the plain way is not exact. */
  private double value() {
    if (start == end) {
      return isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    String number = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
    boolean isHex = number.length() > 1 && (number.charAt(1) | 0x20) == 'x';
    boolean hasExponent = isHex && (number.indexOf('p') >= 0 || number.indexOf('P') >= 0);
    double value = Double.parseDouble(isHex && !hasExponent ? number + "p0" : number);
    return isNegative ? -value : value;
  }

  private Form parse() {
    while (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')) {
      at++;
    }
    if (peek() == '-' || peek() == '+') {
      isNegative = peek() == '-';
      at++;
    }
    start = at;
    end = at;
    if (lower() == 'n') {
      return word("nan") ? Form.NAN : Form.NONE;
    }
    if (lower() == 'i') {
      return infinity();
    }
    if (peek() == '0' && at + 1 < length && (text[at + 1] | 0x20) == 'x') {
      at += 2;
      return number(16, 'p');
    }
    return number(10, 'e');
  }

  private Form infinity() {
    if (!word("inf")) {
      return Form.NONE;
    }
    return lower() != 'i' || word("inity") ? Form.NUMBER : Form.NONE;
  }

  private Form number(int radix, char exponent) {
    int digits = digits(radix);
    if (peek() == '.') {
      at++;
      digits += digits(radix);
    }
    if (digits == 0) {
      return Form.NONE;
    }
    end = at;
    if (lower() != exponent) {
      return Form.NUMBER;
    }
    at++;
    if (peek() == '-' || peek() == '+') {
      at++;
    }
    if (digits(10) == 0) {
      return Form.OPEN_EXPONENT;
    }
    end = at;
    return Form.NUMBER;
  }

  private int digits(int radix) {
    int from = at;
    while (peek() >= 0 && Character.digit(peek(), radix) >= 0) {
      at++;
    }
    return at - from;
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (lower() != word.charAt(i)) {
        return false;
      }
      at++;
    }
    return true;
  }

  private int peek() {
    return at < length ? text[at] & 0xFF : -1;
  }

  private int lower() {
    int c = peek();
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }
}
