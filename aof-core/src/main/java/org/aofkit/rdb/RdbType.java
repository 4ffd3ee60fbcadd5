package org.aofkit.rdb;

import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The types of values, by the first byte of the key's record; key and value follow. The same byte
 * can mean another layout in the other dialect. The version of an image does not restrict its
 * types: servers load what they know (measured).
 */
public enum RdbType {
  /** A string. */
  STRING(0),
  /** Length n, n strings. */
  LIST(1),
  /** Length n, n strings. */
  SET(2),
  /** Length n, n × (string, score as text). */
  SORTED_SET_TEXT(3),
  /** Length n, n × (string, string). */
  HASH(4),
  /** Redis 4: length n, n × (string, score as 8 bytes). */
  SORTED_SET(5),
  /** Modules of release candidates of Redis 4.0; every server refuses it. */
  MODULE_PRE_RELEASE(6, 0),
  /** Redis 4: module id, items up to 0. */
  MODULE(7),
  /** A string holding a zipmap. */
  HASH_ZIPMAP(9),
  /** A string holding a ziplist. */
  LIST_ZIPLIST(10),
  /** A string holding an intset. */
  SET_INTSET(11),
  /** A string holding a ziplist of members and scores. */
  SORTED_SET_ZIPLIST(12),
  /** A string holding a ziplist of fields and values. */
  HASH_ZIPLIST(13),
  /** Redis 3.2: length n, n × string holding a ziplist. */
  LIST_QUICKLIST(14),
  /** Redis 5: a stream. */
  STREAM_1(15),
  /** Redis 7.0: a string holding a listpack of fields and values. */
  HASH_LISTPACK(16),
  /** Redis 7.0: a string holding a listpack of members and scores. */
  SORTED_SET_LISTPACK(17),
  /** Redis 7.0: length n, n × (length container, string). */
  LIST_QUICKLIST_2(18),
  /** Redis 7.0: a stream with first id, highest deleted id and counts of entries. */
  STREAM_2(19),
  /** Redis 7.2: a string holding a listpack of members. */
  SET_LISTPACK(20, Server.allBits() & ~Server.REDIS_7_0.bit()),
  /** Redis 7.2: a stream whose consumers have an active time. */
  STREAM_3(21, Server.allBits() & ~Server.REDIS_7_0.bit()),
  /** Pre-releases of Redis 7.4: length n, n × (length deadline or 0, string, string). */
  HASH_DEADLINES_PRE_RELEASE(22, Servers.WITH_REDIS_FIELD_DEADLINES),
  /**
   * Valkey 9, behind {@code VALKEY} only: length n, n × (string, string, 8 bytes deadline or -1).
   */
  HASH_DEADLINES_VALKEY(22, Server.VALKEY_9.bit()),
  /** Pre-releases of Redis 7.4: a string holding a listpack of triples. */
  HASH_DEADLINES_LISTPACK_PRE_RELEASE(23, Servers.WITH_REDIS_FIELD_DEADLINES),
  /** Redis 7.4: 8 bytes least deadline, length n, n × (length deadline, string, string). */
  HASH_DEADLINES(24, Servers.WITH_REDIS_FIELD_DEADLINES),
  /** Redis 7.4: 8 bytes least deadline, a string holding a listpack of triples. */
  HASH_DEADLINES_LISTPACK(25, Servers.WITH_REDIS_FIELD_DEADLINES);

  private static final RdbType[][] BY_CODE = byCode();

  private final int code;
  private final int knownBy;

  RdbType(int code) {
    this(code, Server.allBits());
  }

  RdbType(int code, int knownBy) {
    this.code = code;
    this.knownBy = knownBy;
  }

  /**
   * The type with this byte in this dialect; null if there is none.
   *
   * @param code 0 to 255
   */
  public static @Nullable RdbType of(Dialect dialect, int code) {
    return BY_CODE[dialect.ordinal()][code];
  }

  /** The first byte of the record. */
  public int code() {
    return code;
  }

  /** The servers that know it, as a mask of {@link Server#bit()}. */
  int knownBy() {
    return knownBy;
  }

  /** What servers call the type of such a value. */
  public String title() {
    return switch (this) {
      case STRING -> "string";
      case LIST, LIST_ZIPLIST, LIST_QUICKLIST, LIST_QUICKLIST_2 -> "list";
      case SET, SET_INTSET, SET_LISTPACK -> "set";
      case SORTED_SET_TEXT, SORTED_SET, SORTED_SET_ZIPLIST, SORTED_SET_LISTPACK -> "zset";
      case STREAM_1, STREAM_2, STREAM_3 -> "stream";
      case MODULE_PRE_RELEASE, MODULE -> "module";
      default -> "hash";
    };
  }

  /** How values of this type are written; with {@link #title} it tells the type. */
  String encoding() {
    return switch (this) {
      case STRING -> "string";
      case LIST, SET, HASH, SORTED_SET -> "plain";
      case SORTED_SET_TEXT -> "text-scores";
      case MODULE_PRE_RELEASE -> "module-1";
      case MODULE -> "module-2";
      case HASH_ZIPMAP -> "zipmap";
      case LIST_ZIPLIST, SORTED_SET_ZIPLIST, HASH_ZIPLIST -> "ziplist";
      case SET_INTSET -> "intset";
      case LIST_QUICKLIST -> "quicklist-ziplist";
      case LIST_QUICKLIST_2 -> "quicklist";
      case HASH_LISTPACK, SORTED_SET_LISTPACK, SET_LISTPACK -> "listpack";
      case STREAM_1 -> "stream-1";
      case STREAM_2 -> "stream-2";
      case STREAM_3 -> "stream-3";
      case HASH_DEADLINES_PRE_RELEASE -> "deadlines-pre-release";
      case HASH_DEADLINES_VALKEY, HASH_DEADLINES -> "deadlines";
      case HASH_DEADLINES_LISTPACK_PRE_RELEASE -> "listpack-deadlines-pre-release";
      case HASH_DEADLINES_LISTPACK -> "listpack-deadlines";
    };
  }

  private boolean isOf(Dialect dialect) {
    if (code < HASH_DEADLINES_VALKEY.code) {
      return true;
    }
    return (this == HASH_DEADLINES_VALKEY) == (dialect == Dialect.VALKEY);
  }

  private static RdbType[][] byCode() {
    RdbType[][] table = new RdbType[Dialect.values().length][256];
    for (RdbType type : values()) {
      for (Dialect dialect : Dialect.values()) {
        if (type.isOf(dialect)) {
          table[dialect.ordinal()][type.code] = type;
        }
      }
    }
    return table;
  }

  /** Masks that the constants share. */
  private static final class Servers {
    static final int WITH_REDIS_FIELD_DEADLINES = Server.REDIS_7_4.bit() | Server.REDIS_8_0.bit();
  }
}
