package org.aofkit.check;

import java.util.EnumMap;
import java.util.Map;
import org.aofkit.server.Server;

/**
 * Collects, server by server, whether the first start would come up. Only ever turns from yes to
 * no.
 */
final class Prediction {
  private final Map<Server, Loads> loads = new EnumMap<>(Server.class);

  Prediction() {
    for (Server server : Server.values()) {
      loads.put(server, Loads.YES);
    }
  }

  /** No server comes up. */
  void none() {
    all(Loads.NO);
  }

  /** The same for every server. */
  void all(Loads limit) {
    for (Map.Entry<Server, Loads> entry : loads.entrySet()) {
      entry.setValue(entry.getValue().and(limit));
    }
  }

  /** This one does not come up. */
  void not(Server server) {
    loads.put(server, Loads.NO);
  }

  /** Only the servers of this mask come up. */
  void only(int mask) {
    for (Server server : Server.values()) {
      if ((mask & server.bit()) == 0) {
        not(server);
      }
    }
  }

  Loads of(Server server) {
    return loads.getOrDefault(server, Loads.NO);
  }

  Map<Server, Loads> all() {
    return new EnumMap<>(loads);
  }
}
