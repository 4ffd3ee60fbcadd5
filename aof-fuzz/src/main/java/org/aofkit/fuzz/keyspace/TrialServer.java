package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;

/**
 * Starts a server on data directories.
 *
 * @param program the server's program
 */
record TrialServer(Path program) {
  /**
   * A server that logs what it is sent, quickly.
   *
   * @param hasImage whether its rewrites make bases that are images
   */
  QuickServer start(Path dir, boolean hasImage) throws IOException {
    return QuickServer.start(
        program,
        dir,
        Map.of(
            "appendonly",
            "yes",
            "appendfsync",
            "no",
            "aof-use-rdb-preamble",
            hasImage ? "yes" : "no"));
  }

  /** What a fresh server holds that loads a directory. */
  Snapshot load(Path dir) throws IOException {
    return load(dir, Map.of());
  }

  /** The same with settings for the names of files. */
  Snapshot load(Path dir, Map<String, String> names) throws IOException {
    var settings = new HashMap<String, String>(names);
    settings.put("appendonly", "yes");
    try (QuickServer started = QuickServer.start(program, dir, settings)) {
      if (!started.isUp()) {
        throw new IOException("it does not load: " + started.log());
      }
      try (RespClient client = started.connect()) {
        return Snapshot.of(client);
      }
    }
  }
}
