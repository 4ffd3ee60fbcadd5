package org.aofkit.rdb;

import java.io.IOException;
import java.util.Arrays;

/**
 * Remembers one key, the one a server took last, so that a key that follows on its like is noticed:
 * servers abort on it. A stretch of NUL bytes is a row of strings with an empty name and an empty
 * value.
 */
final class RdbLastKey {
  private static final int LONGEST = 64;

  private byte[] name = new byte[LONGEST];
  private byte[] next = new byte[LONGEST];
  private int length = -1;
  private long database;

  /**
   * Remembers the key in the string opened last, or forgets the one before if this is longer than
   * 64 bytes.
   *
   * @return whether it has the name and the database of the one remembered before
   */
  boolean remember(RdbStrings key, long keyDatabase) throws IOException, RdbStop {
    if (key.length() > LONGEST || key.length() < 0) {
      length = -1;
      return false;
    }
    int nextLength = key.copyTo(next);
    boolean isSame =
        length == nextLength
            && database == keyDatabase
            && Arrays.equals(name, 0, length, next, 0, nextLength);
    byte[] swapped = name;
    name = next;
    next = swapped;
    length = nextLength;
    database = keyDatabase;
    return isSame;
  }

  /** Whether a name in an array is that of the key remembered. */
  boolean is(byte[] array, int index, int nameLength, long keyDatabase) {
    return length == nameLength
        && database == keyDatabase
        && Arrays.equals(name, 0, length, array, index, index + nameLength);
  }

  /**
   * Remembers the key whose name lies in an array.
   *
   * @param nameLength at most 64; negative to forget the one before
   */
  void remember(byte[] array, int index, int nameLength, long keyDatabase) {
    length = nameLength;
    database = keyDatabase;
    if (nameLength > 0) {
      System.arraycopy(array, index, name, 0, nameLength);
    }
  }

  /** Whether both remember the same key. */
  boolean isSame(RdbLastKey other) {
    return length >= 0
        && length == other.length
        && database == other.database
        && Arrays.equals(name, 0, length, other.name, 0, length);
  }

  /** Remembers the same as another. */
  void copy(RdbLastKey other) {
    System.arraycopy(other.name, 0, name, 0, LONGEST);
    length = other.length;
    database = other.database;
  }

  /** Forgets the key: the one behind it may not have been taken, or is not known to have been. */
  void forget() {
    length = -1;
  }
}
