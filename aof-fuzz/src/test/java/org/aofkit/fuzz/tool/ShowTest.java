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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real server has logged, as {@code show} tells it. */
@Timeout(120)
class ShowTest {
  private static final Pattern COUNTED =
      Pattern.compile("\"stats\":\\{\"bytes\":[0-9]+,\"commands\":([0-9]+)");
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

  @ParameterizedTest
  @ValueSource(strings = {"--destructive --many=1", "--json --values --full", "--io=read --keys"})
  void whateverLiesThereIsShownOrRefusedInWords(String options) throws Exception {
    int clean = 0;
    for (Path set : dataDirectories()) {
      ToolRun run = showOf(set, options);
      assertThat(run.exitCode()).as(set + run.err()).isIn(0, 4, 8);
      assertThat(run.err()).as(set.toString()).doesNotContain("internal error");
      assertThat(run.exitCode() == 0 || !run.err().isEmpty()).as(set.toString()).isTrue();
      clean += run.exitCode() == 0 ? 1 : 0;
    }
    assertThat(clean).isGreaterThan(50);
  }

  @Test
  void asManyCommandsAreReadAsTheCheckCounts() throws Exception {
    int compared = 0;
    for (Path set : dataDirectories()) {
      String check =
          ToolRun.of(FileSystems.getDefault(), Map.of(), "check", "--json", set.toString()).out();
      Matcher counted = COUNTED.matcher(check);
      if (check.contains("\"verdict\":\"clean\",\"loads\"") && counted.find()) {
        assertThat(showOf(set, "--json").out())
            .as(set.toString())
            .contains("\"read\":" + counted.group(1) + ",\"reason\":\"end\"");
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  private static ToolRun showOf(Path set, String options) {
    List<String> words = new ArrayList<>(List.of("show"));
    if (!options.isEmpty()) {
      words.addAll(List.of(options.split(" ")));
    }
    words.add(set.toString());
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words.toArray(new String[0]));
  }

  /** Healthy, odd and damaged ones. */
  private static List<Path> dataDirectories() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(Servers.testdata(""), 5)) {
      all.filter(ShowTest::holdsAof).sorted().forEach(found::add);
    }
    assertThat(found).hasSizeGreaterThan(200);
    return found;
  }

  private static boolean holdsAof(Path path) {
    return Files.isDirectory(path.resolve("appendonlydir"))
        || Files.isRegularFile(path.resolve("appendonly.aof"));
  }

  private static String unescaped(String key) {
    return key.replace("\\xc3\\xbf", "\u00ff").replace("\\\\", "\\");
  }
}
