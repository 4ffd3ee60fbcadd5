package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.packed.CanonicalInteger;

/** A sink that sees every string of bounded length as bytes in one array. */
abstract class ShortStrings implements StringSink {
  private static final int LONGEST = 1 << 16;

  private byte[] scratch = new byte[CanonicalInteger.LONGEST];

  /** A string; the array is not kept. */
  abstract void string(byte[] array, int index, int length) throws IOException;

  /** A string that is told in pieces and too long to be put together. */
  abstract void longString(Content content) throws IOException;

  @Override
  public final void bytes(byte[] array, int index, int length) throws IOException {
    string(array, index, length);
  }

  @Override
  public final void integer(long value) throws IOException {
    string(scratch, 0, CanonicalInteger.write(value, scratch, 0));
  }

  @Override
  public final void content(Content content) throws IOException {
    if (content.length() > LONGEST) {
      longString(content);
      return;
    }
    int length = (int) content.length();
    if (length > scratch.length) {
      scratch = new byte[LONGEST];
    }
    Collected.into(scratch, content);
    string(scratch, 0, length);
  }
}
