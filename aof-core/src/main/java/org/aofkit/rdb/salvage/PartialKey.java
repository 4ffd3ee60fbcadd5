package org.aofkit.rdb.salvage;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A key of the new image that has only a part of its value.
 *
 * @param offset of its record in the source
 * @param database it is in
 * @param type what servers call its type: {@code list}, {@code set}, {@code zset}, {@code hash} or
 *     {@code stream}
 * @param name the first bytes of its name. The array must not be changed.
 * @param nameLength bytes of the whole name
 * @param kept how many elements, members, pairs or entries it has
 * @param announced how many it had, as its value says; empty where that can't be read
 * @param withoutGroups whether it is a stream that may have had groups of consumers, which are lost
 */
public record PartialKey(
    long offset,
    long database,
    String type,
    byte[] name,
    long nameLength,
    long kept,
    OptionalLong announced,
    boolean withoutGroups) {
  @Override
  public boolean equals(Object other) {
    return other instanceof PartialKey that
        && offset == that.offset
        && database == that.database
        && type.equals(that.type)
        && nameLength == that.nameLength
        && kept == that.kept
        && announced.equals(that.announced)
        && withoutGroups == that.withoutGroups
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset) + 31 * Arrays.hashCode(name);
  }
}
