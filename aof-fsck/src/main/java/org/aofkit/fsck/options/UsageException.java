package org.aofkit.fsck.options;

/**
 * A command line, a variable or a configuration file that can't be followed. The message is one
 * sentence for people.
 */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a message for people. */
  public UsageException(String message) {
    super(message);
  }
}
