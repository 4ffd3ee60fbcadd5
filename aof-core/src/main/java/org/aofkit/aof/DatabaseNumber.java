package org.aofkit.aof;

import java.nio.ByteBuffer;
import org.aofkit.resp.RespScanner;

/**
 * Reads the argument of a SELECT as servers do: a decimal number, without a sign and without
 * leading zeros.
 */
final class DatabaseNumber {
  /**
   * Larger numbers are no server's; they are all taken for this one, which fits the value of an
   * event.
   */
  private static final int LARGEST = 0x7F_FFFF;

  private static final int MAX_DIGITS = 9;

  private DatabaseNumber() {}

  /** The number, or -1 where the argument is none. */
  static int parse(RespScanner scanner, int argument) {
    long length = scanner.argumentLength(argument);
    if (length == 0 || length > MAX_DIGITS) {
      return -1;
    }
    ByteBuffer bytes = scanner.headBytes();
    int index = scanner.headIndex(argument);
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = bytes.get(index + i) - '0';
      if (digit < 0 || digit > 9 || (i == 0 && digit == 0 && length > 1)) {
        return -1;
      }
      number = Math.min(10 * number + digit, LARGEST);
    }
    return number;
  }
}
