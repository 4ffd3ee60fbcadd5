package org.aofkit.rdb;

import org.aofkit.server.Server;

/**
 * Something in a well-formed image that some servers do not load: a version, a value type, an
 * opcode, a module.
 *
 * @param servers the servers that refuse it, as a mask of {@link Server#bit()}
 * @param offset the byte offset in the source of its first occurrence
 * @param text what it is
 */
public record RdbObstacle(int servers, long offset, String text) {
  /** Whether this server is stopped by it. */
  public boolean stops(Server server) {
    return (servers & server.bit()) != 0;
  }
}
