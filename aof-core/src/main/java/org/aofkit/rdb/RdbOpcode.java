package org.aofkit.rdb;

import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The records of an RDB image that are no keys, by their first byte. Lengths are those of {@link
 * RdbInput#readLength()}, strings those of {@link RdbStrings}.
 *
 * <p>Who knows what was measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2; Redis 7.2, 7.4 and
 * Valkey 8 are taken to know what their own versions of the format brought.
 */
public enum RdbOpcode {
  /**
   * Valkey 9, behind {@code VALKEY} only: job name of 40 bytes, length n, n × (first slot, last
   * slot). Written in cluster mode; Valkey 9.1.2 loads it there, and crashes on it otherwise.
   */
  SLOT_IMPORT(0xF3, "a slot import", Server.VALKEY_9.bit()),
  /** Redis 7.4: three lengths: slot, keys, keys with a deadline. Valkey 9 skips it. */
  SLOT_INFO(
      0xF4,
      "slot information",
      Server.REDIS_7_4.bit() | Server.REDIS_8_0.bit() | Server.VALKEY_9.bit()),
  /** Redis 7.0: a string, the source of a function library. */
  FUNCTION(0xF5, "a function library", Server.allBits()),
  /** Functions of release candidates of Redis 7.0; every server refuses it. */
  FUNCTION_PRE_RELEASE(0xF6, "functions of a pre-release", 0),
  /** Redis 5: module id, length 2, length when, module items up to 0. */
  MODULE_AUX(0xF7, "module data", Server.allBits()),
  /** Redis 5: a length, the idle seconds of the next key. */
  IDLE(0xF8, "an idle time", Server.allBits()),
  /** Redis 5: one byte, the access frequency of the next key. */
  FREQUENCY(0xF9, "an access frequency", Server.allBits()),
  /** Redis 3.2: two strings. */
  AUX(0xFA, "an auxiliary field", Server.allBits()),
  /** Redis 3.2: two lengths: keys, keys with a deadline. A hint. */
  RESIZE_DATABASE(0xFB, "sizes of a database", Server.allBits()),
  /** Redis 2.6: eight bytes, little-endian: the deadline of the next key in ms; -1 is none. */
  EXPIRE_MILLISECONDS(0xFC, "a deadline", Server.allBits()),
  /**
   * Four bytes, little-endian: the deadline of the next key in seconds; no value stands for none.
   */
  EXPIRE_SECONDS(0xFD, "a deadline", Server.allBits()),
  /** A length: the database of the keys that follow; 0 before the first one. */
  SELECT_DATABASE(0xFE, "a database", Server.allBits()),
  /** The last byte before the checksum. */
  END(0xFF, "the end", Server.allBits());

  private static final RdbOpcode[][] BY_CODE = byCode();

  private final int code;
  private final String title;
  private final int knownBy;

  RdbOpcode(int code, String title, int knownBy) {
    this.code = code;
    this.title = title;
    this.knownBy = knownBy;
  }

  /** The opcode with this byte in this dialect; null if there is none. */
  static @Nullable RdbOpcode of(Dialect dialect, int code) {
    return BY_CODE[dialect.ordinal()][code];
  }

  /** The first byte of the record. */
  public int code() {
    return code;
  }

  /** What it is, for messages. */
  String title() {
    return title;
  }

  /** The servers that know it, as a mask of {@link Server#bit()}. */
  int knownBy() {
    return knownBy;
  }

  private static RdbOpcode[][] byCode() {
    RdbOpcode[][] table = new RdbOpcode[Dialect.values().length][256];
    for (RdbOpcode opcode : values()) {
      for (Dialect dialect : Dialect.values()) {
        if (opcode != SLOT_IMPORT || dialect == Dialect.VALKEY) {
          table[dialect.ordinal()][opcode.code] = opcode;
        }
      }
    }
    return table;
  }
}
