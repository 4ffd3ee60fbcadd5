package org.aofkit.rdb.salvage;

import java.util.Arrays;

/**
 * A key that is not in the new image although its name can be read.
 *
 * @param offset of its record in the source
 * @param database as far as it is known
 * @param name the first bytes of its name. The array must not be changed.
 * @param nameLength bytes of the whole name
 * @param type what servers call the type that its record says
 * @param doubtful whether its value can be read too, but not be trusted
 */
public record LeftOutKey(
    long offset, long database, byte[] name, long nameLength, String type, boolean doubtful) {
  @Override
  public boolean equals(Object other) {
    return other instanceof LeftOutKey that
        && offset == that.offset
        && database == that.database
        && nameLength == that.nameLength
        && type.equals(that.type)
        && doubtful == that.doubtful
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset) + 31 * Arrays.hashCode(name);
  }
}
