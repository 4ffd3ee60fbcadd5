package org.aofkit.fsck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.aofkit.fsck.render.JsonLines;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/** What this is a version of. */
final class Version {
  private Version() {}

  /** The tool's version, for example {@code 0.1.0}. */
  static String number() {
    String line = line();
    return line.substring(line.indexOf(' ') + 1);
  }

  /** Tool, JVM and the formats it knows, one a line. */
  static String text() {
    StringBuilder text = new StringBuilder(256);
    text.append(line()).append('\n');
    text.append("JVM: ").append(System.getProperty("java.vm.name")).append(' ');
    text.append(System.getProperty("java.vm.version")).append('\n');
    text.append("Servers:");
    int highest = 0;
    boolean valkey = false;
    for (Server server : Server.values()) {
      text.append(server.ordinal() == 0 ? " " : ", ").append(server.title());
      highest = Math.max(highest, server.maxRedisRdbVersion());
      valkey |= server.loadsRdb(Dialect.VALKEY, 80);
    }
    text.append("\nRDB: REDIS0001 to REDIS00").append(highest < 10 ? "0" : "").append(highest);
    text.append(valkey ? ", VALKEY080" : "").append('\n');
    text.append("JSON schema: ").append(JsonLines.SCHEMA).append('\n');
    return text.toString();
  }

  private static String line() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        return "aof-fsck unknown";
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged", e);
    }
  }
}
