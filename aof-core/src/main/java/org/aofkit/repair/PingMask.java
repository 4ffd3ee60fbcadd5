package org.aofkit.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a damaged range into commands that change nothing: the head and the end of a PING are
 * written over it, and what lies between becomes its argument.
 *
 * <pre>
 *   *2 CR LF $4 CR LF PING CR LF $&lt;length, padded with zeros&gt; CR LF &lt;the bytes as they were&gt; CR LF
 * </pre>
 *
 * <p>Redis 7.0.15, 8.0.6 and Valkey 9.1.2 load this wherever a command may stand, and their check
 * tools are content. A loader allocates each argument, so a long range becomes several commands.
 */
final class PingMask {
  /** The shortest range that can be masked. */
  static final int MIN_LENGTH = 20;

  /** The longest range that becomes one command. */
  static final int MAX_PIECE = 16 << 20;

  private static final String HEAD = "*2\r\n$4\r\nPING\r\n$";
  private static final int END_LENGTH = 2;

  private PingMask() {}

  /**
   * One command of the mask.
   *
   * @param offset where the head goes
   * @param head the bytes in front of the argument
   * @param endOffset where the closing CR LF goes
   */
  record Piece(long offset, byte[] head, long endOffset) {}

  /**
   * The commands over a range.
   *
   * @param length of the range; {@link #MIN_LENGTH} or more
   */
  static List<Piece> over(long offset, long length) {
    if (length < MIN_LENGTH) {
      throw new IllegalArgumentException(length + " bytes are too short for a mask");
    }
    List<Piece> pieces = new ArrayList<>();
    long position = offset;
    long left = length;
    while (left > 0) {
      long piece = Math.min(left, MAX_PIECE);
      if (left - piece > 0 && left - piece < MIN_LENGTH) {
        piece -= MIN_LENGTH;
      }
      pieces.add(piece(position, (int) piece));
      position += piece;
      left -= piece;
    }
    return pieces;
  }

  private static Piece piece(long offset, int length) {
    int digits = 1;
    long limit = 10;
    while (argument(length, digits) >= limit) {
      digits++;
      limit *= 10;
    }
    StringBuilder head = new StringBuilder(HEAD);
    String number = Integer.toString(argument(length, digits));
    for (int i = number.length(); i < digits; i++) {
      head.append('0');
    }
    head.append(number).append("\r\n");
    return new Piece(
        offset, head.toString().getBytes(StandardCharsets.US_ASCII), offset + length - END_LENGTH);
  }

  private static int argument(int length, int digits) {
    return length - HEAD.length() - digits - END_LENGTH - END_LENGTH;
  }
}
