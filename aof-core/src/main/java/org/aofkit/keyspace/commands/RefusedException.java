package org.aofkit.keyspace.commands;

import java.util.Locale;

/**
 * A server answers a command with an error. It ends the command from wherever it is found; logs may
 * hold many, so that it has no stack trace.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /** An error of these words, as the server says them. */
  RefusedException(String answer) {
    super(answer, null, false, false);
  }

  static RefusedException wrongType() {
    return new RefusedException(
        "WRONGTYPE Operation against a key holding the wrong kind of value");
  }

  static RefusedException syntax() {
    return new RefusedException("ERR syntax error");
  }

  static RefusedException notAnInteger() {
    return new RefusedException("ERR value is not an integer or out of range");
  }

  static RefusedException notAFloat() {
    return new RefusedException("ERR value is not a valid float");
  }

  static RefusedException noSuchKey() {
    return new RefusedException("ERR no such key");
  }

  static RefusedException wordCount(Call call) {
    return new RefusedException(
        "ERR wrong number of arguments for '"
            + call.text(0).toLowerCase(Locale.ROOT)
            + "' command");
  }
}
