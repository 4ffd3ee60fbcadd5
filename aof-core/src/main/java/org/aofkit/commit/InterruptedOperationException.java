package org.aofkit.commit;

import java.io.IOException;

/**
 * An operation stopped half-way and could be neither finished nor rolled back now. Its journal and
 * pre-images are whole; the next writing command, or {@link Commit#finishInterrupted}, settles it.
 */
public final class InterruptedOperationException extends IOException {
  private static final long serialVersionUID = 1L;

  InterruptedOperationException(String operation, String what, Throwable cause) {
    super("operation " + operation + " " + what, cause);
  }
}
