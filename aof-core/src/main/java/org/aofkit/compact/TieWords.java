package org.aofkit.compact;

import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * The words of a command of several keys that name a database. A SWAPDB may have given it another
 * number since.
 */
final class TieWords {
  private static final int MOVE_DATABASE = 2;

  private TieWords() {}

  /**
   * Lets the second key of a MOVE or a COPY be in the database it was in.
   *
   * @param words changed
   * @param number of a table
   */
  static void renumber(Chains chains, long head, byte[][] words, IntUnaryOperator number) {
    if (!Head.isTie(head) || chains.tieCount(head) != 2) {
      return;
    }
    String name = text(words[0]);
    byte[] database =
        Integer.toString(number.applyAsInt(chains.tieKeyDatabase(head, 1)))
            .getBytes(StandardCharsets.US_ASCII);
    if (name.equalsIgnoreCase("MOVE")) {
      words[MOVE_DATABASE] = database;
    } else if (name.equalsIgnoreCase("COPY")) {
      for (int i = 3; i + 1 < words.length; i++) {
        if (text(words[i]).equalsIgnoreCase("DB")) {
          words[i + 1] = database;
        }
      }
    }
  }

  private static String text(byte[] word) {
    return word.length > 8 ? "" : new String(word, StandardCharsets.ISO_8859_1);
  }
}
