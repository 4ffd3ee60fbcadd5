package org.aofkit.manifest;

/** What a listed file is to the server. */
public enum ManifestType {
  /** The data set at one point in time; at most one. */
  BASE('b'),
  /** No longer loaded: the server deletes it at its next start. */
  HISTORY('h'),
  /** Commands logged since the base. */
  INCR('i');

  private final char letter;

  ManifestType(char letter) {
    this.letter = letter;
  }

  /** The letter that stands for it in a manifest. */
  public char letter() {
    return letter;
  }
}
