package org.aofkit.rdb;

/**
 * Something wrong in an image that at least one server loads all the same.
 *
 * @param offset the byte offset in the source: of the wrong bytes where these can be told, else of
 *     the string or record they are in
 * @param key the byte offset of the record of the key it is in: the byte of its type; -1 for damage
 *     outside of keys
 * @param kind what comes of it where the image is loaded
 * @param text what was expected and what was found
 * @param servers for which it is damage, as a mask of {@link org.aofkit.server.Server#bit()}; the
 *     others write it like that
 */
public record RdbDamage(long offset, long key, Kind kind, String text, int servers) {
  /** What comes of damage that is loaded. */
  public enum Kind {
    /** A later read of the key may crash the server. */
    CRASHES_LATER,
    /** Reads of the key give wrong answers: members twice, members not found, a wrong order. */
    WRONG_READS,
    /** The server reads it well, but no server would have written it. */
    ODD
  }
}
