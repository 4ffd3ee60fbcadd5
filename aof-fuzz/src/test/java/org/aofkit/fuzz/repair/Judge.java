package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Head;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;

/** What a real server makes of commands that are sent to it. */
final class Judge implements AutoCloseable {
  private final Path home;
  private final RealServer server;

  /** Starts a server without data. */
  Judge(Path program) throws IOException {
    this(program, Head.NONE);
  }

  /** Starts a server that holds what is in an image. */
  Judge(Path program, Head head) throws IOException {
    this.home = Files.createTempDirectory("aofkit-judge-");
    if (head.place() != Head.Place.NOWHERE) {
      Files.write(home.resolve("dump.rdb"), head.image());
    }
    this.server = RealServer.start(program, home, Map.of("appendonly", "no"), LoadProbe.LIMIT);
  }

  /** The data set that the commands make, each in its database, of what the server holds. */
  DataSet made(List<Executed> commands) throws IOException {
    try (RespClient client = server.connect()) {
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
    }
    return DataSet.dump(server);
  }

  /** What the server holds, as an image. */
  byte[] image() throws IOException {
    try (RespClient client = server.connect()) {
      client.call("SAVE").orThrow();
    }
    return Files.readAllBytes(home.resolve("dump.rdb"));
  }

  @Override
  public void close() throws IOException {
    server.close();
    TempTree.delete(home);
  }
}
