package org.aofkit.fsck.render;

/** Breaks sentences into lines of at most 100 columns. */
final class Wrapping {
  private static final int WIDTH = 100;

  private Wrapping() {}

  /**
   * Appends the words, each line with the indent in front; a single word longer than a line is not
   * broken.
   */
  static void append(StringBuilder text, String words, String indent) {
    int from = 0;
    int room = WIDTH - indent.length();
    while (words.length() - from > room) {
      int cut = words.lastIndexOf(' ', from + room);
      if (cut <= from) {
        cut = words.indexOf(' ', from + room);
      }
      if (cut < 0) {
        break;
      }
      text.append(indent).append(words, from, cut).append('\n');
      from = cut + 1;
    }
    if (from < words.length()) {
      text.append(indent).append(words, from, words.length()).append('\n');
    }
  }
}
