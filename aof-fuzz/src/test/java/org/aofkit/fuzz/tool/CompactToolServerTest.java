package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server holds the same before and behind {@code compact}, {@code rescue} and undo. */
@Timeout(60)
class CompactToolServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Path program = Servers.program(Server.REDIS_7_0);
  private Path data = Path.of("");
  private Held live = new Held("", 0);

  /** What a server holds. */
  private record Held(String digest, long keys) {}

  @BeforeEach
  void aServerThatWroteMuchAndKeptLittle() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    try (RealServer server = RealServer.start(program, data, Map.of(), LIMIT);
        RespClient client = server.connect()) {
      for (int i = 0; i < 600; i++) {
        client.call("SET", "s:" + i % 30, "value of " + i).orThrow();
        client.call("RPUSH", "l:" + i % 7, "element " + i).orThrow();
        client.call("LTRIM", "l:" + i % 7, "-5", "-1").orThrow();
        client.call("HSET", "h:" + i % 5, "f" + i % 40, "v" + i).orThrow();
        client.call("ZINCRBY", "z", "1.5", "m" + i % 50).orThrow();
        client.call("PEXPIREAT", "s:" + i % 30, "9999999999999").orThrow();
        if (i == 200) {
          client.call("SELECT", "3").orThrow();
        }
        if (i == 300) {
          rewrite(client);
        }
      }
      client.call("COPY", "h:1", "copy", "DB", "9").orThrow();
      client.call("APPEND", "s:1", " and more").orThrow();
      client.call("XADD", "x", "5-1", "a", "b").orThrow();
      client.call("XGROUP", "CREATE", "x", "g", "0").orThrow();
      client
          .call("FUNCTION", "LOAD", "#!lua name=lib\nredis.register_function('f',function() end)")
          .orThrow();
      live = held(server, client);
      server.shutdown();
    }
  }

  private static void rewrite(RespClient client) throws IOException {
    client.call("BGREWRITEAOF").orThrow();
    for (int i = 0; i < 500; i++) {
      String info = client.call("INFO", "persistence").text();
      if (info.contains("aof_rewrite_in_progress:0") && info.contains("rewrite_scheduled:0")) {
        return;
      }
      pause();
    }
    throw new IOException("the rewrite does not end");
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Held held(RealServer server, RespClient client) throws IOException {
    String digest = client.call("DEBUG", "DIGEST").orThrow().text();
    return new Held(digest, DataSet.dump(server).keys());
  }

  private Held loaded(Path dir) throws IOException {
    try (RealServer server = RealServer.start(program, dir, Map.of(), LIMIT)) {
      assertThat(server.isUp()).as(String.join("\n", server.log())).isTrue();
      try (RespClient client = server.connect()) {
        client.call("FCALL", "f", "0").orThrow();
        Held held = held(server, client);
        server.kill();
        return held;
      }
    }
  }

  private static ToolRun tool(String... words) {
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words);
  }

  private static long size(Path dir) throws IOException {
    long bytes = 0;
    try (var files = Files.list(dir.resolve("appendonlydir"))) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @Test
  void compactedInPlaceAndTakenBackTheServerHoldsTheSame() throws IOException {
    long before = size(data);

    ToolRun compact = tool("compact", data.toString());

    assertThat(compact.exitCode()).as(compact.said()).isZero();
    assertThat(size(data)).isLessThan(before / 3);
    Path manifest = data.resolve("appendonlydir").resolve("appendonly.aof.manifest");
    Path checker =
        ServerBinaries.find(Server.REDIS_7_0, ServerBinaries.Tool.CHECK_AOF).orElseThrow();
    assertThat(CheckTool.run(checker, LIMIT, manifest.toString()).exitCode()).isZero();
    ToolRun undo = tool("undo", data.toString());
    assertThat(undo.exitCode()).as(undo.said()).isZero();
    assertThat(size(data)).isEqualTo(before);
    assertThat(tool("compact", data.toString()).exitCode()).isZero();
    assertThat(loaded(data)).isEqualTo(live);
  }

  @Test
  void inAnotherDirectoryAsCommandsTheServerHoldsTheSame() throws IOException {
    Path output = folder.resolve("output");

    ToolRun compact =
        tool("compact", "--format", "aof", "--output", output.toString(), data.toString());

    assertThat(compact.exitCode()).as(compact.said()).isZero();
    assertThat(loaded(output)).isEqualTo(live);
  }

  @Test
  void rescuedFromNulsAtItsEndTheServerHoldsTheSame() throws IOException {
    Path incr = data.resolve("appendonlydir").resolve("appendonly.aof.2.incr.aof");
    Files.write(incr, new byte[3000], StandardOpenOption.APPEND);

    ToolRun rescue =
        tool("rescue", "--scratch", folder.resolve("scratch").toString(), data.toString());

    assertThat(rescue.exitCode()).as(rescue.said()).isEqualTo(1);
    assertThat(loaded(data)).isEqualTo(live);
  }
}
