package org.aofkit.fsck.render;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Base64;
import org.aofkit.resp.ArgumentWalk;

/**
 * A word of a command as text, a piece at a time: however long the word is, little memory is
 * needed. The escaped form, or that of JSON (see {@link ByteStrings}).
 */
final class WordReader extends Reader {
  /** A multiple of three, so that pieces of base64 join. */
  private static final int PIECE = 3 << 11;

  /** Beyond it the escaped form could be longer than a string may be. */
  private static final long LONGEST_ESCAPED = 1L << 28;

  private final ArgumentWalk word;
  private final long end;
  private final boolean quoted;
  private final boolean base64;
  private final byte[] bytes;
  private long next;
  private String text = "";
  private int used;

  private WordReader(ArgumentWalk word, long length, boolean quoted, boolean base64) {
    this.word = word;
    this.end = length;
    this.quoted = quoted;
    this.base64 = base64;
    this.bytes = new byte[(int) Math.min(PIECE, length)];
    this.text = base64 ? "b64:" : "";
  }

  /** The first {@code length} bytes for JSON. */
  static WordReader forJson(ArgumentWalk word, long length) throws IOException {
    byte[] head = head(word, (int) Math.min(length, 5));
    boolean base64 = length > LONGEST_ESCAPED || ByteStrings.toJson(head).startsWith("b64:");
    return new WordReader(word, length, false, base64);
  }

  /** The first {@code length} bytes to stand in double quotes, with any inside escaped. */
  static WordReader forQuotes(ArgumentWalk word, long length) {
    return new WordReader(word, length, true, false);
  }

  /** The first bytes of a word, as many as it has up to {@code most}. */
  static byte[] head(ArgumentWalk word, int most) throws IOException {
    byte[] bytes = new byte[(int) Math.min(most, word.length())];
    return Arrays.copyOf(bytes, word.read(0, bytes));
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (used == text.length() && !fill()) {
      return -1;
    }
    int count = Math.min(length, text.length() - used);
    text.getChars(used, used + count, target, offset);
    used += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (next >= end) {
      return false;
    }
    int count = (int) Math.min(word.read(next, bytes), end - next);
    byte[] piece = Arrays.copyOf(bytes, count);
    next += count;
    used = 0;
    if (base64) {
      text = Base64.getEncoder().encodeToString(piece);
    } else {
      text = ByteStrings.escape(piece);
      text = quoted ? text.replace("\"", "\\x22") : text;
    }
    return count > 0;
  }

  @Override
  public void close() {
    // The word is borrowed.
  }
}
