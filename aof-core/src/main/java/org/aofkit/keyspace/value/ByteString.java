package org.aofkit.keyspace.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are a name: of a key, a member, a field. Immutable; equal by content, ordered as
 * servers order (bytes without sign, the shorter one first).
 */
public final class ByteString implements Comparable<ByteString> {
  private final byte[] bytes;
  private int hash;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Bytes as they are.
   *
   * @param bytes not copied, and not to be changed any more
   */
  public static ByteString of(byte[] bytes) {
    return new ByteString(bytes);
  }

  /** The UTF-8 bytes of a text. */
  public static ByteString of(String text) {
    return new ByteString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /** Its bytes; not a copy, and not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(bytes);
      hash = known;
    }
    return known;
  }

  /** For people: each byte as the character of its number. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
