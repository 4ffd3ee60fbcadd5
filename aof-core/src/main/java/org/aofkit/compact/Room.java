package org.aofkit.compact;

/** Memory that the parts of an index share. For one thread at a time. */
final class Room {
  private final long most;
  private long taken;

  /**
   * Room that is all free.
   *
   * @param most bytes
   */
  Room(long most) {
    this.most = most;
  }

  /** Room without an end. */
  static Room unbounded() {
    return new Room(Long.MAX_VALUE);
  }

  /**
   * Takes some, before it is allocated.
   *
   * @throws IndexFullException if there is less
   */
  void take(long bytes) {
    if (bytes > most - taken) {
      throw new IndexFullException(most);
    }
    taken += bytes;
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    taken -= bytes;
  }

  /** Bytes that are taken. */
  long taken() {
    return taken;
  }

  /** Bytes that are left. */
  long left() {
    return most - taken;
  }
}
