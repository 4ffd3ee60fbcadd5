package org.aofkit.compact;

import java.io.IOException;

/** Carrying out the commands of a value would take more memory than there is for it. */
final class ValueTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  ValueTooLargeException() {
    super("a value that takes too much memory");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
