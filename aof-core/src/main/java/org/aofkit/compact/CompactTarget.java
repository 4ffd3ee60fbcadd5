package org.aofkit.compact;

import java.util.Arrays;
import java.util.Optional;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.server.Server;

/**
 * The servers that a compacted data set can be written for, each in the version of the RDB format
 * that it writes itself. In the order of what they can express, makes apart.
 */
public enum CompactTarget {
  /** Redis 6.2: a single file, without function libraries. Its rules are not measured. */
  REDIS_6_2("redis-6.2", "Redis 6.2", Server.REDIS_7_0, RdbTarget.REDIS_5_TO_6),
  REDIS_7_0(Server.REDIS_7_0),
  REDIS_7_2(Server.REDIS_7_2),
  REDIS_7_4(Server.REDIS_7_4),
  REDIS_8_0(Server.REDIS_8_0),
  /** Valkey 7.2, which is Redis 7.2 by another name. */
  VALKEY_7_2("valkey-7.2", "Valkey 7.2", Server.REDIS_7_2, RdbTarget.of(Server.REDIS_7_2)),
  VALKEY_8(Server.VALKEY_8),
  VALKEY_9(Server.VALKEY_9);

  private final String id;
  private final String title;
  private final Server server;
  private final RdbTarget rdb;

  CompactTarget(Server server) {
    this(server.id(), server.title(), server, RdbTarget.of(server));
  }

  CompactTarget(String id, String title, Server server, RdbTarget rdb) {
    this.id = id;
    this.title = title;
    this.server = server;
    this.rdb = rdb;
  }

  /** The name used on the command line and in JSON, for example {@code redis-6.2}. */
  public String id() {
    return id;
  }

  /** The name for people, for example {@code Redis 6.2}. */
  public String title() {
    return title;
  }

  /** The version of the format it is written in. */
  public RdbTarget rdb() {
    return rdb;
  }

  /**
   * The server line whose rules hold for it: itself where it is one of those whose behaviour is
   * predicted; for Redis 6.2 the next higher, which knows more than it; for Valkey 7.2 Redis 7.2.
   */
  public Server server() {
    return server;
  }

  /**
   * Whether it keeps its log in a directory of several files with a manifest. Redis 6.2 has a
   * single file: the base, with the residual commands right behind it.
   */
  public boolean hasDirectory() {
    return this != REDIS_6_2;
  }

  /** The target that a server line is itself. */
  public static CompactTarget of(Server server) {
    return switch (server) {
      case REDIS_7_0 -> REDIS_7_0;
      case REDIS_7_2 -> REDIS_7_2;
      case REDIS_7_4 -> REDIS_7_4;
      case REDIS_8_0 -> REDIS_8_0;
      case VALKEY_8 -> VALKEY_8;
      case VALKEY_9 -> VALKEY_9;
    };
  }

  /** The target with this {@link #id()}. */
  public static Optional<CompactTarget> byId(String id) {
    return Arrays.stream(values()).filter(target -> target.id.equals(id)).findFirst();
  }
}
