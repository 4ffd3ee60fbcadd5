package org.aofkit.compact;

import java.io.IOException;

/** A pass has met a command from which on the log is to be carried; it begins anew, up to there. */
final class TailException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient TailStart start;

  TailException(TailStart start) {
    super(start.command() + " @ " + start.commandOffset() + ": " + start.reason());
    this.start = start;
  }

  TailStart start() {
    return start;
  }
}
