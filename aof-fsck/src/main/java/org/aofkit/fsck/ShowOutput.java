package org.aofkit.fsck;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Standard output for many lines: buffered, noticed at once when nobody reads it any more, and no
 * hindrance to a signal while the reader makes it wait.
 */
final class ShowOutput extends OutputStream {
  private static final int SIZE = 1 << 16;
  private static final long MOST_PATIENT = 200_000_000L;

  private final PrintStream out;
  private final Cancellation cancellation;
  private final byte[] buffer = new byte[SIZE];
  private int used;
  private long lastFlush = System.nanoTime();

  /** Standard output takes no more. */
  static final class GoneException extends IOException {
    private static final long serialVersionUID = 1L;

    GoneException() {
      super("standard output can't be written");
    }
  }

  ShowOutput(PrintStream out, Cancellation cancellation) {
    this.out = out;
    this.cancellation = cancellation;
  }

  @Override
  public void write(int b) throws IOException {
    if (used == SIZE) {
      pass();
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (used == SIZE) {
        pass();
      }
      int step = Math.min(length - done, SIZE - used);
      System.arraycopy(bytes, offset + done, buffer, used, step);
      used += step;
      done += step;
    }
  }

  /** Whether it is time to hand over what is held back. */
  boolean isDue() {
    return System.nanoTime() - lastFlush > MOST_PATIENT;
  }

  @Override
  public void flush() throws IOException {
    pass();
    lastFlush = System.nanoTime();
  }

  private void pass() throws IOException {
    if (used == 0) {
      return;
    }
    // Nothing is ever written to files here: a signal need not wait for whoever reads this.
    cancellation.waitingForInput(true);
    boolean failed;
    try {
      out.write(buffer, 0, used);
      failed = out.checkError();
    } finally {
      cancellation.waitingForInput(false);
    }
    used = 0;
    if (failed) {
      throw new GoneException();
    }
  }
}
