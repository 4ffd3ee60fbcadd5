package org.aofkit.rdb.write;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.aofkit.rdb.packed.PackedWriter;

/**
 * Scores in containers: a number where the score is one, otherwise text. Redis up to 7.0 writes 17
 * significant digits; Redis from 7.2 on and Valkey the fewest that are read back as the same score.
 */
final class ScoreText {
  /** Within this range listpack writers store scores without a fraction as numbers. */
  private static final double LARGEST_NUMBER = 0x1p62;

  /** And ziplist writers, as far as doubles have all whole numbers. */
  private static final double LARGEST_NUMBER_OF_ZIPLISTS = 0x1p52;

  private static final int ALL_DIGITS = 17;
  private static final int DIGITS_ALWAYS_KEPT = 15;
  private static final int LEAST_FIXED_EXPONENT = -4;
  private static final int MAX_ZEROS = 7;
  private static final int LARGEST_FIXED_SIZE = 4;

  private final double largestNumber;
  private final boolean isShortest;

  ScoreText(boolean listpack, boolean isShortest) {
    this.largestNumber = listpack ? LARGEST_NUMBER : LARGEST_NUMBER_OF_ZIPLISTS;
    this.isShortest = isShortest;
  }

  void addTo(PackedWriter packed, double score) {
    long whole = (long) score;
    // A number would lose the sign of -0.
    boolean isNegativeZero = score == 0 && 1 / score < 0;
    if (whole == score && Math.abs(score) <= largestNumber && !isNegativeZero) {
      packed.integer(whole);
    } else {
      byte[] text = text(score).getBytes(StandardCharsets.US_ASCII);
      packed.bytes(text, 0, text.length);
    }
  }

  /** The text of a score. */
  String text(double score) {
    if (Double.isInfinite(score)) {
      return score > 0 ? "inf" : "-inf";
    }
    if (score == 0) {
      return 1 / score < 0 ? "-0" : "0";
    }
    BigDecimal rounded = rounded(score).stripTrailingZeros();
    String digits = rounded.unscaledValue().abs().toString();
    int lastExponent = -rounded.scale();
    int exponent = digits.length() - 1 + lastExponent;
    boolean isFixed =
        isShortest
            ? isFixedIfShortest(digits.length(), lastExponent, Math.abs(exponent))
            : exponent >= LEAST_FIXED_EXPONENT && exponent < ALL_DIGITS;
    String sign = score < 0 ? "-" : "";
    return sign + (isFixed ? rounded.abs().toPlainString() : scientific(digits, exponent));
  }

  /**
   * Where no exponent is written: if few zeros would have to be added to a whole number, or there
   * are few digits behind the point. Measured with Redis 8.0.6 and Valkey 9.1.2.
   */
  private static boolean isFixedIfShortest(int digits, int lastExponent, int size) {
    return lastExponent >= 0
        ? size < digits + MAX_ZEROS
        : lastExponent > -MAX_ZEROS || size < LARGEST_FIXED_SIZE;
  }

  private BigDecimal rounded(double score) {
    var exact = new BigDecimal(score);
    // Below the least normal number doubles keep fewer digits.
    int least = Math.abs(score) < Double.MIN_NORMAL ? 1 : DIGITS_ALWAYS_KEPT;
    for (int digits = least; isShortest && digits < ALL_DIGITS; digits++) {
      BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() == score) {
        return shorter;
      }
    }
    return exact.round(new MathContext(ALL_DIGITS, RoundingMode.HALF_EVEN));
  }

  private String scientific(String digits, int exponent) {
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    int size = Math.abs(exponent);
    return digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 && !isShortest ? "0" : "")
        + size;
  }
}
