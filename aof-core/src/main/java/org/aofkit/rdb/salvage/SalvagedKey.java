package org.aofkit.rdb.salvage;

import java.util.Arrays;

/**
 * A key of a damaged image, and what becomes of it.
 *
 * @param state what becomes of it
 * @param offset of its record in the source; where its type is written anew, about there
 * @param database it is in, as far as that is known
 * @param type {@code string}, {@code list}, {@code set}, {@code zset}, {@code hash}, {@code stream}
 *     or {@code module}
 * @param name the first bytes of its name, at most 65,536. The array must not be changed.
 * @param nameLength bytes of the whole name
 */
public record SalvagedKey(
    State state, long offset, long database, String type, byte[] name, long nameLength) {
  /** What becomes of a key. */
  public enum State {
    /** It is in the new image. */
    KEPT,
    /** It is in the new image with a part of its value. */
    PARTIAL,
    /** It can be read and is left out, since it can't be trusted. */
    DOUBTFUL,
    /** Its name can be read, and its value can't. */
    LOST
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SalvagedKey that
        && state == that.state
        && offset == that.offset
        && database == that.database
        && type.equals(that.type)
        && nameLength == that.nameLength
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset) + 31 * Arrays.hashCode(name);
  }
}
