package org.aofkit.rdb;

import java.nio.charset.StandardCharsets;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The nine bytes an RDB image begins with, read as servers read them.
 *
 * <pre>
 *   R E D I S v v v v      four characters of version; Valkey 9 wants the first of them to be 0
 *   V A L K E Y v v v      three characters of version; Valkey 9.0 and later
 * </pre>
 *
 * The version is a leading decimal number, as C's {@code atoi} takes it: blanks and a sign before
 * it are accepted, and what follows it is ignored (measured with Redis 7.0.15, 8.0.6 and Valkey
 * 9.1.2).
 *
 * @param dialect whose magic it is
 * @param version the version number; may be 0 or negative, which no server loads
 * @param isStrict whether the byte behind {@code REDIS} is {@code 0}; always true behind {@code
 *     VALKEY}
 */
record RdbMagic(Dialect dialect, int version, boolean isStrict) {
  /** Bytes of magic and version. */
  static final int LENGTH = 9;

  /** The first version whose images end with a checksum. */
  static final int FIRST_WITH_CHECKSUM = 5;

  /**
   * The highest version behind {@code REDIS} whose layout is known: written by Redis 7.4 and 8.0.
   */
  static final int LAST_KNOWN_REDIS = 12;

  /** The only version behind {@code VALKEY} that exists: written by Valkey 9. */
  static final int VALKEY = 80;

  private static final byte[] REDIS_NAME = "REDIS".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALKEY_NAME = "VALKEY".getBytes(StandardCharsets.US_ASCII);

  /** The dialect whose name the bytes begin with; null if none, or if there are too few bytes. */
  static @Nullable Dialect dialectOf(byte[] head, int length) {
    if (startsWith(head, length, REDIS_NAME)) {
      return Dialect.REDIS;
    }
    return startsWith(head, length, VALKEY_NAME) ? Dialect.VALKEY : null;
  }

  /** Reads nine bytes that begin with the name of this dialect. */
  static RdbMagic parse(Dialect dialect, byte[] head) {
    if (dialect == Dialect.VALKEY) {
      return new RdbMagic(dialect, leadingNumber(head, VALKEY_NAME.length), true);
    }
    boolean strict = head[REDIS_NAME.length] == '0';
    return new RdbMagic(dialect, leadingNumber(head, REDIS_NAME.length), strict);
  }

  /** Whether the version is higher than those whose layout is known. */
  boolean isNewerThanKnown() {
    return version > (dialect == Dialect.VALKEY ? VALKEY : LAST_KNOWN_REDIS);
  }

  /**
   * Who writes a version that is not known here, in brackets; empty where that is not known either.
   * From librdb 2.2.0, whose support of version 13 came with Redis 8.6, and from public notes on
   * the sources of Redis for the others; none of these servers was measured.
   */
  String writer() {
    if (dialect == Dialect.VALKEY || version < 13 || version > 15) {
      return "";
    }
    return " (which Redis " + (version == 13 ? "8.6" : version == 14 ? "8.8" : "8.10") + " writes)";
  }

  /** The servers that go on reading behind these nine bytes, as a mask of {@link Server#bit()}. */
  int acceptedBy() {
    int mask = 0;
    for (Server server : Server.values()) {
      boolean signature = isStrict || server != Server.VALKEY_9;
      if (signature && server.loadsRdb(dialect, version)) {
        mask |= server.bit();
      }
    }
    return mask;
  }

  private static boolean startsWith(byte[] head, int length, byte[] name) {
    if (length < name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (head[i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static int leadingNumber(byte[] head, int from) {
    int i = from;
    while (i < LENGTH && (head[i] == ' ' || (head[i] >= '\t' && head[i] <= '\r'))) {
      i++;
    }
    boolean negative = i < LENGTH && head[i] == '-';
    if (i < LENGTH && (head[i] == '-' || head[i] == '+')) {
      i++;
    }
    int number = 0;
    for (; i < LENGTH && head[i] >= '0' && head[i] <= '9'; i++) {
      number = 10 * number + head[i] - '0';
    }
    return negative ? -number : number;
  }
}
