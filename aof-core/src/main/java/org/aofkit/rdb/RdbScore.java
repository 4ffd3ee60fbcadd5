package org.aofkit.rdb;

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

  private final byte[] text;
  private final int length;
  private int at;

  private RdbScore(byte[] text, int length) {
    this.text = text;
    this.length = length;
  }

  /** The form of the first {@code length} bytes. */
  static Form formOf(byte[] text, int length) {
    return new RdbScore(text, length).parse();
  }

  private Form parse() {
    while (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')) {
      at++;
    }
    if (peek() == '-' || peek() == '+') {
      at++;
    }
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
    if (lower() != exponent) {
      return Form.NUMBER;
    }
    at++;
    if (peek() == '-' || peek() == '+') {
      at++;
    }
    return digits(10) > 0 ? Form.NUMBER : Form.OPEN_EXPONENT;
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
