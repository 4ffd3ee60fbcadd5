package org.aofkit.server;

import java.util.Arrays;
import java.util.Optional;

/**
 * A server line whose behaviour is predicted. The order is that of the bit masks in {@link #bit()}
 * and must not change the meaning of stored data: nothing persistent uses it.
 *
 * <p>RDB limits were measured with real servers (Redis 7.0.15, 8.0.6 and Valkey 9.1.2); those of
 * 7.2, 7.4 and Valkey 8 follow from the versions these servers write.
 */
public enum Server {
  REDIS_7_0("redis-7.0", "Redis 7.0", 10, false),
  REDIS_7_2("redis-7.2", "Redis 7.2", 11, false),
  REDIS_7_4("redis-7.4", "Redis 7.4", 12, false),
  REDIS_8_0("redis-8.0", "Redis 8.0", 12, false),
  VALKEY_8("valkey-8", "Valkey 8", 11, true),
  VALKEY_9("valkey-9", "Valkey 9", 11, true);

  private final String id;
  private final String title;
  private final int maxRedisRdbVersion;
  private final boolean valkey;

  Server(String id, String title, int maxRedisRdbVersion, boolean valkey) {
    this.id = id;
    this.title = title;
    this.maxRedisRdbVersion = maxRedisRdbVersion;
    this.valkey = valkey;
  }

  /** The name used on the command line and in JSON, for example {@code redis-7.0}. */
  public String id() {
    return id;
  }

  /** The name for people, for example {@code Redis 7.0}. */
  public String title() {
    return title;
  }

  /** The bit of this server in a mask over all servers. */
  public int bit() {
    return 1 << ordinal();
  }

  /** A mask with the bit of every known server set. */
  public static int allBits() {
    return (1 << values().length) - 1;
  }

  /** Whether this is a Valkey. */
  public boolean isValkey() {
    return valkey;
  }

  /** The highest version this server loads behind the magic {@code REDIS}. */
  public int maxRedisRdbVersion() {
    return maxRedisRdbVersion;
  }

  /**
   * Whether this server loads an RDB image of this dialect and version (1 is the lowest version any
   * server accepts; {@code VALKEY080} is the only Valkey version that exists).
   */
  public boolean loadsRdb(Dialect dialect, int version) {
    if (dialect == Dialect.VALKEY) {
      return this == VALKEY_9 && version == 80;
    }
    return version >= 1 && version <= maxRedisRdbVersion;
  }

  /**
   * Whether this server takes the payload of a RESTORE whose trailer says this RDB version. A
   * payload of a newer or foreign version is answered with an error, which a loader ignores: the
   * key is missing in silence.
   */
  public boolean restoresPayload(int version) {
    return this == VALKEY_9 ? version <= 11 || version == 80 : version <= maxRedisRdbVersion;
  }

  /** The server with this {@link #id()}. */
  public static Optional<Server> byId(String id) {
    return Arrays.stream(values()).filter(server -> server.id.equals(id)).findFirst();
  }
}
