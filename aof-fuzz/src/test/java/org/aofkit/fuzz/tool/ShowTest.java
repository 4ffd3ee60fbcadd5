package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real server has logged, as {@code show} tells it. */
@Timeout(120)
class ShowTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path data;

  private RealServer server(String... settings) throws IOException {
    Map<String, String> all = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    RealServer server = RealServer.start(Servers.program(Server.REDIS_7_0), data, all, LIMIT);
    assertThat(server.isUp()).isTrue();
    return server;
  }

  private ToolRun show(String... words) {
    List<String> all = new ArrayList<>(List.of("show"));
    all.addAll(List.of(words));
    all.add(data.toString());
    return ToolRun.of(FileSystems.getDefault(), Map.of(), all.toArray(new String[0]));
  }

  @Test
  void theFlushThatShouldNotHaveBeenIsFoundWithItsTimeAndAPlaceThatGivesTheKeysBack()
      throws Exception {
    long before = Instant.now().getEpochSecond();
    try (RealServer server = server("aof-timestamp-enabled", "yes");
        RespClient client = server.connect()) {
      for (int i = 0; i < 150; i++) {
        client.call("SET", "k:" + i, "v");
      }
      client.call("SELECT", "2");
      client.call("SET", "other", "v");
      client.call("MULTI");
      client.call("SET", "late", "v");
      client.call("FLUSHALL");
      client.call("EXEC");
      client.call("SET", "after", "v");
      server.shutdown();
    }

    ToolRun run = show("--destructive", "--quiet");

    assertThat(run.exitCode()).as(run.said()).isZero();
    String[] line = run.out().strip().split("\t");
    assertThat(line).hasSize(5);
    assertThat(line[1]).isEqualTo("db2");
    assertThat(Instant.parse(line[2]).getEpochSecond())
        .isBetween(before - 1, Instant.now().getEpochSecond());
    assertThat(line[4]).startsWith("FLUSHALL (at ");

    // What 'repair --until' will do with this place.
    int colon = line[0].lastIndexOf(':');
    Path incr = data.resolve("appendonlydir").resolve(line[0].substring(0, colon));
    byte[] log = Files.readAllBytes(incr);
    int offset = Integer.parseInt(line[0].substring(colon + 1));
    Files.write(incr, java.util.Arrays.copyOf(log, offset));
    try (RealServer server = server("aof-load-truncated", "no");
        RespClient client = server.connect()) {
      assertThat(client.call("DBSIZE").text()).isEqualTo("150");
      client.call("SELECT", "2");
      assertThat(client.call("EXISTS", "other").text()).isEqualTo("1");
      assertThat(client.call("EXISTS", "late").text()).isEqualTo("0");
    }
  }

  @Test
  void patternsChooseTheKeysThatTheServerChooses() throws Exception {
    List<String> keys =
        List.of(
            "a", "b", "ab", "abc", "a*c", "a?c", "[", "]", "^", "-", "\\", "a\\", "a]", "[ab",
            "x y", "a-c", "ac", "hello", "hallo", "hxllo", "\u00ff");
    List<String> patterns =
        List.of(
            "*",
            "a*",
            "*c",
            "a?c",
            "a\\*c",
            "a\\?c",
            "[",
            "[a",
            "[a-",
            "[a-c",
            "[]",
            "[^]",
            "[^a]",
            "[]]",
            "[\\]]",
            "[a-c]",
            "[c-a]",
            "[a-]",
            "[^a-c]*",
            "h[ae]llo",
            "h[^a]llo",
            "\\",
            "a\\",
            "\\a",
            "*[*",
            "**b",
            "?",
            "??",
            "[\\-^]",
            "[a\\",
            "",
            "*\\",
            "[^",
            "[--a]",
            "*-*");
    Map<String, TreeSet<String>> expected = new java.util.LinkedHashMap<>();
    try (RealServer server = server();
        RespClient client = server.connect()) {
      for (String key : keys) {
        client.call("SET", key, "v");
      }
      for (String pattern : patterns) {
        TreeSet<String> chosen = new TreeSet<>();
        for (Reply item : client.call("KEYS", pattern).items()) {
          chosen.add(new String(item.bytes(), StandardCharsets.UTF_8));
        }
        expected.put(pattern, chosen);
      }
      server.shutdown();
    }

    for (String pattern : patterns) {
      ToolRun run = show("--keys", "--key=" + pattern);
      assertThat(run.exitCode()).as(run.said()).isZero();
      TreeSet<String> shown = new TreeSet<>();
      run.out().lines().forEach(line -> shown.add(unescaped(line.split("\t")[4])));
      assertThat(shown).as(pattern).isEqualTo(expected.get(pattern));
    }
  }

  private static String unescaped(String key) {
    return key.replace("\\xc3\\xbf", "\u00ff").replace("\\\\", "\\");
  }
}
