package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Real, healthy files of twelve servers; each has a description beside it. */
class RdbCorpusTest {
  private static final int SMALLEST_BUFFER = 64;

  @Test
  void everyRealFileIsSteppedOverToItsEnd() throws IOException {
    int seen = 0;
    for (Path file : TestData.files("rdb", ".rdb")) {
      byte[] bytes = Files.readAllBytes(file);
      Map<String, Object> expected = description(file);
      for (RdbOptions options :
          List.of(RdbOptions.forDump(), new RdbOptions(SMALLEST_BUFFER, true))) {
        RdbImage image = RdbStepper.step(new MemorySource("rdb", bytes), 0, options);
        assertThat(image.problem()).as(file.toString()).isNull();
        assertThat(image.end()).as(file.toString()).isEqualTo(bytes.length);
        assertThat(image.keys()).as(file.toString()).isEqualTo(expected.get("keysInFile"));
        assertThat(image.checksum()).as(file.toString()).isEqualTo(checksum(expected));
        assertThat(auxOf(image)).as(file.toString()).isEqualTo(expected.get("aux"));
        String magic = image.dialect() == Dialect.REDIS ? "REDIS%04d" : "VALKEY%03d";
        assertThat(String.format(magic, image.version())).isEqualTo(expected.get("magic"));
      }
      seen++;
    }
    assertThat(seen).isGreaterThan(300);
  }

  @Test
  void everyRealFileIsSoundToItsBottomWithEveryBuffer() throws IOException {
    for (Path file : TestData.files("rdb", ".rdb")) {
      byte[] bytes = Files.readAllBytes(file);
      for (int bufferSize : List.of(1 << 20, 4096, SMALLEST_BUFFER)) {
        RdbImage image =
            RdbReader.read(
                new MemorySource("rdb", bytes),
                0,
                new RdbOptions(bufferSize, false),
                RdbDepth.DEEP,
                null);
        String name = file + " with " + bufferSize;
        assertThat(image.problem()).as(name).isNull();
        assertThat(image.damages()).as(name).isEmpty();
        assertThat(image.acceptedSanitized()).as(name).isEqualTo(image.acceptedBy());
        assertThat(image.keys()).as(name).isEqualTo(description(file).get("keysInFile"));
      }
    }
  }

  @Test
  void anImageInTheMiddleOfASourceIsSteppedOverInPlace() throws IOException {
    byte[] bytes = Files.readAllBytes(TestData.folder("rdb/redis-7.0.15/one-of-each.rdb"));
    byte[] around = new byte[bytes.length + 200];
    System.arraycopy(bytes, 0, around, 77, bytes.length);
    RdbImage image = RdbStepper.step(new MemorySource("rdb", around), 77, RdbOptions.forAof());
    assertThat(image.problem()).isNull();
    assertThat(image.checksum()).isEqualTo(RdbChecksum.MATCHES);
    assertThat(image.start()).isEqualTo(77);
    assertThat(image.end()).isEqualTo(77 + bytes.length);
  }

  @Test
  void databasesAndDeadlinesAreThoseOfTheFile() throws IOException {
    for (Path file : TestData.files("rdb", "multi-db.rdb")) {
      RdbImage image = step(file);
      List<?> databases = (List<?>) description(file).get("databases");
      List<Integer> numbers =
          databases.stream().map(d -> ((Long) ((Map<?, ?>) d).get("db")).intValue()).toList();
      assertThat(image.databases()).as(file.toString()).containsExactlyElementsOf(numbers);
      int last = numbers.get(numbers.size() - 1);
      assertThat(image.lastDatabase()).hasValue(last);
      assertThat(image.maxDatabase()).isEqualTo(last);
    }
    for (Path file : TestData.files("rdb", "expiry.rdb")) {
      assertThat(step(file).keysWithExpiry()).as(file.toString()).isPositive();
    }
    for (Path file : TestData.files("rdb", "empty.rdb")) {
      assertThat(step(file).lastDatabase()).as(file.toString()).isEmpty();
    }
  }

  @Test
  void everyFileLoadsOnItsOwnLineAndWhereTheMatrixOfRealLoadsSaysSo() throws IOException {
    for (Path file : TestData.files("rdb", ".rdb")) {
      String producer = file.getParent().getFileName().toString();
      boolean isVectorSet = file.endsWith("module-vectorset.rdb");
      Set<Server> loading = isVectorSet ? EnumSet.of(Server.REDIS_8_0) : loading(producer);
      RdbImage image = step(file);
      for (Server server : Server.values()) {
        assertThat(image.loadsOn(server, 20_000))
            .as("%s on %s", file, server)
            .isEqualTo(loading.contains(server));
        assertThat(image.obstacleFor(server).isPresent()).isEqualTo(!loading.contains(server));
      }
    }
  }

  @Test
  void theWidestDatabaseNeedsAsManyDatabases() throws IOException {
    RdbImage image = step(TestData.folder("rdb/redis-7.0.15/multi-db-wide.rdb"));
    assertThat(image.maxDatabase()).isPositive();
    assertThat(image.loadsOn(Server.REDIS_7_0, image.maxDatabase() + 1)).isTrue();
    assertThat(image.loadsOn(Server.REDIS_7_0, image.maxDatabase())).isFalse();
  }

  /**
   * Measured for Redis 7.0.15, 8.0.6 and Valkey 9.1.2; the others follow from the versions they
   * write.
   */
  private static Set<Server> loading(String producer) {
    return switch (producer) {
      case "redis-7.2.6", "valkey-8.0.1" -> EnumSet.complementOf(EnumSet.of(Server.REDIS_7_0));
      case "redis-7.4.1", "redis-8.0.6" -> EnumSet.of(Server.REDIS_7_4, Server.REDIS_8_0);
      case "valkey-9.1.2" -> EnumSet.of(Server.VALKEY_9);
      default -> EnumSet.allOf(Server.class);
    };
  }

  private static RdbImage step(Path file) throws IOException {
    return RdbStepper.step(
        new MemorySource("rdb", Files.readAllBytes(file)), 0, RdbOptions.forDump());
  }

  private static Map<String, Object> description(Path file) throws IOException {
    return TestData.json(
        file.resolveSibling(file.getFileName().toString().replace(".rdb", ".json")));
  }

  private static Map<String, Object> auxOf(RdbImage image) {
    Map<String, Object> aux = new TreeMap<>();
    image.aux().forEach((name, value) -> aux.put(name, image.auxText(name).orElseThrow()));
    return aux;
  }

  private static RdbChecksum checksum(Map<String, Object> expected) {
    Object trailer = expected.get("checksum");
    if (trailer == null) {
      return RdbChecksum.NONE_IN_VERSION;
    }
    return trailer.equals("0000000000000000") ? RdbChecksum.DISABLED : RdbChecksum.MATCHES;
  }
}
