package org.aofkit.keyspace.commands;

import org.aofkit.server.Server;

/** How long a command would wait, which changes nothing here but whether it is refused. */
final class Timeouts {
  private static final double LONGEST_SECONDS = Long.MAX_VALUE / 1000.0;

  private Timeouts() {}

  /** Checks the seconds that a word is. */
  static void check(Call call, int index) throws RefusedException {
    // Other than scores, these are read the same way everywhere.
    double seconds =
        Scores.of(call.word(index), Server.REDIS_7_0, "ERR timeout is not a float or out of range");
    if (seconds > LONGEST_SECONDS) {
      throw new RefusedException("ERR timeout is out of range");
    }
    if (seconds < 0) {
      throw new RefusedException("ERR timeout is negative");
    }
  }
}
