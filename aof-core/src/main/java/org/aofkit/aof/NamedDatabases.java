package org.aofkit.aof;

import java.util.BitSet;

/** The databases that the SELECTs of one file name, the last of which can be taken back. */
final class NamedDatabases {
  private final BitSet databases = new BitSet();
  private long lastNew = -1;
  private int lastNewDatabase;

  /** Takes a SELECT into account; {@code offset} is where it begins. */
  void name(long offset, int database) {
    if (!databases.get(database)) {
      databases.set(database);
      lastNew = offset;
      lastNewDatabase = database;
    }
  }

  /** The last command begins here or behind, and was none. */
  void takeBack(long offset) {
    if (lastNew >= offset) {
      databases.clear(lastNewDatabase);
      lastNew = -1;
    }
  }

  /** All of them, as a copy. */
  BitSet all() {
    return (BitSet) databases.clone();
  }
}
