package org.aofkit.rdb;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.server.Server;

/**
 * Collects which servers know all that is in an image. At most one obstacle is kept per server, the
 * first one, so that the list stays short.
 */
final class RdbServers {
  private final List<RdbObstacle> obstacles = new ArrayList<>();
  private int accepting = Server.allBits();

  /** Notes something at {@code offset} that only these servers know. */
  void require(int knownBy, long offset, String text) {
    int stopped = accepting & ~knownBy;
    if (stopped != 0) {
      obstacles.add(new RdbObstacle(stopped, offset, text));
      accepting &= knownBy;
    }
  }

  /** Whether some server still counted does not know what only these know; to spare the text. */
  boolean isStoppedBy(int knownBy) {
    return (accepting & ~knownBy) != 0;
  }

  /** The servers that know all so far, as a mask of {@link Server#bit()}. */
  int accepting() {
    return accepting;
  }

  /** The obstacles so far. */
  List<RdbObstacle> obstacles() {
    return obstacles;
  }
}
