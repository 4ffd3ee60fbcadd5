package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.aofkit.keyspace.Payload;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/**
 * The payload of a RESTORE or a FUNCTION RESTORE that is carried. A loader refuses one that says a
 * version of another make, ignores the error and goes on: the key is missing in silence. What
 * stands in it is mostly the same in all versions, so that another version and checksum will do.
 */
final class CarriedPayload {
  private static final int TRAILER = 10;
  private static final int CHECKSUM = 8;
  private static final int VALKEY_9 = 80;
  private static final int VALUE = 3;
  private static final int LIBRARIES = 2;

  private CarriedPayload() {}

  /** The word that is the payload of a command; 0 if it has none. */
  static int word(byte[][] words) {
    String name = lower(words[0]);
    if (words.length > VALUE && (name.equals("restore") || name.equals("restore-asking"))) {
      return VALUE;
    }
    boolean isFunction =
        words.length > LIBRARIES && name.equals("function") && lower(words[1]).equals("restore");
    return isFunction ? LIBRARIES : 0;
  }

  private static String lower(byte[] word) {
    return new String(word, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the target knows what stands in a command's payload, or the server that wrote the log
   * takes the payload no more than the target shall.
   */
  static boolean isKnown(RdbTarget target, Server server, byte[][] words) {
    int word = word(words);
    if (word != VALUE || !new Payload(words[word]).isTakenBy(server)) {
      return true;
    }
    byte[] payload = words[word];
    Dialect dialect =
        (payload[payload.length - TRAILER] & 0xff) == VALKEY_9 ? Dialect.VALKEY : Dialect.REDIS;
    RdbType type = RdbType.of(dialect, payload[0] & 0xff);
    return type == null || target.knows(type) && type != RdbType.MODULE;
  }

  /** The command with a payload that the target takes as the server has taken this one. */
  static byte[][] adapted(RdbTarget target, Server server, byte[][] words) {
    int word = word(words);
    if (word == 0) {
      return words;
    }
    byte[][] adapted = words.clone();
    adapted[word] = words[word].clone();
    byte[] payload = adapted[word];
    if (!new Payload(payload).isTakenBy(server)) {
      // Nor must the target take it, whatever its version.
      adapted[word] = new byte[0];
      return adapted;
    }
    int version = payload.length - TRAILER;
    payload[version] = (byte) target.version();
    payload[version + 1] = 0;
    long crc = Crc64.update(0, payload, 0, payload.length - CHECKSUM);
    byte[] sum =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(crc).array();
    System.arraycopy(sum, 0, payload, payload.length - CHECKSUM, CHECKSUM);
    return adapted;
  }
}
