package org.aofkit.repair;

/** A point in the log up to which commands are kept. */
public sealed interface PointInTime {
  /**
   * In front of the first annotation that is later.
   *
   * @param unixSeconds the last second that is kept
   */
  record Timestamp(long unixSeconds) implements PointInTime {}

  /**
   * In front of a command.
   *
   * @param file the name of a listed file, as reports print it
   * @param offset the first byte that goes, from the start of the file
   */
  record Place(String file, long offset) implements PointInTime {
    /** Checks the offset. */
    public Place {
      if (offset < 0) {
        throw new IllegalArgumentException("negative offset " + offset);
      }
    }
  }
}
