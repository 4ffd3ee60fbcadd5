package org.aofkit.append;

import java.io.IOException;

/**
 * Nothing of a batch is in the log: the volume is full, or the write failed otherwise. What was
 * torn has been taken back, and the batch may be appended again.
 */
public final class AppendFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  AppendFailedException(AofPosition end, long size, IOException cause) {
    super(
        end.file() + ": " + size + " bytes not appended at " + end.offset() + ": " + cause, cause);
  }
}
