package org.aofkit.check;

import org.aofkit.aof.LogState;
import org.aofkit.rdb.RdbImage;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What servers have read of a file of commands when they come to the first spot in it, or to its
 * end; and where they cut the file there, if they take what they find for its torn end. Offsets are
 * bytes from the start of the file.
 *
 * <p>Measured with Redis 7.0.15 and 8.0.6 and Valkey 9.1.2: annotations behind the last command go
 * with the cut.
 *
 * @param lastCommandEnd end of the last whole command; -1 without one
 * @param endBeforeMulti end of the last whole command in front of the open transaction's last
 *     MULTI; -1 without one. Means nothing where no transaction is open
 * @param inTransaction whether a transaction is open, as servers see it
 * @param loadedBy mask of the servers that get past every command
 */
record ServerFront(long lastCommandEnd, long endBeforeMulti, boolean inTransaction, int loadedBy) {
  /** What a state holds that has read a file up to the first place where reading stops. */
  static ServerFront of(LogState state) {
    return new ServerFront(
        state.commands() == 0 ? -1 : state.lastCommandEnd(),
        state.endBeforeMulti(),
        state.serverTransaction() >= 0,
        state.loadedBy());
  }

  /**
   * Whether the server cuts a torn command off, but not the MULTI in front of it, whose transaction
   * then swallows everything that is appended. Redis does; Valkey 9 cuts the whole transaction off.
   */
  boolean leavesOpen(Server server, boolean torn) {
    return torn && inTransaction && server != Server.VALKEY_9;
  }

  /**
   * Where the server cuts: behind the last command that was whole, of an open transaction behind
   * the last one in front of it. Where there is none, Redis cuts to 0 whatever stands in front;
   * Valkey 9 cuts behind the image.
   *
   * @param torn whether a command is torn, or taken for torn; else the file ends between two
   * @param image the image in front of the commands
   */
  long cutsAt(Server server, boolean torn, @Nullable RdbImage image) {
    long end = inTransaction && !leavesOpen(server, torn) ? endBeforeMulti : lastCommandEnd;
    if (end >= 0) {
      return end;
    }
    return image == null || server != Server.VALKEY_9 ? 0 : image.end();
  }
}
