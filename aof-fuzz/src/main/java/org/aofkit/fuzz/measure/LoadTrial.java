package org.aofkit.fuzz.measure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.resp.RespEncoder;

/** Lets a real server load a log that is made for the question, and looks what becomes of it. */
final class LoadTrial {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private static final Map<String, String> SETTINGS =
      Map.of("crash-log-enabled", "no", "enable-debug-command", "no");

  private final Path program;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /**
   * What became of a start.
   *
   * @param up whether the server came up and could tell what it held
   * @param last what it said last, in one line
   * @param holds the keys it held, by database; its role; the files in its directory
   */
  record Outcome(boolean up, String last, String holds) {}

  LoadTrial(Path program) {
    this.program = program;
  }

  /** Appends a command. */
  LoadTrial add(List<String> words) {
    log.writeBytes(RespEncoder.command(words.toArray(new String[0])));
    return this;
  }

  /** Appends a command, its words apart by blanks. */
  LoadTrial add(String command) {
    return add(List.of(command.split(" ")));
  }

  /** Starts the server on the log, with default settings, and ends it again. */
  Outcome run() throws IOException {
    Path dir = Files.createTempDirectory("aofkit-trial-");
    try {
      Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
      Files.write(aof.resolve("appendonly.aof.1.incr.aof"), log.toByteArray());
      Files.writeString(
          aof.resolve("appendonly.aof.manifest"),
          "file appendonly.aof.1.incr.aof seq 1 type i\n",
          StandardCharsets.US_ASCII);
      try (RealServer server = RealServer.start(program, dir, SETTINGS, LIMIT)) {
        String holds = server.isUp() ? holds(server) : "";
        return new Outcome(!holds.isEmpty(), last(server), holds + files(dir));
      }
    } finally {
      TempTree.delete(dir);
    }
  }

  /** A value made of stray memory kills the server when it is read; empty then. */
  private static String holds(RealServer server) {
    try (RespClient client = server.connect()) {
      DataSet.dump(server);
      StringBuilder holds = new StringBuilder();
      for (String database : List.of("0", "1", "3")) {
        client.call("SELECT", database).orThrow();
        holds.append(' ').append(database).append(texts(client.call("KEYS", "*")));
      }
      return holds.append(' ').append(client.call("ROLE").items().get(0).text()).toString();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private static List<String> texts(Reply reply) {
    return reply.items().stream().map(Reply::text).sorted().toList();
  }

  private static String files(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> " " + dir.relativize(file))
          .sorted()
          .collect(Collectors.joining());
    }
  }

  private static String last(RealServer server) {
    String last = "";
    for (String line : server.log()) {
      if (line.contains("#") || line.contains("crash") || line.contains("FATAL")) {
        last = line;
      }
    }
    return server.state() + " " + server.exitCode() + " " + last.replace('\t', ' ');
  }
}
