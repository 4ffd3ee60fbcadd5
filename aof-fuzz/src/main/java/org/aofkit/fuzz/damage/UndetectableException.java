package org.aofkit.fuzz.damage;

/**
 * A damage that no reader can see for what it is, for example a flipped bit that makes another
 * valid command: such logs are no test of a salvage. The message says which.
 */
public final class UndetectableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UndetectableException(String message) {
    super(message, null, false, false);
  }
}
