package org.aofkit.rdb.write;

/** What a data set can contain that not every version of the format can express. */
public enum RdbFeature {
  /** Function libraries; from Redis 7.0 on. */
  FUNCTIONS("function libraries"),
  /** Deadlines of single fields of hashes; Redis from 7.4 on, Valkey from 9.0 on. */
  FIELD_DEADLINES("deadlines of hash fields"),
  /**
   * The highest deleted id of a stream, its count of entries ever added where that is not its
   * length, and the count of entries that a group has read; from Redis 7.0 on. Older readers
   * estimate them.
   */
  STREAM_COUNTERS("counters of streams"),
  /**
   * When a consumer last got an entry, where that is not when it was last seen; from Redis 7.2 on.
   * Older readers take the time it was last seen.
   */
  CONSUMER_ACTIVE_TIMES("active times of stream consumers");

  private final String title;

  RdbFeature(String title) {
    this.title = title;
  }

  /** What it is, for messages; in the plural. */
  public String title() {
    return title;
  }
}
