package org.aofkit.keyspace.commands;

import org.aofkit.server.Server;

/** When fields of hashes expire, as commands say it. */
final class FieldDeadline {
  /** What Redis 8.0.6 takes is less; Valkey 9.1.2 takes anything. */
  private static final long END_OF_REDIS = 1L << 46;

  /** What images can hold is less. */
  private static final long END_OF_IMAGES = 1L << 48;

  private FieldDeadline() {}

  /**
   * Reads a deadline.
   *
   * @param millis how many milliseconds its unit has
   * @return milliseconds since 1970, not negative
   */
  static long of(Call call, int index, int millis) throws RefusedException {
    long value = call.integer(index);
    boolean isValkey = call.server().isValkey();
    if (value < 0 && !isValkey) {
      throw new RefusedException("ERR invalid expire time, must be >= 0");
    }
    long end = isValkey ? Long.MAX_VALUE : END_OF_REDIS - 1;
    if (value < 0 || value > end / millis) {
      throw new RefusedException("ERR invalid expire time in '" + call.text(0) + "' command");
    }
    return value * millis;
  }

  /**
   * Whether it is known what comes of a deadline. Redis has a use of its own for 0, which depends
   * on how large the hash is or was.
   */
  static boolean isModelled(Server server, long deadline) {
    return (deadline != 0 || server.isValkey()) && deadline < END_OF_IMAGES;
  }

  static Outcome notModelled() {
    return Outcome.notModelled("a deadline of a field at the very beginning or end of time");
  }
}
