package org.aofkit.rdb;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.server.Server;

/**
 * Collects which servers load all that is in an image, with their default settings and with {@code
 * sanitize-dump-payload yes}. An obstacle is kept only if it is the first one for some server, so
 * that the list stays short.
 */
final class RdbServers {
  private final List<RdbObstacle> obstacles = new ArrayList<>();
  private int accepting = Server.allBits();
  private int acceptingSanitized = Server.allBits();

  /** Notes something at {@code offset} that only these servers know. */
  void require(int knownBy, long offset, String text) {
    require(knownBy, knownBy, offset, text, false);
  }

  /**
   * Notes something that only these servers load.
   *
   * @param loadedBy by default
   * @param loadedSanitized with {@code sanitize-dump-payload yes}
   */
  void require(int loadedBy, int loadedSanitized, long offset, String text) {
    require(loadedBy, loadedSanitized, offset, text, false);
  }

  /** The same of damage. */
  void requireUndamaged(int loadedBy, int loadedSanitized, long offset, String text) {
    require(loadedBy, loadedSanitized, offset, text, true);
  }

  /** Either. */
  void require(int loadedBy, int loadedSanitized, long offset, String text, boolean isDamage) {
    int stopped = accepting & ~loadedBy;
    int stoppedSanitized = acceptingSanitized & ~loadedSanitized;
    if ((stopped | stoppedSanitized) != 0) {
      obstacles.add(new RdbObstacle(stopped, stoppedSanitized, offset, text, isDamage));
      accepting &= loadedBy;
      acceptingSanitized &= loadedSanitized;
    }
  }

  /** Whether some server still counted does not know what only these know; to spare the text. */
  boolean isStoppedBy(int knownBy) {
    return ((accepting | acceptingSanitized) & ~knownBy) != 0;
  }

  /** The servers that load all so far, as a mask of {@link Server#bit()}. */
  int accepting() {
    return accepting;
  }

  /** The same with {@code sanitize-dump-payload yes}. */
  int acceptingSanitized() {
    return acceptingSanitized;
  }

  /** The obstacles so far. */
  List<RdbObstacle> obstacles() {
    return obstacles;
  }
}
