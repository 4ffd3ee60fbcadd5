package org.aofkit.fuzz.fs;

/**
 * The process has been killed, as far as its files are concerned: nothing it does after this has
 * any effect. An error and no exception, so that no ordinary handler takes it for a failed
 * operation.
 */
public final class KilledError extends Error {
  private static final long serialVersionUID = 1L;

  /** Says at which operation. */
  public KilledError(String at) {
    super("killed at " + at);
  }
}
