package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compressed strings are about as long as those of a server, and a server reads them. What
 * compresses is the data of applications: JSON, text, listpacks.
 */
class LzfRatioTest {
  private static final double MOST = 1.02;
  private static final RdbTarget TARGET = RdbTarget.of(Server.REDIS_7_0);

  static Stream<Arguments> kinds() {
    return Stream.of("json", "listpack", "text", "log")
        .flatMap(kind -> Stream.of(100, 1000, 8000, 100_000).map(n -> Arguments.of(kind, n)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isAboutThatOfTheServer(String kind, int length) throws IOException {
    var random = new Random(20261123);
    List<byte[]> values = new ArrayList<>();
    for (int n = Math.max(1, 200_000 / length); n > 0; n--) {
      values.add(value(kind, length, random));
    }
    Path folder = Files.createTempDirectory("aofkit-lzf-");
    try (RealServer server =
            RealServer.start(
                Servers.program(Server.REDIS_7_0),
                folder,
                Map.of("appendonly", "no"),
                Duration.ofSeconds(20));
        RespClient client = server.connect()) {
      long theirs = 0;
      long ours = 0;
      byte[] key = {'k'};
      for (byte[] value : values) {
        client.call(WrittenKey.command("SET", key, value)).orThrow();
        theirs += client.call(WrittenKey.command("DUMP", key)).bytes().length;
        byte[] payload =
            RdbWriter.payload(TARGET, RdbWriterOptions.DEFAULT, RdbValue.string(value));
        ours += payload.length;
        client
            .call(
                WrittenKey.command(
                    "RESTORE", key, WrittenKey.ascii("0"), payload, WrittenKey.ascii("REPLACE")))
            .orThrow();
        byte[] read = client.call(WrittenKey.command("GET", key)).bytes();
        assertThat(Arrays.mismatch(read, value)).isEqualTo(-1);
      }
      assertThat((double) ours / theirs).isLessThan(MOST);
    } finally {
      TempTree.delete(folder);
    }
  }

  private static byte[] value(String kind, int length, Random random) {
    var text = new StringBuilder();
    var listpack = new ListpackWriter(false);
    while (text.length() < length) {
      switch (kind) {
        case "json" ->
            text.append("{\"id\":")
                .append(random.nextInt(1_000_000))
                .append(",\"name\":\"")
                .append(word(random))
                .append("\",\"active\":")
                .append(random.nextBoolean())
                .append(",\"score\":")
                .append(random.nextInt(10_000) / 100.0)
                .append("},");
        case "listpack" -> {
          byte[] field = ("field:" + random.nextInt(1000)).getBytes(US_ASCII);
          listpack.bytes(field, 0, field.length);
          listpack.integer(random.nextInt(100_000));
          text.append("x".repeat(field.length + 5));
        }
        case "text" -> text.append(word(random)).append(random.nextInt(12) == 0 ? ". " : " ");
        default ->
            text.append("2026-11-23T03:")
                .append(random.nextInt(60))
                .append(":00Z INFO request path=/api/")
                .append(word(random))
                .append(" status=200 ms=")
                .append(random.nextInt(500))
                .append('\n');
      }
    }
    return kind.equals("listpack")
        ? Arrays.copyOf(listpack.finish(), listpack.size())
        : text.substring(0, length).getBytes(US_ASCII);
  }

  /** One of some hundred words, the first of them much more often. */
  private static String word(Random random) {
    int number = (int) Math.pow(random.nextInt(30), 1.7);
    return Integer.toString(number * 7_919 + 1_000, 36) + "aeiou".charAt(number % 5);
  }
}
