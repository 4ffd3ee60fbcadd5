package org.aofkit.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aofkit.server.Server;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the parser with what three servers and their check tools said of the same manifests. */
class ManifestAcceptanceTest {
  private static final Charset LATIN_1 = StandardCharsets.ISO_8859_1;

  private static final Map<Server, String> SERVERS =
      Map.of(
          Server.REDIS_7_0, "redis-7.0.15",
          Server.REDIS_8_0, "redis-8.0.6",
          Server.VALKEY_9, "valkey-9.1.2");

  static List<Path> manifests() throws IOException {
    var manifests = new ArrayList<Path>();
    try (Stream<Path> files = Files.walk(Testdata.path("acceptance"))) {
      files
          .filter(file -> file.toString().contains("/man-"))
          .filter(file -> file.toString().endsWith("/appendonlydir/appendonly.aof.manifest"))
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(manifests::add);
    }
    assertThat(manifests).hasSizeGreaterThan(70);
    return manifests;
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void theParserAcceptsAndRefusesWhatServersDo(Path manifest) throws IOException {
    byte[] bytes = Files.readAllBytes(manifest);
    List<String> verdict =
        Files.readAllLines(manifest.getParent().getParent().resolveSibling("verdict.json"));
    for (Map.Entry<Server, String> server : SERVERS.entrySet()) {
      String said = lineOf(server.getValue(), verdict);
      String load = said.substring(0, said.indexOf("\"check-aof\""));
      ManifestResult result = ManifestParser.parse(bytes, server.getKey());
      if (result instanceof ManifestResult.Refused refused) {
        assertThat(load).contains("FATAL AOF MANIFEST FILE ERROR");
        assertThat(load).contains(refused.problem().serverMessage());
        Pattern.compile("at line (\\d+)")
            .matcher(load)
            .results()
            .forEach(found -> assertThat(found.group(1)).isEqualTo("" + refused.line()));
      } else {
        assertThat(load).doesNotContain("FATAL AOF MANIFEST FILE ERROR");
        boolean readByCheckTools = ((ManifestResult.Parsed) result).readByCheckTools();
        if (load.contains("\"loads\":true")) {
          assertThat(said).contains("\"check-aof\":{\"rc\":" + (readByCheckTools ? 0 : 1));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void whatIsWrittenAgainIsWhatServersWriteAndReadsTheSame(Path manifest) throws IOException {
    for (Server server : Server.values()) {
      ManifestResult result = ManifestParser.parse(Files.readAllBytes(manifest), server);
      if (result instanceof ManifestResult.Parsed parsed
          && !parsed.manifest().entries().isEmpty()) {
        byte[] written = ManifestWriter.write(parsed.manifest(), ExtraPairs.KEEP);
        var again = (ManifestResult.Parsed) ManifestParser.parse(written, server);
        assertThat(again.unusual()).isFalse();
        assertThat(again.readByCheckTools()).isTrue();
        assertThat(described(again.manifest().loadOrder()))
            .isEqualTo(described(parsed.manifest().loadOrder()));
        assertThat(described(again.manifest().history()))
            .isEqualTo(described(parsed.manifest().history()));
        assertThat(ManifestWriter.write(again.manifest(), ExtraPairs.KEEP)).isEqualTo(written);
      }
    }
  }

  static List<Path> healthyManifests() throws IOException {
    try (Stream<Path> files = Files.walk(Testdata.path("aof"))) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".manifest"))
              .filter(file -> !file.getFileName().toString().startsWith("temp-"))
              .sorted()
              .toList();
      assertThat(found).hasSizeGreaterThan(20);
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("healthyManifests")
  void whatAServerWroteIsWrittenAgainByteForByte(Path manifest) throws IOException {
    byte[] bytes = Files.readAllBytes(manifest);
    for (Server server : Server.values()) {
      var parsed = (ManifestResult.Parsed) ManifestParser.parse(bytes, server);
      assertThat(parsed.unusual()).isFalse();
      assertThat(parsed.readByCheckTools()).isTrue();
      assertThat(new String(ManifestWriter.write(parsed.manifest(), ExtraPairs.KEEP), LATIN_1))
          .isEqualTo(new String(bytes, LATIN_1));
    }
  }

  private static List<String> described(List<ManifestEntry> entries) {
    return entries.stream()
        .map(e -> e.name() + " " + e.seq() + " " + e.type() + " " + e.extra())
        .toList();
  }

  /** What a server did: its line, or that of the server that did the same. */
  private static String lineOf(String server, List<String> verdict) {
    String head = "\"" + server + "\": ";
    String same = head + "\"same as ";
    for (String line : verdict) {
      if (line.startsWith(same)) {
        return lineOf(line.substring(same.length(), line.lastIndexOf('"')), verdict);
      }
      if (line.startsWith(head)) {
        return line;
      }
    }
    throw new IllegalStateException("no verdict of " + server);
  }
}
