package org.aofkit.commit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The volume (or quota) has no room for the operation. Everything has been undone. */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long bytesNeeded;

  /**
   * Says so.
   *
   * @param message names the volume
   * @param bytesNeeded as {@link #bytesNeeded()}
   * @param cause the error that told so; null where nothing was tried
   */
  public NoSpaceException(String message, long bytesNeeded, @Nullable IOException cause) {
    super(bytesNeeded > 0 ? message + ": " + bytesNeeded + " bytes needed" : message, cause);
    this.bytesNeeded = bytesNeeded;
  }

  /**
   * Bytes that must be free for the operation to succeed, rounded up to blocks of 4096, quarantine
   * and journal included; an estimate from above for common file systems. 0: not known.
   */
  public long bytesNeeded() {
    return bytesNeeded;
  }
}
