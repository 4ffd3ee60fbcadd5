package org.aofkit.rdb;

import org.aofkit.server.Server;

/**
 * Something in an image that some servers do not load: a version, a value type, an opcode, a
 * module, or damage that not all of them notice.
 *
 * @param servers the servers that refuse it, as a mask of {@link Server#bit()}
 * @param sanitizedServers those that refuse it with {@code sanitize-dump-payload yes}
 * @param offset the byte offset in the source of its first occurrence
 * @param text what it is
 * @param isDamage whether it is damage; else it is something that these servers do not know
 */
public record RdbObstacle(
    int servers, int sanitizedServers, long offset, String text, boolean isDamage) {
  /** Whether this server is stopped by it. */
  public boolean stops(Server server) {
    return (servers & server.bit()) != 0;
  }

  /** Whether this server is stopped by it with {@code sanitize-dump-payload yes}. */
  public boolean stopsSanitized(Server server) {
    return (sanitizedServers & server.bit()) != 0;
  }
}
