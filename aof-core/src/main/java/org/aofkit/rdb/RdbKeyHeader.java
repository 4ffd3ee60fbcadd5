package org.aofkit.rdb;

/**
 * What stands in front of the value of a key. One object is used for all keys of an image: it is
 * valid until the handler's method returns.
 */
public final class RdbKeyHeader {
  private final RdbBytes name;
  private RdbType type = RdbType.STRING;
  private long from;
  private long offset;
  private long database;
  private boolean hasDeadline;
  private long deadline;
  private long idleSeconds;
  private int frequency;
  private long saved;

  RdbKeyHeader(RdbBytes name) {
    this.name = name;
  }

  /**
   * Where the record begins in the source, in bytes, with what belongs to it: the first of its
   * deadline, idle time and frequency, else {@link #offset()}. Fields that stand between them (a
   * change of the database, an auxiliary field) lie in the record too.
   */
  public long from() {
    return from;
  }

  /** Where the byte of the type is in the source. */
  public long offset() {
    return offset;
  }

  /** The number of the database, without sign. */
  public long database() {
    return database;
  }

  /**
   * What the key holds: {@code string}, {@code list}, {@code set}, {@code zset}, {@code hash},
   * {@code stream} or {@code module}.
   */
  public String type() {
    return type.title();
  }

  /** The byte of the type, 0 to 255; it also tells the encoding. */
  public int typeCode() {
    return type.code();
  }

  /**
   * How the value is written, for example {@code listpack}: what the type has in common with others
   * is in {@link #type()}.
   */
  public String encoding() {
    return type.encoding();
  }

  /**
   * How many bytes larger the record would be without compression. Known in {@link
   * RdbHandler#endOfKey} only.
   */
  public long saved() {
    return saved;
  }

  /** The name. */
  public RdbBytes name() {
    return name;
  }

  /** Whether the key expires. */
  public boolean hasDeadline() {
    return hasDeadline;
  }

  /** When the key expires, in ms since 1970; -1 if it does not. */
  public long deadline() {
    return hasDeadline ? deadline : -1;
  }

  /** Seconds since the last use, without sign; -1 if the file does not tell. */
  public long idleSeconds() {
    return idleSeconds;
  }

  /** The counter of uses (0 to 255); -1 if the file does not tell. */
  public int frequency() {
    return frequency;
  }

  void setSaved(long bytes) {
    saved = bytes;
  }

  void set(RdbType newType, long newFrom, long newOffset, RdbState state) {
    type = newType;
    from = newFrom;
    offset = newOffset;
    database = state.database;
    hasDeadline = state.hasDeadline;
    deadline = state.deadline;
    idleSeconds = state.idleSeconds;
    frequency = state.frequency;
  }
}
