package org.aofkit.aof;

/**
 * What a command about the server itself does while a log is loaded. Measured with Redis 7.0.15,
 * 8.0.6 and Valkey 9.1.2.
 */
public enum AdminEffect {
  /** The server crashes or exits. */
  ENDS_SERVER,
  /** The server becomes a replica: it will throw its data away for those of its master. */
  BECOMES_REPLICA,
  /** The server starts to write its files anew, or saves them, in the midst of loading. */
  WRITES_FILES,
  /** The server's settings or its users change. */
  CHANGES_SETTINGS;

  private static final AdminEffect[] VALUES = values();

  /** Whether an event is about a command that ends every server, be it queued or not. */
  static boolean isDeadly(EventKind kind, int value) {
    return kind == EventKind.ADMIN && of(value) == ENDS_SERVER;
  }

  static AdminEffect of(int ordinal) {
    return VALUES[ordinal];
  }
}
