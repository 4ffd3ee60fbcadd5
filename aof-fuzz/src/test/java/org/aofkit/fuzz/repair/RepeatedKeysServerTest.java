package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.repair.PlanOptions;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers do with a base that has a key twice, and with what repair makes of it. */
class RepeatedKeysServerTest {
  @TempDir Path folder;

  static Stream<Server> servers() {
    Servers.program(Server.REDIS_7_0);
    return Stream.of(Server.REDIS_7_0, Server.REDIS_8_0, Server.VALKEY_9)
        .filter(server -> ServerBinaries.find(server).isPresent());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void noServerLoadsAKeyTwiceAndEachLoadsItWithoutTheCopy(Server server) throws IOException {
    base("a", "1", "b", "2", "a", "1");
    refused(server);
    Repairs.apply(folder, PlanOptions.safe());
    assertThat(loaded(server)).containsExactly("a", "b");
  }

  @ParameterizedTest
  @MethodSource("servers")
  void ofTwoValuesNeitherIsLoadedAfterSalvage(Server server) throws IOException {
    base("a", "1", "a", "3", "b", "2", "c", "4", "b", "5", "d", "6");
    refused(server);
    Repairs.apply(folder, Repairs.salvage(true));
    assertThat(loaded(server)).containsExactly("c", "d");
  }

  private void refused(Server server) throws IOException {
    assertThat(Checker.check(folder, CheckOptions.defaults()).loads().lenient()).isFalse();
    Path program = ServerBinaries.find(server).orElseThrow();
    assertThat(LoadProbe.probe(program, folder, LoadProbe.Mode.STRICT).loads()).isFalse();
  }

  private List<String> loaded(Server server) throws IOException {
    Path program = ServerBinaries.find(server).orElseThrow();
    DataSet data = LoadProbe.probe(program, folder, LoadProbe.Mode.STRICT).dataOrThrow();
    List<String> names = new ArrayList<>();
    data.databases().values().forEach(keys -> names.addAll(keys.keySet()));
    return names;
  }

  private void base(String... keysAndValues) throws IOException {
    Path files = Files.createDirectories(folder.resolve("appendonlydir"));
    Path base = files.resolve("appendonly.aof.1.base.rdb");
    Files.createFile(files.resolve("appendonly.aof.1.incr.aof"));
    Files.writeString(
        files.resolve("appendonly.aof.manifest"),
        "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n");
    try (FileChannel channel =
        FileChannel.open(base, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      var writer = new RdbWriter(channel, RdbTarget.of(Server.REDIS_7_0));
      writer.begin();
      writer.database(0, keysAndValues.length / 2, 0);
      for (int i = 0; i < keysAndValues.length; i += 2) {
        writer.key(
            KeyHead.of(keysAndValues[i].getBytes(StandardCharsets.US_ASCII)),
            RdbValue.string(keysAndValues[i + 1].getBytes(StandardCharsets.US_ASCII)));
      }
      writer.end();
    }
  }
}
