package org.aofkit.aof;

/** What a file of the checked set is to the server. */
public enum FileType {
  BASE,
  INCR,
  HISTORY,
  /** Left behind by a broken rewrite or manifest write. */
  LEFTOVER,
  /** Named like a file of the set, but not listed. */
  UNLISTED,
  MANIFEST,
  /** A single AOF of a server before 7.0, or a file that was given alone. */
  SINGLE;

  /** The name in JSON: lower case. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
