package org.aofkit.fuzz.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path dir;

  @Test
  void startsWritesAndComesBackWithTheSameData() throws IOException {
    DataSet written;
    try (RealServer server = start(Map.of("appendfsync", "always"))) {
      try (RespClient client = server.connect()) {
        client.call("SET", "a", "one\r\n\u0001").orThrow();
        client.call("SELECT", "3").orThrow();
        client.call("RPUSH", "l", "x", "y").orThrow();
        client.call("SADD", "s", "2", "1").orThrow();
        client.call("ZADD", "z", "1.5", "m").orThrow();
        client.call("HSET", "h", "f", "v").orThrow();
        client.call("XADD", "x", "1-1", "seen-time", "1").orThrow();
        client.call("PEXPIREAT", "l", "4102444800000").orThrow();
      }
      written = DataSet.dump(server);
      server.kill();
    }
    try (RealServer again = start(Map.of())) {
      DataSet loaded = DataSet.dump(again);

      assertThat(written.diff(loaded)).isEmpty();
      assertThat(loaded.keysByDatabase()).isEqualTo(Map.of(0, 1, 3, 5));
      assertThat(loaded.databases().get(0).get("a").value()).isEqualTo("one\\x0d\\x0a\\x01");
      assertThat(loaded.databases().get(3).get("l"))
          .isEqualTo(new DataSet.Entry("list", "['x', 'y']", 4102444800000L));
      assertThat(loaded.databases().get(3).get("s").value()).isEqualTo("['1', '2']");
      assertThat(loaded.databases().get(3).get("x").value()).contains("'seen-time', '1'");
      again.shutdown();
      assertThat(again.exitCode()).hasValue(0);
    }
  }

  @Test
  void closedServerIsGone() throws IOException {
    RealServer server = start(Map.of());
    assertThat(server.isUp()).isTrue();
    long pid = server.pid();

    server.close();

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void serverEndsWithTheJvmThatStartedItHoweverThatEnds() throws Exception {
    Servers.program(Server.REDIS_7_0);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process jvm =
        new ProcessBuilder(
                java,
                "-Djava.io.tmpdir=" + dir,
                "-cp",
                System.getProperty("java.class.path"),
                Leaver.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long pid = Long.parseLong(new String(jvm.getInputStream().readAllBytes(), US_ASCII).strip());
    assertThat(jvm.waitFor()).isEqualTo(3);

    ProcessHandle.of(pid).ifPresent(server -> server.onExit().orTimeout(10, SECONDS).join());

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  /** Starts a server and is gone without any clean-up. */
  static final class Leaver {
    public static void main(String[] args) throws IOException {
      Path program = ServerBinaries.find(Server.REDIS_7_0).orElseThrow();
      RealServer server = RealServer.start(program, Path.of(args[0]), Map.of(), LIMIT);
      System.out.println(server.pid());
      System.out.flush();
      Runtime.getRuntime().halt(server.isUp() ? 3 : 4);
    }
  }

  @Test
  void wrongSettingEndsTheStartAndTheLogSaysWhy() throws IOException {
    try (RealServer server = start(Map.of("appendonly", "perhaps"))) {
      assertThat(server.state()).isEqualTo(RealServer.State.EXITED);
      assertThat(String.join("\n", server.log())).contains("appendonly");
    }
  }

  @Test
  void startThatTakesTooLongIsKilled() throws IOException {
    Path sleeper = dir.resolve("sleeper");
    Files.writeString(sleeper, "#!/bin/sh\nexec sleep 60\n");
    Files.setPosixFilePermissions(
        sleeper, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

    try (RealServer server = RealServer.start(sleeper, dir, Map.of(), Duration.ofMillis(300))) {
      assertThat(server.state()).isEqualTo(RealServer.State.HUNG);
      assertThat(server.exitCode()).isPresent();
    }
  }

  @Test
  void peersFixCutsTheIncidentToTheCommandsBeforeTheHole() throws IOException {
    TempTree.copy(Servers.testdata("incident/data"), dir);
    Path program = Servers.program(Server.REDIS_7_0);
    Path tool = ServerBinaries.find(Server.REDIS_7_0, ServerBinaries.Tool.CHECK_AOF).orElseThrow();
    Path manifest = dir.resolve("appendonlydir/appendonly.aof.manifest");

    var fix = CheckTool.run(tool, LIMIT, "--fix", manifest.toString());

    assertThat(fix.exitCode()).as(fix.output()).isZero();
    assertThat(LoadProbe.probe(program, dir, LoadProbe.Mode.STRICT).dataOrThrow().keys())
        .isEqualTo(140);
  }

  private RealServer start(Map<String, String> settings) throws IOException {
    return RealServer.start(Servers.program(Server.REDIS_7_0), dir, settings, LIMIT);
  }
}
