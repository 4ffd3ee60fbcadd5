package org.aofkit.rdb;

import java.util.OptionalLong;

/**
 * A key of an RDB image, as it was met; its value was passed.
 *
 * @param offset where its record begins in the source, in bytes: the byte of its type
 * @param database the number of the database it is in, without sign
 * @param type what it holds: {@code string}, {@code list}, {@code set}, {@code zset}, {@code hash},
 *     {@code stream} or {@code module}
 * @param name the first bytes of its name, at most 1,024; must not be changed
 * @param length how many bytes its name has
 * @param deadline when it expires, in milliseconds since 1970; empty if it does not
 */
public record RdbKey(
    long offset, long database, String type, byte[] name, long length, OptionalLong deadline) {

  /** Whether {@link #name} is only the beginning. */
  public boolean isCut() {
    return name.length < length;
  }
}
