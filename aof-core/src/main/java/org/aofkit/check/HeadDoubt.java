package org.aofkit.check;

import org.aofkit.aof.MultiInFront;

/**
 * What the files before have lost that would hold at the head of a file.
 *
 * @param database whether a SELECT may be among it
 * @param multi where the MULTI of an EXEC would be that has none in this file
 */
record HeadDoubt(boolean database, MultiInFront multi) {
  /** Nothing. */
  static final HeadDoubt NONE = new HeadDoubt(false, MultiInFront.NONE);

  boolean isNone() {
    return !database && multi == MultiInFront.NONE;
  }
}
