package org.aofkit.manifest;

/**
 * A pair of words in a line that is neither {@code file}, {@code seq} nor {@code type}. Servers
 * ignore the pairs they do not know. Redis 8 writes {@code startoffset} and {@code endoffset}.
 *
 * @param key the word, one character a byte (ISO 8859-1), in the case in which it was read
 * @param value the word behind it, one character a byte
 */
public record ManifestPair(String key, String value) {
  /** The replication offset at which the file was started; written by Redis 8. */
  public static final String START_OFFSET = "startoffset";

  /** The replication offset at which the file ended in a clean shutdown; written by Redis 8. */
  public static final String END_OFFSET = "endoffset";

  /**
   * Whether the pair is a replication offset, which only holds as long as no command of the file is
   * removed.
   */
  public boolean isReplicationOffset() {
    return key.equalsIgnoreCase(START_OFFSET) || key.equalsIgnoreCase(END_OFFSET);
  }
}
