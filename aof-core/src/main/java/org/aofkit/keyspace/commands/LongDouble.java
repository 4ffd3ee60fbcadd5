package org.aofkit.keyspace.commands;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in the 80-bit format of x86, with a mantissa of 64 bits, in which servers there calculate
 * INCRBYFLOAT and HINCRBYFLOAT: read, rounded, added and printed as they do.
 */
final class LongDouble {
  private static final int MANTISSA = 64;

  /** The lowest exponent of the lowest bit of a mantissa. */
  private static final int LOWEST = -16445;

  /** Numbers are below 2 to the power of this. */
  private static final int HIGHEST = 16384;

  /** What is longer counts as no number; measured with Redis 7.0.15. */
  static final int LONGEST_TEXT = 5119;

  private static final int DIGITS_OUT = 17;

  /** Of a number whose first digit stands further off nothing is left, or it is too large. */
  private static final long FAR = 6000;

  private static final Pattern DECIMAL =
      Pattern.compile("([+-]?)(?=[.]?[0-9])([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?");

  private static final Pattern HEXADECIMAL =
      Pattern.compile(
          "([+-]?)0[xX](?=[.]?[0-9a-fA-F])([0-9a-fA-F]*)[.]?([0-9a-fA-F]*)(?:[pP]([+-]?[0-9]+))?");

  private static final Pattern INFINITE = Pattern.compile("[+-]?(?i:inf|infinity)");

  private LongDouble() {}

  /** The text was that of an infinite number. */
  static final class InfiniteException extends Exception {
    private static final long serialVersionUID = 1;

    private InfiniteException() {
      super("infinite", null, false, false);
    }
  }

  /**
   * The number that a text stands for.
   *
   * @return null if it is none, or too large or too small
   * @throws InfiniteException if it is one, but has no end
   */
  static @Nullable BigDecimal read(byte[] text) throws InfiniteException {
    if (text.length == 0 || text.length > LONGEST_TEXT) {
      return null;
    }
    String number = new String(text, StandardCharsets.ISO_8859_1);
    if (INFINITE.matcher(number).matches()) {
      throw new InfiniteException();
    }
    Matcher decimal = DECIMAL.matcher(number);
    if (decimal.matches()) {
      return decimal(decimal);
    }
    Matcher hexadecimal = HEXADECIMAL.matcher(number);
    return hexadecimal.matches() ? hexadecimal(hexadecimal) : null;
  }

  /** The sum; null if it is too large. */
  static @Nullable BigDecimal sum(BigDecimal left, BigDecimal right) {
    return rounded(left.add(right));
  }

  /** As servers print it for people: up to 17 decimals, no zeros at the end. */
  static String print(BigDecimal number) {
    String text = number.setScale(DIGITS_OUT, RoundingMode.HALF_EVEN).toPlainString();
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    if (text.charAt(end - 1) == '.') {
      end--;
    }
    return text.substring(0, end);
  }

  private static @Nullable BigDecimal decimal(Matcher text) {
    BigInteger digits = new BigInteger(text.group(2) + text.group(3));
    if (digits.signum() == 0) {
      return BigDecimal.ZERO;
    }
    long exponent = exponent(text.group(4)) - text.group(3).length();
    if (Math.abs(exponent + new BigDecimal(digits).precision()) > FAR) {
      return null;
    }
    BigDecimal number = new BigDecimal(digits, (int) -exponent);
    return rounded(text.group(1).equals("-") ? number.negate() : number);
  }

  private static @Nullable BigDecimal hexadecimal(Matcher text) {
    BigInteger digits = new BigInteger(text.group(2) + text.group(3), 16);
    if (digits.signum() == 0) {
      return BigDecimal.ZERO;
    }
    long exponent = exponent(text.group(4)) - 4L * text.group(3).length();
    if (Math.abs(exponent + digits.bitLength()) > 4 * FAR) {
      return null;
    }
    BigDecimal number = scaled(digits, (int) exponent);
    return rounded(text.group(1).equals("-") ? number.negate() : number);
  }

  private static long exponent(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    BigInteger exact = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    BigInteger limit = BigInteger.valueOf(100 * FAR);
    return exact.min(limit).max(limit.negate()).longValue();
  }

  private static BigDecimal scaled(BigInteger mantissa, int exponent) {
    return exponent >= 0
        ? new BigDecimal(mantissa.shiftLeft(exponent))
        : new BigDecimal(mantissa).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)));
  }

  /** The nearest number of the format, of two the even one; null if too large or too small. */
  private static @Nullable BigDecimal rounded(BigDecimal exact) {
    if (exact.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigInteger numerator = exact.unscaledValue().abs();
    BigInteger denominator = BigInteger.ONE;
    if (exact.scale() > 0) {
      denominator = BigInteger.TEN.pow(exact.scale());
    } else {
      numerator = numerator.multiply(BigInteger.TEN.pow(-exact.scale()));
    }
    int exponent = Math.max(numerator.bitLength() - denominator.bitLength() - MANTISSA - 1, LOWEST);
    BigInteger mantissa = divided(numerator, denominator, exponent);
    while (mantissa.bitLength() > MANTISSA) {
      exponent++;
      mantissa = divided(numerator, denominator, exponent);
    }
    if (mantissa.signum() == 0 || mantissa.bitLength() + exponent > HIGHEST) {
      return null;
    }
    BigDecimal number = scaled(mantissa, exponent);
    return exact.signum() < 0 ? number.negate() : number;
  }

  private static BigInteger divided(BigInteger numerator, BigInteger denominator, int exponent) {
    BigInteger top = exponent < 0 ? numerator.shiftLeft(-exponent) : numerator;
    BigInteger bottom = exponent > 0 ? denominator.shiftLeft(exponent) : denominator;
    BigInteger[] parts = top.divideAndRemainder(bottom);
    int half = parts[1].shiftLeft(1).compareTo(bottom);
    boolean isUp = half > 0 || (half == 0 && parts[0].testBit(0));
    return isUp ? parts[0].add(BigInteger.ONE) : parts[0];
  }
}
