package org.aofkit.append;

import java.io.IOException;

/**
 * The log takes nothing more until it is opened again: an fsync failed, so that it is not known
 * what of the bytes behind {@link #durableUpTo} will survive, or torn bytes could not be taken
 * back.
 */
public final class LogUnusableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient AofPosition durableUpTo;

  LogUnusableException(String message, AofPosition durableUpTo, Throwable cause) {
    super(
        durableUpTo.file() + ": " + message + "; durable up to byte " + durableUpTo.offset(),
        cause);
    this.durableUpTo = durableUpTo;
  }

  /** Up to where everything is known to survive a loss of power. */
  public AofPosition durableUpTo() {
    return durableUpTo;
  }
}
