package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Redis looks at the first entry of a stream's node when it loads it, by default too, and at no
 * other (measured with Redis 7.0.15 and 8.0.6: an assertion in its walk over the listpack).
 */
class RdbStreamHeadTest {
  private static final byte[] LISTPACK = {0x1D, 0, 0, 0, 10, 0};

  @ParameterizedTest
  @CsvSource({
    "0, F5, false",
    "0, F0, false",
    "0, E0, false",
    "0, BF, false",
    "0, 81, false",
    "1, 00, false",
    "1, 03, false",
    "2, F5, true",
    "3, 03, true"
  })
  void onlyTheFirstEntryOfANodeDecides(int within, String value, boolean loads) throws IOException {
    byte[] image =
        Files.readAllBytes(TestData.folder("rdb").resolve("redis-7.0.15/one-of-each.rdb"));
    int at = find(image) + LISTPACK.length + within;
    image[at] = (byte) Integer.parseInt(value, 16);
    Arrays.fill(image, image.length - Long.BYTES, image.length, (byte) 0);
    for (Server server : new Server[] {Server.REDIS_7_0, Server.REDIS_8_0}) {
      RdbImage read =
          RdbReader.read(
              new MemorySource("rdb", image), 0, RdbOptions.forDump(), RdbDepth.DEEP, null);
      assertThat(read.loadsOn(server, 16)).as("%s", read.problem()).isEqualTo(loads);
      assertThat(read.loadsSanitizedOn(server, 16)).isFalse();
    }
  }

  private static int find(byte[] image) {
    int at = 0;
    while (!Arrays.equals(image, at, at + LISTPACK.length, LISTPACK, 0, LISTPACK.length)) {
      at++;
    }
    return at;
  }
}
