package org.aofkit.rdb.write;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/**
 * For whom an RDB image is written: the name and version it begins with, and the habits of the
 * servers that write this version.
 *
 * <p>What each version can hold was measured by loading files of Redis 2.4 to 8.0 and Valkey 8.0
 * and 9.1 with Redis 7.0.15, 8.0.6 and Valkey 9.1.2. Older images load into newer servers; nothing
 * but Valkey 9 loads {@code VALKEY080}, and no Valkey loads {@code REDIS0012}.
 *
 * @param dialect the name it begins with
 * @param version 9 to 12 for {@link Dialect#REDIS}, 80 for {@link Dialect#VALKEY}
 * @param isValkey whether the server is a Valkey; Valkey 8 writes {@code REDIS0011}
 */
public record RdbTarget(Dialect dialect, int version, boolean isValkey) {
  /** Redis 5.0 to 6.2, whose images all newer servers load. */
  public static final RdbTarget REDIS_5_TO_6 = new RdbTarget(Dialect.REDIS, 9, false);

  private static final int REDIS_5_0 = 9;
  private static final int REDIS_7_0 = 10;
  private static final int REDIS_7_2 = 11;
  private static final int REDIS_7_4 = 12;
  private static final int VALKEY_9 = 80;

  /**
   * @throws IllegalArgumentException if there is no such version, or we cannot write it
   */
  public RdbTarget {
    boolean isKnown =
        dialect == Dialect.VALKEY
            ? version == VALKEY_9 && isValkey
            : version >= REDIS_5_0 && version <= (isValkey ? REDIS_7_2 : REDIS_7_4);
    if (!isKnown) {
      throw new IllegalArgumentException("no target: " + dialect + " " + version);
    }
  }

  /** What this server writes itself. */
  public static RdbTarget of(Server server) {
    return switch (server) {
      case REDIS_7_0 -> new RdbTarget(Dialect.REDIS, REDIS_7_0, false);
      case REDIS_7_2 -> new RdbTarget(Dialect.REDIS, REDIS_7_2, false);
      case REDIS_7_4, REDIS_8_0 -> new RdbTarget(Dialect.REDIS, REDIS_7_4, false);
      case VALKEY_8 -> new RdbTarget(Dialect.REDIS, REDIS_7_2, true);
      case VALKEY_9 -> new RdbTarget(Dialect.VALKEY, VALKEY_9, true);
    };
  }

  /** The first nine characters of the image. */
  public String magic() {
    return dialect == Dialect.VALKEY
        ? String.format(Locale.ROOT, "VALKEY%03d", version)
        : String.format(Locale.ROOT, "REDIS%04d", version);
  }

  /** What images of this target cannot express. */
  public Set<RdbFeature> cannotExpress() {
    var missing = EnumSet.noneOf(RdbFeature.class);
    if (version < REDIS_7_0) {
      missing.add(RdbFeature.FUNCTIONS);
      missing.add(RdbFeature.STREAM_COUNTERS);
    }
    if (version < REDIS_7_2) {
      missing.add(RdbFeature.CONSUMER_ACTIVE_TIMES);
    }
    if (version < REDIS_7_4) {
      missing.add(RdbFeature.FIELD_DEADLINES);
    }
    return missing;
  }

  /**
   * Whether a record of this type can be copied into the image as it is. Module values can, but
   * only servers with that module load them.
   */
  public boolean knows(RdbType type) {
    return switch (type) {
      case MODULE_PRE_RELEASE -> false;
      case HASH_LISTPACK, SORTED_SET_LISTPACK, LIST_QUICKLIST_2, STREAM_2 -> version >= REDIS_7_0;
      case SET_LISTPACK, STREAM_3 -> version >= REDIS_7_2;
      case HASH_DEADLINES,
          HASH_DEADLINES_LISTPACK,
          HASH_DEADLINES_PRE_RELEASE,
          HASH_DEADLINES_LISTPACK_PRE_RELEASE ->
          dialect == Dialect.REDIS && version >= REDIS_7_4;
      case HASH_DEADLINES_VALKEY -> dialect == Dialect.VALKEY;
      default -> true;
    };
  }

  /** Whether small values lie in listpacks; in ziplists otherwise. */
  boolean hasListpacks() {
    return version >= REDIS_7_0;
  }

  /** An empty listpack. */
  ListpackWriter listpack() {
    return new ListpackWriter(dialect == Dialect.VALKEY);
  }

  /** Whether small sets of other members than integers have an encoding of their own. */
  boolean hasSetListpacks() {
    return version >= REDIS_7_2;
  }

  /** Whether a list that fits into one container is held without nodes around it. */
  boolean hasWholeLists() {
    return version >= REDIS_7_2;
  }

  /** Whether an element too long for a node of a list lies bare; in a node of one otherwise. */
  boolean hasPlainNodes() {
    return version >= REDIS_7_4 || isValkey;
  }

  /** Whether scores are written as the shortest text that is read back; else with 17 digits. */
  boolean hasShortestScores() {
    return version >= REDIS_7_2;
  }

  /** The layout of streams. */
  RdbType streamType() {
    if (version >= REDIS_7_2) {
      return RdbType.STREAM_3;
    }
    return version >= REDIS_7_0 ? RdbType.STREAM_2 : RdbType.STREAM_1;
  }
}
