package org.aofkit.rdb;

/** What the records passed so far mean for the next key. */
final class RdbState {
  /** Without sign. */
  long database;

  boolean hasDeadline;

  /** In ms since 1970, if there is one. */
  long deadline;

  /** Where the record of the deadline begins, if there is one. */
  long deadlineAt;

  /** Without sign; -1 if there is none. */
  long idleSeconds = -1;

  /** -1 if there is none. */
  int frequency = -1;

  /** Where the first of the records that belong to the next key begins; -1 if there is none. */
  long from = -1;

  /** Notes that a record at this offset belongs to the next key. */
  void begin(long offset) {
    if (from < 0) {
      from = offset;
    }
  }

  /** Notes a deadline whose record begins at this offset; -1 ms where there is none. */
  void deadline(long offset, long milliseconds, boolean isOne) {
    deadline = milliseconds;
    hasDeadline = isOne;
    deadlineAt = offset;
    begin(offset);
  }

  /** Forgets what belonged to the last key. */
  void clear() {
    hasDeadline = false;
    idleSeconds = -1;
    frequency = -1;
    from = -1;
  }

  /**
   * The selected database; whatever does not fit into an int is above any server's number all the
   * same.
   */
  int databaseNumber() {
    boolean fits = Long.compareUnsigned(database, Integer.MAX_VALUE) < 0;
    return fits ? (int) database : Integer.MAX_VALUE;
  }
}
