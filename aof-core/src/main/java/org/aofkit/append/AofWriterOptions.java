package org.aofkit.append;

import java.time.Clock;

/**
 * How a log is written.
 *
 * @param fsync when appended commands are made durable
 * @param timestamps whether the time is written in front of commands, once a second, as servers do
 *     with {@code aof-timestamp-enabled yes}
 * @param clock says the time
 */
public record AofWriterOptions(FsyncPolicy fsync, boolean timestamps, Clock clock) {
  /** What servers do by default: an fsync a second, no timestamps. */
  public static AofWriterOptions defaults() {
    return new AofWriterOptions(FsyncPolicy.EVERYSEC, false, Clock.systemUTC());
  }

  /** The same with another policy. */
  public AofWriterOptions withFsync(FsyncPolicy policy) {
    return new AofWriterOptions(policy, timestamps, clock);
  }

  /** The same with timestamps, or without. */
  public AofWriterOptions withTimestamps(boolean written) {
    return new AofWriterOptions(fsync, written, clock);
  }
}
