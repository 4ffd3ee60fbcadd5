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
    int exponent = digits.length() - 1 - rounded.scale();
    String sign = score < 0 ? "-" : "";
    if (exponent < LEAST_FIXED_EXPONENT || exponent >= ALL_DIGITS) {
      return sign + scientific(digits, exponent);
    }
    return sign + rounded.abs().toPlainString();
  }

  private BigDecimal rounded(double score) {
    var exact = new BigDecimal(score);
    for (int digits = DIGITS_ALWAYS_KEPT; isShortest && digits < ALL_DIGITS; digits++) {
      BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() == score) {
        return shorter;
      }
    }
    return exact.round(new MathContext(ALL_DIGITS, RoundingMode.HALF_EVEN));
  }

  private static String scientific(String digits, int exponent) {
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    int size = Math.abs(exponent);
    return digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }
}
