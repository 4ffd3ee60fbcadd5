package org.aofkit.check;

/** What the files before have lost that would hold at the head of a file. */
enum HeadDoubt {
  /** Nothing. */
  NONE,
  /** Perhaps a SELECT. */
  DATABASE,
  /** Perhaps a SELECT; and the file before ends in an open transaction. */
  IN_TRANSACTION
}
