package org.aofkit.keyspace.commands;

/** What a command does is not modelled; nothing was changed yet. It has no stack trace. */
final class NotModelledException extends Exception {
  private static final long serialVersionUID = 1;

  NotModelledException(String reason) {
    super(reason, null, false, false);
  }

  /** What a command does depends on the moment at which it is carried out. */
  static NotModelledException relativeTime() {
    return new NotModelledException("relative time");
  }

  /** Servers make such strings only if they are told to. */
  static NotModelledException tooLong() {
    return new NotModelledException("a string of more than 512 MiB");
  }
}
