package org.aofkit.keyspace.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;

/** A data set to try commands on, in database 0. Text is ISO 8859-1. */
final class Bench {
  final Keyspace keyspace;
  private final Interpreter interpreter;

  Bench(Server server) {
    this.keyspace = new Keyspace(server, 16);
    this.interpreter = new Interpreter(keyspace);
  }

  /** Carries out a command; its words are separated by blanks. */
  Outcome run(String command) {
    return run((Object[]) command.split(" "));
  }

  /** Carries out a command; words are text or arrays of bytes. */
  Outcome run(Object... words) {
    byte[][] bytes =
        Arrays.stream(words)
            .map(
                word ->
                    word instanceof byte[] raw
                        ? raw
                        : word.toString().getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    return interpreter.apply(0, bytes);
  }

  /** What stands under a name; null if nothing does. */
  StoredKey key(String name) {
    return keyspace.database(0).get(ByteString.of(name));
  }

  StringValue value(String name) {
    return (StringValue) key(name).value();
  }

  /** The text of a string. */
  String text(String name) {
    StringValue value = value(name);
    return new String(value.range(0, value.length()), StandardCharsets.ISO_8859_1);
  }

  long deadline(String name) {
    return key(name).expireAtMs();
  }

  /** The payload of a RESTORE. */
  static byte[] payload(Server writer, RdbValue value) {
    try {
      return RdbWriter.payload(RdbTarget.of(writer), RdbWriterOptions.DEFAULT, value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
