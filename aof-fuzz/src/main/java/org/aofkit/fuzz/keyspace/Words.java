package org.aofkit.fuzz.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Bytes for people. */
final class Words {
  private static final int LONGEST = 80;

  private Words() {}

  /** A word as one could type it. */
  static String quoted(byte[] word) {
    var text = new StringBuilder();
    boolean isPlain = word.length > 0;
    for (int i = 0; i < Math.min(LONGEST, word.length); i++) {
      int b = word[i] & 0xff;
      if (b <= ' ' || b == '"' || b == '\\' || b > 0x7e) {
        isPlain = false;
        text.append(String.format(Locale.ROOT, "\\x%02x", b));
      } else {
        text.append((char) b);
      }
    }
    if (word.length > LONGEST) {
      text.append("…(").append(word.length).append(')');
    }
    return isPlain ? text.toString() : "\"" + text + '"';
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
