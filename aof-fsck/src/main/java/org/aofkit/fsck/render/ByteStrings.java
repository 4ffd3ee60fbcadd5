package org.aofkit.fsck.render;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Byte strings as text. The escaped form: bytes 0x20 to 0x7e except the backslash stand for
 * themselves, a backslash is doubled, any other byte is {@code \xHH} with lower-case digits. What
 * would begin with {@code b64:} or {@code zb64:} in that form is written as {@code b64:} and base64
 * instead, so that the prefix is never ambiguous.
 */
public final class ByteStrings {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private ByteStrings() {}

  /** The form for JSON. */
  public static String toJson(byte[] bytes) {
    String escaped = escape(bytes);
    return escaped.startsWith("b64:") || escaped.startsWith("zb64:")
        ? "b64:" + Base64.getEncoder().encodeToString(bytes)
        : escaped;
  }

  /** The escaped form, whatever it begins with. */
  public static String escape(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
    return text.toString();
  }

  /** The bytes of an escaped form; a backslash that begins no escape stands for itself. */
  public static byte[] unescape(String escaped) {
    byte[] source = escaped.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[source.length];
    int length = 0;
    for (int i = 0; i < source.length; i++) {
      if (source[i] == '\\' && i + 1 < source.length && source[i + 1] == '\\') {
        bytes[length++] = '\\';
        i++;
      } else if (source[i] == '\\' && i + 3 < source.length && source[i + 1] == 'x') {
        int high = Character.digit(source[i + 2], 16);
        int low = Character.digit(source[i + 3], 16);
        if (high >= 0 && low >= 0) {
          bytes[length++] = (byte) (high << 4 | low);
          i += 3;
        } else {
          bytes[length++] = source[i];
        }
      } else {
        bytes[length++] = source[i];
      }
    }
    return java.util.Arrays.copyOf(bytes, length);
  }

  /**
   * For people: UTF-8 as it is where it is valid and every character is visible; otherwise the
   * escaped form.
   */
  public static String forPeople(byte[] bytes) {
    String text = visible(bytes);
    return text == null ? escape(bytes) : text;
  }

  /**
   * As one word of a shell command: bare where it is harmless, else in single quotes, else (control
   * characters, broken UTF-8) as {@code $'…'} of POSIX 2024, which bash, ksh and zsh have had for
   * long.
   */
  public static String forShell(byte[] bytes) {
    if (bytes.length > 0 && isHarmless(bytes)) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    String text = visible(bytes);
    if (text != null) {
      return "'" + text.replace("'", "'\\''") + "'";
    }
    StringBuilder word = new StringBuilder("$'");
    for (byte b : bytes) {
      if (b == '\\' || b == '\'') {
        word.append('\\').append((char) b);
      } else if (b >= 0x20 && b < 0x7f) {
        word.append((char) b);
      } else {
        // Three octal digits always: a hexadecimal escape could run on into the next character.
        word.append('\\').append((char) ('0' + (b >> 6 & 3)));
        word.append((char) ('0' + (b >> 3 & 7))).append((char) ('0' + (b & 7)));
      }
    }
    return word.append('\'').toString();
  }

  private static boolean isHarmless(byte[] bytes) {
    for (byte b : bytes) {
      boolean harmless =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "/._-+=:,@%".indexOf(b) >= 0;
      if (!harmless) {
        return false;
      }
    }
    return true;
  }

  private static @org.jspecify.annotations.Nullable String visible(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      // Not an error: names are bytes, and these are shown escaped.
      return null;
    }
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int type = Character.getType(c);
      if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.UNASSIGNED
          || type == Character.PRIVATE_USE
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        return null;
      }
      i += Character.charCount(c);
    }
    return text;
  }
}
