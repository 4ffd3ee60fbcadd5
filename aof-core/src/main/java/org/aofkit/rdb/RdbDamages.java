package org.aofkit.rdb;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.server.Server;

/**
 * Collects what is wrong in an image but loaded by some server, and who refuses it. What all refuse
 * ends the reading.
 */
final class RdbDamages {
  /** Every server. */
  static final int ALL = Server.allBits();

  /** No server. */
  static final int NONE = 0;

  /**
   * The servers that look only at the outside of listpacks and intsets by default. Redis 7.0.15 and
   * 8.0.6 do, Valkey 9.1.2 does not (measured); the lines between are taken to be like Redis.
   */
  static final int SHALLOW = ALL & ~Server.VALKEY_9.bit();

  /** Of each kind, so that no number of oddities hides what is worse. */
  private static final int MOST = 64;

  private final RdbServers servers;
  private final List<RdbDamage> kept = new ArrayList<>();
  private final int[] counts = new int[RdbDamage.Kind.values().length];
  private long count;
  private long key = -1;
  private boolean isSound = true;

  RdbDamages(RdbServers servers) {
    this.servers = servers;
  }

  /** A key begins: what follows belongs to it. */
  void beginKey(long offset) {
    key = offset;
    isSound = true;
  }

  /** The key ends. */
  void endKey() {
    key = -1;
  }

  /** Whether nothing is wrong in the key but oddities. */
  boolean isSound() {
    return isSound;
  }

  /**
   * Notes damage.
   *
   * @param loadedBy the servers that load it by default
   * @param loadedSanitized those that load it with {@code sanitize-dump-payload yes}
   * @throws RdbStop if nobody does
   */
  void add(long offset, RdbDamage.Kind kind, int loadedBy, int loadedSanitized, String text)
      throws RdbStop {
    add(offset, kind, loadedBy, loadedSanitized, ALL, text);
  }

  /**
   * Notes what is damage for some servers only.
   *
   * @param damagedFor those for which it is
   * @throws RdbStop if nobody loads it
   */
  void add(
      long offset,
      RdbDamage.Kind kind,
      int loadedBy,
      int loadedSanitized,
      int damagedFor,
      String text)
      throws RdbStop {
    if ((loadedBy | loadedSanitized) == NONE) {
      throw RdbStop.badFormat(offset, text);
    }
    servers.requireUndamaged(loadedBy, loadedSanitized, offset, text);
    if (kind != RdbDamage.Kind.ODD) {
      isSound = false;
    }
    count++;
    if (counts[kind.ordinal()] < MOST) {
      counts[kind.ordinal()]++;
      kept.add(new RdbDamage(offset, key, kind, text, damagedFor));
    }
  }

  /** Notes something that every server loads. */
  void add(long offset, RdbDamage.Kind kind, String text) throws RdbStop {
    add(offset, kind, ALL, ALL, text);
  }

  /** The first of what was noted. */
  List<RdbDamage> kept() {
    return kept;
  }

  /** How much was noted. */
  long count() {
    return count;
  }
}
