package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Damaged files: real ones, and every real file cut or with a changed byte. */
class RdbDamagedTest {
  private static final String BASE = "/data/appendonlydir/appendonly.aof.2.base.rdb";

  @Test
  void aRealBaseCutInHalfIsCut() throws IOException {
    byte[] bytes = damaged("base-truncated-redis8");
    RdbImage image = step(bytes);
    assertThat(image.problem()).isNotNull();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.CUT);
    assertThat(image.problem().offset()).isBetween(image.end(), (long) bytes.length);
    assertThat(image.end()).isLessThan(bytes.length);
    assertThat(image.keys()).isPositive();
    assertThat(image.checksum()).isEqualTo(RdbChecksum.NOT_REACHED);
  }

  @Test
  void aRealBaseWhoseSecondHalfIsNulHasARepeatedKeyInTheNuls() throws IOException {
    byte[] bytes = damaged("base-half-zeros-aborts-redis7");
    RdbImage image = step(bytes);
    assertThat(image.problem()).isNotNull();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.DUPLICATE_KEY);
    assertThat(image.problem().offset()).isEqualTo(image.end());
    int at = (int) image.end();
    assertThat(bytes[at - 3]).isZero();
    assertThat(bytes[at]).isZero();
    for (Server server : Server.values()) {
      assertThat(image.loadsOn(server, 16)).isFalse();
    }
  }

  @Test
  void aRealBaseOfNulBytesIsNoRdb() throws IOException {
    byte[] bytes = damaged("base-all-zeros-valkey9");
    assertThat(RdbStepper.looksLikeRdb(new MemorySource("rdb", bytes), 0)).isFalse();
    assertThat(step(bytes).problem().kind()).isEqualTo(RdbProblem.Kind.NOT_RDB);
  }

  @Test
  void everyRealFileCutAnywhereIsCut() throws IOException {
    Random random = new Random(5);
    for (var file : TestData.files("rdb", ".rdb")) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < 40; i++) {
        int length = i < 12 ? bytes.length - 1 - i : 9 + random.nextInt(bytes.length - 9);
        length = Math.max(length, 6);
        RdbImage image = step(java.util.Arrays.copyOf(bytes, length));
        assertThat(image.problem()).as("%s cut to %d", file, length).isNotNull();
        assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.CUT);
        assertThat(image.end()).isLessThanOrEqualTo(length);
      }
    }
  }

  @Test
  void everyRealFileWithAChangedByteNeverHasAMatchingChecksum() throws IOException {
    Random random = new Random(6);
    int changed = 0;
    for (var file : TestData.files("rdb", ".rdb")) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < 60; i++) {
        int at = random.nextInt(bytes.length);
        byte before = bytes[at];
        bytes[at] ^= (byte) (1 + random.nextInt(255));
        for (RdbOptions options : List.of(RdbOptions.forAof(), new RdbOptions(64, false))) {
          RdbImage image = RdbStepper.step(new MemorySource("rdb", bytes), 0, options);
          assertThat(image.problem() == null && image.checksum() == RdbChecksum.MATCHES)
              .as("%s, byte %d", file, at)
              .isFalse();
          assertThat(image.end()).isLessThanOrEqualTo(bytes.length);
        }
        bytes[at] = before;
        changed++;
      }
    }
    assertThat(changed).isGreaterThan(20_000);
  }

  @Test
  void randomBytesBehindAMagicEndInAProblem() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[1 + random.nextInt(300)];
      random.nextBytes(body);
      if (i % 2 == 0) {
        body[0] = (byte) random.nextInt(26);
      }
      String magic = i % 3 == 0 ? "VALKEY080" : "REDIS0012";
      RdbImage image = ImageBytes.of(magic).raw(body).step();
      assertThat(image.isWhole() && image.checksum() == RdbChecksum.MATCHES).isFalse();
    }
  }

  private static byte[] damaged(String name) throws IOException {
    return Files.readAllBytes(TestData.folder("damaged/" + name + BASE));
  }

  private static RdbImage step(byte[] bytes) throws IOException {
    return RdbStepper.step(new MemorySource("rdb", bytes), 0, RdbOptions.forAof());
  }
}
