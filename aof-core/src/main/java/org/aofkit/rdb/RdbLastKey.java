package org.aofkit.rdb;

import java.util.Arrays;

/**
 * Remembers one key, the one a server took last, so that a key that follows on its like is noticed:
 * servers abort on it. A stretch of NUL bytes is a row of strings with an empty name and an empty
 * value.
 */
final class RdbLastKey {
  private static final int LONGEST = 64;

  private final byte[] name = new byte[LONGEST];
  private int length = -1;
  private long database;

  /** Whether a key of this name in this database is the one remembered. */
  boolean is(RdbStrings key, long keyDatabase) {
    return length == key.length()
        && database == keyDatabase
        && Arrays.equals(name, 0, length, key.head(), 0, length);
  }

  /** Remembers a key, or forgets the last one if this one is longer than 64 bytes. */
  void remember(RdbStrings key, long keyDatabase) {
    if (key.length() > LONGEST) {
      length = -1;
      return;
    }
    length = (int) key.length();
    database = keyDatabase;
    System.arraycopy(key.head(), 0, name, 0, length);
  }

  /** Forgets the key: the one behind it may not have been taken, or is not known to have been. */
  void forget() {
    length = -1;
  }
}
