package org.aofkit.fsck.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a mistyped word was meant to be. */
final class Nearest {
  private Nearest() {}

  /**
   * The word with the fewest inserted, deleted, replaced or exchanged letters, if that is at most a
   * third of the longer word's (and at most 3); of several the first. Null where none is near.
   */
  static @Nullable String of(String typed, List<String> known) {
    String best = null;
    int fewest = Integer.MAX_VALUE;
    if (typed.length() > 64) {
      return null;
    }
    for (String word : known) {
      int allowed = Math.min(3, Math.max(typed.length(), word.length()) / 3);
      int distance = distance(typed, word);
      if (distance <= allowed && distance < fewest) {
        fewest = distance;
        best = word;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(cost[i - 1][j - 1] + replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
