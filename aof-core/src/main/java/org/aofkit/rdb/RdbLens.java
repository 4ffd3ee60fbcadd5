package org.aofkit.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.aofkit.io.ByteSource;

/**
 * Reads strings of an image a second time, where they are met by their places: the bytes from a
 * base to where their header begins.
 */
final class RdbLens implements RdbMembers.Same {
  private static final int BLOCK = 1 << 13;

  private final RdbInput in;
  private final RdbStrings strings;
  private long base;

  RdbLens(ByteSource source, int bufferSize) {
    in = new RdbInput(source, 0, Math.min(bufferSize, 1 << 16), false);
    strings = new RdbStrings(in);
  }

  /** Sets what places are relative to. */
  void setBase(long offset) {
    base = offset;
  }

  /** Where the string at an offset of the source lies. */
  RdbSlice at(long offset) throws IOException, RdbStop {
    in.seek(offset);
    strings.open();
    return strings.slice();
  }

  /** The input, at another place of the source. */
  RdbInput inputAt(long offset) {
    in.seek(offset);
    return in;
  }

  /** The strings of {@link #inputAt}. */
  RdbStrings strings() {
    return strings;
  }

  @Override
  public boolean isSame(long place, long other) throws IOException, RdbStop {
    return isSame(in.source(), at(base + place), at(base + other));
  }

  /** Whether two strings have the same bytes. */
  static boolean isSame(ByteSource source, RdbSlice one, RdbSlice other) throws IOException {
    if (one.length() != other.length()) {
      return false;
    }
    try (InputStream ones = one.open(source);
        InputStream others = other.open(source)) {
      long left = one.length();
      while (left > 0) {
        int count = (int) Math.min(left, BLOCK);
        if (!Arrays.equals(ones.readNBytes(count), others.readNBytes(count))) {
          return false;
        }
        left -= count;
      }
      return true;
    }
  }
}
