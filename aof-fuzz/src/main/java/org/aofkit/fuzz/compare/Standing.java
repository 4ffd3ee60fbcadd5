package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;

/**
 * A server that stays up and says, time and again, what data set an image and commands make. It
 * writes no AOF.
 */
final class Standing implements AutoCloseable {
  private final Path home;
  private final QuickServer server;
  private final RespClient client;

  Standing(Path program, Path volume) throws IOException {
    this.home = Files.createTempDirectory(volume, "aofkit-standing-");
    this.server = QuickServer.start(program, home, Map.of("appendonly", "no"));
    this.client = server.connect();
  }

  /** What is held behind an image, which may be empty, and commands, each in its database. */
  DataSet made(byte[] image, List<Executed> commands) throws IOException {
    if (image.length == 0) {
      client.call("FLUSHALL").orThrow();
      client.call("FUNCTION", "FLUSH").orThrow();
    } else {
      Files.write(home.resolve("dump.rdb"), image);
      client.call("DEBUG", "RELOAD", "NOSAVE").orThrow();
    }
    client.call("SELECT", "0").orThrow();
    int database = 0;
    for (Executed command : commands) {
      if (command.database() != database) {
        database = command.database();
        client.call("SELECT", Integer.toString(database)).orThrow();
      }
      // A command may fail, as it does when a server loads it: a key was lost, for example.
      client.call(
          command.words().stream()
              .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
              .toArray(byte[][]::new));
    }
    return DataSet.dump(client);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    TempTree.delete(home);
  }
}
