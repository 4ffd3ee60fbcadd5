package org.aofkit.fsck;

import org.aofkit.fsck.render.JsonLines;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/** What this is a version of. */
final class Version {
  private Version() {}

  /** Whether the words ask for nothing else. */
  static boolean isAsked(String[] words) {
    return words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"));
  }

  /** The tool's version, for example {@code 0.1.0}. */
  static String number() {
    // From the manifest of the jar, which the class loader has read already: a resource would open
    // the jar again.
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** Tool, JVM and the formats it knows, one a line. */
  static String text() {
    StringBuilder text = new StringBuilder(256);
    text.append("aof-fsck ").append(number()).append('\n');
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
}
