package org.aofkit.rdb.salvage;

/** What lies between two records that select a database: the keys of one database. */
final class Span {
  /** Sizes that are not known. */
  static final long UNKNOWN = -1;

  final long database;

  /** Whether a record of the image says which database it is; the first span may have none. */
  final boolean isNamed;

  /** Where the record that selects it stands, if that is behind damage; -1 otherwise. */
  long selectedAt = -1;

  /** How many keys were said there to be, if that was taken back: damage is right behind. */
  long said = UNKNOWN;

  /** How many more keys the database in front of it may have had, if that is known. */
  long room;

  /** Whether damage lies in it. */
  boolean isDamaged;

  /** How many keys were passed so far and not taken back. */
  long passed;

  /** How many keys the image says that there are. */
  long announced = UNKNOWN;

  /** How many of them have a deadline. */
  long announcedExpiring = UNKNOWN;

  /** Where the record with the sizes begins and ends; -1 without one. */
  long sizesAt = -1;

  long sizesEnd = -1;

  /** Whether a record that selects a database was seen to be damaged in this span. */
  boolean isDatabaseLost;

  /** Whether another database, or more of them, may have been lost behind keys of this one. */
  boolean mayHideDatabases;

  Span(long database, boolean isNamed) {
    this.database = database;
    this.isNamed = isNamed;
  }

  void forgetSizes() {
    said = announced;
    announced = UNKNOWN;
    announcedExpiring = UNKNOWN;
    sizesAt = -1;
    sizesEnd = -1;
  }
}
