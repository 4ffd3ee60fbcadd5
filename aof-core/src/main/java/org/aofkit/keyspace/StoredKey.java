package org.aofkit.keyspace;

import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.write.KeyHead;

/**
 * What is stored under a key's name: its value and its deadline. A log that is loaded lets no key
 * expire, however long its deadline is past: commands behind may still copy it, or persist it.
 */
public final class StoredKey {
  private Value value;
  private long expireAtMs;

  /**
   * A key.
   *
   * @param expireAtMs in milliseconds since 1970; {@link KeyHead#NONE} for never
   */
  public StoredKey(Value value, long expireAtMs) {
    this.value = value;
    this.expireAtMs = expireAtMs;
  }

  /** Its value; what is done to it is done to the key. */
  public Value value() {
    return value;
  }

  /** Gives it another value; the deadline stays. */
  public void setValue(Value newValue) {
    value = newValue;
  }

  /** When it expires, in milliseconds since 1970; {@link KeyHead#NONE} for never. */
  public long expireAtMs() {
    return expireAtMs;
  }

  /** Whether it expires at all. */
  public boolean hasDeadline() {
    return expireAtMs != KeyHead.NONE;
  }

  /** Gives it another deadline. */
  public void setExpireAtMs(long newExpireAtMs) {
    expireAtMs = newExpireAtMs;
  }
}
