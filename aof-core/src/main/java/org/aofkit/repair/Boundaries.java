package org.aofkit.repair;

import java.io.IOException;

/** Finds the places of a file where it may be cut: between commands, outside of transactions. */
final class Boundaries {
  private final LogPlaces places;

  Boundaries(LogPlaces places) {
    this.places = places;
  }

  /**
   * The boundaries next to an offset.
   *
   * @param before the last one at or in front of it, whole annotations in front included
   * @param after the first one at or behind it; -1 where there is none
   * @param inTransaction whether the offset lies in a transaction
   */
  record Nearest(long before, long after, boolean inTransaction) {}

  /** The boundaries next to an offset of a file. */
  Nearest around(int index, long offset) throws IOException {
    long before = places.start(index);
    boolean inTransaction = false;
    try (LogWalk walk = places.walk(index, before)) {
      while (walk.next()) {
        if (!walk.openBefore() && walk.start() >= offset) {
          return new Nearest(walk.start() == offset ? offset : before, walk.start(), inTransaction);
        }
        before = walk.openBefore() ? before : walk.start();
        inTransaction = walk.openBefore() || walk.openBehind();
        if (!walk.openBehind()) {
          if (walk.end() >= offset) {
            long nearest = walk.end() == offset ? offset : before;
            return new Nearest(nearest, walk.end(), inTransaction && nearest != offset);
          }
          before = walk.end();
        }
      }
    }
    return new Nearest(before, before >= offset ? before : -1, inTransaction);
  }
}
