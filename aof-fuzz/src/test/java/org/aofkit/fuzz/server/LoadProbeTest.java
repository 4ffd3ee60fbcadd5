package org.aofkit.fuzz.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.LoadProbe.Mode;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoadProbeTest {

  @Test
  void healthyDirectoryLoadsWithItsKeysInTheirDatabases() throws IOException {
    var result = probe(Server.REDIS_7_0, "aof/redis-7.0.15/multi-db", Mode.STRICT);

    assertThat(result.loads()).isTrue();
    assertThat(result.dataOrThrow().keysByDatabase())
        .isEqualTo(Map.of(0, 2, 7, 1, 9, 1, 11, 1, 15, 1));
    assertThat(result.dataOrThrow().databases().get(7).get("k0"))
        .isEqualTo(new DataSet.Entry("string", "f8gu", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, aof/redis-7.0.15/rewritten",
    "REDIS_7_0, aof/redis-7.0.15/scripts-functions",
    "REDIS_8_0, aof/redis-8.0.6/rewritten",
    "VALKEY_9, aof/valkey-9.1.2/rewritten"
  })
  void everyTypeIsReadOutAndTwoLoadsAreEqual(Server server, String dir) throws IOException {
    DataSet first = probe(server, dir, Mode.STRICT).dataOrThrow();
    DataSet second = probe(server, dir, Mode.DEFAULT).dataOrThrow();

    assertThat(first.keys()).isPositive();
    assertThat(first.diff(second)).isEmpty();
    assertThat(first).isEqualTo(second);
  }

  @Test
  void functionsAreRead() throws IOException {
    var result = probe(Server.REDIS_7_0, "aof/redis-7.0.15/scripts-functions", Mode.STRICT);

    assertThat(result.dataOrThrow().functions()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void holeOfNulsIsRefusedInBothModes(Mode mode) throws IOException {
    var result = probe(Server.REDIS_7_0, "incident/data", mode);

    assertThat(result.state()).isEqualTo(RealServer.State.EXITED);
    assertThat(result.exitCode()).hasValue(1);
    assertThat(result.data()).isNull();
    assertThat(String.join("\n", result.log())).contains("Bad file format reading the append only");
  }

  @Test
  void tornTailLoadsInDefaultModeOnlyAndTheDirectoryIsNotTouched() throws IOException {
    String torn = "damaged/torn-tail-kill-at-enospc-redis7/data";
    Map<String, Long> before = sizes(Servers.testdata(torn));

    assertThat(probe(Server.REDIS_7_0, torn, Mode.STRICT).loads()).isFalse();
    var lenient = probe(Server.REDIS_7_0, torn, Mode.DEFAULT);

    assertThat(lenient.dataOrThrow().keys()).isEqualTo(458);
    assertThat(sizes(Servers.testdata(torn))).isEqualTo(before);
  }

  @Test
  void abortIsNotALoad() throws IOException {
    var result =
        probe(Server.REDIS_7_0, "damaged/base-half-zeros-aborts-redis7/data", Mode.DEFAULT);

    assertThat(result.state()).isEqualTo(RealServer.State.EXITED);
    assertThat(result.exitCode().orElseThrow()).isGreaterThanOrEqualTo(128);
  }

  @Test
  void oddFileNamesReachTheServer() throws IOException {
    var result =
        LoadProbe.probe(
            Servers.program(Server.REDIS_7_0),
            Servers.testdata("aof/redis-7.0.15/quoted-filename"),
            Mode.STRICT,
            Map.of("appendfilename", "tab\tq\"uote\u0001.aof"));

    assertThat(result.dataOrThrow().keys()).isPositive();
  }

  private static LoadProbe.Result probe(Server server, String dir, Mode mode) throws IOException {
    return LoadProbe.probe(Servers.program(server), Servers.testdata(dir), mode);
  }

  private static Map<String, Long> sizes(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      var sizes = new TreeMap<String, Long>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sizes.put(dir.relativize(file).toString(), Files.size(file));
      }
      return sizes;
    }
  }
}
