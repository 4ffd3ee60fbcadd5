package org.aofkit.compact;

import java.io.IOException;

/** A directory that can't be compacted as it is: its message says why, and where. */
public final class CannotCompactException extends IOException {
  private static final long serialVersionUID = 1;

  /** A reason, which names the file and the offset where there is one. */
  public CannotCompactException(String message) {
    super(message);
  }
}
