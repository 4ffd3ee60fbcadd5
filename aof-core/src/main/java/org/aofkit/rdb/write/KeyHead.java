package org.aofkit.rdb.write;

/**
 * What a key has beside its value.
 *
 * @param name its name, which may be empty; not copied, and not to be changed
 * @param expireAtMs when it expires, in milliseconds since 1970; {@link #NONE} if it does not. What
 *     is lower is written as 0, which has passed as well: Valkey 9.1.2 loads a negative deadline
 *     with the image of an AOF and ends on it soon after its start (measured), Redis expires the
 *     key
 * @param idleSeconds how long it has not been used; {@link #NONE} if that is not told
 * @param frequency its counter of uses, 0 to 255; {@link #NONE} if that is not told
 */
public record KeyHead(byte[] name, long expireAtMs, long idleSeconds, int frequency) {
  /** Stands for what a key does not have. In images, too, a deadline of -1 is none. */
  public static final int NONE = -1;

  /** Checks the ranges. */
  public KeyHead {
    if (idleSeconds < NONE || frequency < NONE || frequency > 255) {
      throw new IllegalArgumentException("idle " + idleSeconds + ", frequency " + frequency);
    }
  }

  /** A key that does not expire. */
  public static KeyHead of(byte[] name) {
    return new KeyHead(name, NONE, NONE, NONE);
  }

  /**
   * A key that expires.
   *
   * @param expireAtMs when, in milliseconds since 1970; {@link #NONE}: never
   */
  public static KeyHead of(byte[] name, long expireAtMs) {
    return new KeyHead(name, expireAtMs, NONE, NONE);
  }
}
