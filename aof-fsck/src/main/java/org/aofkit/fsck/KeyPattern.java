package org.aofkit.fsck;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A pattern for keys as servers have it in KEYS, on bytes: {@code *} is any run of bytes, {@code ?}
 * any one, {@code [abx-z]} one of a class, {@code [^…]} one that is not, a backslash takes the byte
 * behind it as it is. Beyond that {@code \xHH} is the byte with that number. A class without its
 * end reaches to the end of the pattern; the ends of a range may stand in either order (measured
 * with Redis 7.0.15).
 */
final class KeyPattern {
  private static final int NEGATED = 2;

  private final byte[] pattern;

  private KeyPattern(byte[] pattern) {
    this.pattern = pattern;
  }

  /** The pattern that was typed. */
  static KeyPattern of(String typed) {
    byte[] source = typed.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < source.length; i++) {
      bytes.write(source[i]);
      if (source[i] != '\\' || i + 1 == source.length) {
        continue;
      }
      int high = i + 3 < source.length ? Character.digit(source[i + 2], 16) : -1;
      int low = i + 3 < source.length ? Character.digit(source[i + 3], 16) : -1;
      if (source[i + 1] == 'x' && high >= 0 && low >= 0) {
        // The backslash stays: the byte stands for itself, whatever it is.
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        bytes.write(source[++i]);
      }
    }
    return new KeyPattern(bytes.toByteArray());
  }

  /**
   * Whether the first {@code length} bytes match as a whole. Takes time in proportion to both
   * lengths at worst: of several stars only the last one is ever tried again.
   */
  boolean matches(byte[] key, int length) {
    int p = 0;
    int k = 0;
    int star = -1;
    int starKey = 0;
    while (k < length) {
      if (p < pattern.length && pattern[p] == '*') {
        star = p++;
        starKey = k;
      } else if (p < pattern.length && takes(p, key[k])) {
        p = behind(p);
        k++;
      } else if (star >= 0) {
        p = star + 1;
        k = ++starKey;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** Whether the element at {@code p}, which is no star, takes a byte. */
  private boolean takes(int p, byte b) {
    return switch (pattern[p]) {
      case '?' -> true;
      case '[' -> classTakes(p, b);
      case '\\' -> pattern[Math.min(p + 1, pattern.length - 1)] == b;
      default -> pattern[p] == b;
    };
  }

  private boolean classTakes(int p, byte b) {
    boolean negated = isNegated(p);
    boolean found = false;
    int i = negated ? p + NEGATED : p + 1;
    while (i < pattern.length && pattern[i] != ']') {
      if (pattern[i] == '\\' && i + 1 < pattern.length) {
        found |= pattern[i + 1] == b;
      } else if (isRange(i)) {
        // Signed, as servers compare.
        int low = Math.min(pattern[i], pattern[i + 2]);
        int high = Math.max(pattern[i], pattern[i + 2]);
        found |= b >= low && b <= high;
      } else {
        found |= pattern[i] == b;
      }
      i = behindMember(i);
    }
    return found != negated;
  }

  /** Where the element behind the one at {@code p} begins. */
  private int behind(int p) {
    if (pattern[p] == '\\') {
      return Math.min(p + 2, pattern.length);
    }
    if (pattern[p] != '[') {
      return p + 1;
    }
    int i = isNegated(p) ? p + NEGATED : p + 1;
    while (i < pattern.length && pattern[i] != ']') {
      i = behindMember(i);
    }
    return Math.min(i + 1, pattern.length);
  }

  private int behindMember(int i) {
    if (pattern[i] == '\\' && i + 1 < pattern.length) {
      return i + 2;
    }
    return isRange(i) ? i + 3 : i + 1;
  }

  private boolean isRange(int i) {
    return i + 2 < pattern.length && pattern[i + 1] == '-';
  }

  private boolean isNegated(int p) {
    return p + 1 < pattern.length && pattern[p + 1] == '^';
  }
}
