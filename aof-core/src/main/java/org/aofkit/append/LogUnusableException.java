package org.aofkit.append;

import java.io.IOException;

/**
 * The log takes nothing more until it is opened again: an fsync failed, so that it is not known
 * what of the bytes behind {@link #durableUpTo} will survive, or torn bytes could not be taken
 * back.
 */
public final class LogUnusableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final transient AofPosition durableUpTo;

  LogUnusableException(String what, AofPosition durableUpTo, Throwable cause) {
    super(durableUpTo.file() + ": " + what + "; durable up to byte " + durableUpTo.offset(), cause);
    this.what = what;
    this.durableUpTo = durableUpTo;
  }

  /**
   * What is thrown behind the first failure: one that is told again has the stack of who is told.
   */
  LogUnusableException again() {
    return new LogUnusableException("takes nothing more: " + what, durableUpTo, this);
  }

  /** Up to where everything is known to survive a loss of power. */
  public AofPosition durableUpTo() {
    return durableUpTo;
  }
}
