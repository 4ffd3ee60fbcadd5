package org.aofkit.rdb.salvage;

/**
 * Bytes of the damaged image that are not in the new one.
 *
 * @param offset in the source
 * @param length in bytes
 * @param doubtful whether they can be read, but nobody can say that they belong to the image, or to
 *     which database
 * @param database that its keys are in, as far as it is known; a number without sign
 * @param text why they are left out
 */
public record LostRange(long offset, long length, boolean doubtful, long database, String text) {
  static final String UNKNOWN_DATABASE = "keys whose database is not known";

  static final String FIELDS = "fields of a damaged hash";

  /** Whether what looks like keys in it are fields for certain, as the number of keys says. */
  boolean isOfFields() {
    return text.equals(FIELDS);
  }

  /** Whether keys in it can be read, and only their database is not known. */
  public boolean isOfUnknownDatabase() {
    return text.equals(UNKNOWN_DATABASE);
  }

  /** The first byte behind. */
  public long end() {
    return offset + length;
  }
}
