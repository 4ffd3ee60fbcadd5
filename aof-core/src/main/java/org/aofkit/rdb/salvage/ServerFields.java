package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The fields that servers write at the head of an image. */
final class ServerFields {
  /** Those whose names nobody gives to keys. */
  private static final Set<String> NAMES =
      Set.of(
          "redis-ver",
          "valkey-ver",
          "redis-bits",
          "used-mem",
          "aof-preamble",
          "aof-base",
          "repl-stream-db",
          "repl-id",
          "repl-offset");

  private static final int LONGEST = 14;

  private ServerFields() {}

  /** Whether the key at the glance is a string with the name of a field. */
  static boolean isNameOf(Glance key, ByteWindow bytes) throws IOException {
    int length = bytes.at(key.nameAt());
    if (key.code() != 0 || length < 0 || length > LONGEST) {
      return false;
    }
    byte[] name = new byte[length];
    bytes.copy(key.nameAt() + 1, name, 0, length);
    return NAMES.contains(new String(name, StandardCharsets.ISO_8859_1));
  }
}
