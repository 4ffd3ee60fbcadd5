package org.aofkit.keyspace.value;

import org.aofkit.rdb.write.StreamData;

/** A consumer of a group of a stream. */
public final class StreamConsumer {
  private final byte[] name;
  private long seenMs;
  private long activeMs;
  private int pending;

  StreamConsumer(byte[] name, long seenMs, long activeMs) {
    this.name = name;
    this.seenMs = seenMs;
    this.activeMs = activeMs;
  }

  /** Its name; not a copy. */
  public byte[] name() {
    return name;
  }

  /** When it was last seen, in milliseconds since 1970. */
  public long seenMs() {
    return seenMs;
  }

  /** When it last got an entry, in milliseconds since 1970; {@link StreamData.GroupSink#NEVER}. */
  public long activeMs() {
    return activeMs;
  }

  /** How many pending entries it has. */
  public int pending() {
    return pending;
  }

  /** It was seen. */
  public void seen(long nowMs) {
    seenMs = nowMs;
  }

  /** It got an entry. */
  public void active(long nowMs) {
    activeMs = nowMs;
  }

  void count(int more) {
    pending += more;
  }
}
