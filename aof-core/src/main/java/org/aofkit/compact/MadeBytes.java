package org.aofkit.compact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Bytes that were made, in arrays that are used again: large arrays that live just long enough to
 * become old make a garbage collector work hardest.
 */
final class MadeBytes extends ByteArrayOutputStream {
  /** Stands between what makes bytes and the one of several that takes them now. */
  static final class Switch extends OutputStream {
    private OutputStream to = OutputStream.nullOutputStream();

    /** Lets another one take what follows. */
    void to(OutputStream other) {
      to = other;
    }

    @Override
    public void write(int value) throws IOException {
      to.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.write(bytes, offset, length);
    }
  }

  /** The array, of which the first {@link #size()} bytes count. */
  byte[] array() {
    return buf;
  }
}
