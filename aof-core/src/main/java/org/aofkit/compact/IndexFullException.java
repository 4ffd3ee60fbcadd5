package org.aofkit.compact;

/** The index of some keys takes more memory than it may: fewer keys at a time are to be tried. */
final class IndexFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient long most;

  /**
   * What is full.
   *
   * @param most bytes it may take
   */
  IndexFullException(long most) {
    super("an index of more than " + most + " bytes", null, false, false);
    this.most = most;
  }

  /** Bytes it may take. */
  long most() {
    return most;
  }
}
