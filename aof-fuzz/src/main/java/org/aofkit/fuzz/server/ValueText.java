package org.aofkit.fuzz.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Byte strings and content as text. */
final class ValueText {
  /** Longer content is cut, and its hash given. */
  static final int LONGEST = 2000;

  private static final int BEGINNING = 80;

  private ValueText() {}

  /** The escaped form of a byte string; different bytes give different texts. */
  static String escape(byte[] bytes) {
    var text = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }

  /** The text itself, or its length, beginning and hash. */
  static String bounded(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return text.substring(0, BEGINNING)
          + "... ("
          + text.length()
          + " characters, SHA-256 "
          + HexFormat.of().formatHex(hash)
          + ")";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
