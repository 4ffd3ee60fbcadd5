package org.aofkit.fuzz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.ReadOptions;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.IoMode;
import org.aofkit.resp.RespEncoder;
import org.aofkit.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers in a log that are not lengths: databases and times, at every limit and in every spelling.
 * A log holds them all, so that one start of a server judges them.
 */
class LogNumbersTest {
  private static final int[] POWERS = {0, 3, 4, 7, 8, 14, 15, 16, 31, 32, 62, 63, 64};
  private static final List<String> SPELLINGS =
      List.of("N", "0N", "00N", "+N", "-N", " N", "N ", "N\0", "\0N", "N.0", "0xN", "Ne0", "\tN");

  @TempDir Path folder;

  private Path incr;

  @BeforeEach
  void directory() throws IOException {
    Path aof = Files.createDirectory(folder.resolve("appendonlydir"));
    Files.writeString(
        aof.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
    incr = aof.resolve("appendonly.aof.1.incr.aof");
  }

  private static Set<String> numbers() {
    Set<String> numbers = new LinkedHashSet<>();
    for (int power : POWERS) {
      for (int beside = -1; beside <= 1; beside++) {
        BigInteger number = BigInteger.TWO.pow(power).add(BigInteger.valueOf(beside));
        numbers.add(number.toString());
        numbers.add(number.negate().toString());
      }
    }
    // What 64 and 32 bits make 2 of.
    numbers.addAll(List.of("4294967298", "18446744073709551618", "-4294967294", "9".repeat(30)));
    for (String spelling : SPELLINGS) {
      numbers.add(spelling.replace("N", "2"));
      numbers.add(spelling.replace("N", "0"));
    }
    numbers.addAll(List.of("", "-", "+", " ", "\0", "x", "\u00b2", "two"));
    return numbers;
  }

  private static byte[] command(String... words) {
    return RespEncoder.command(words);
  }

  private static AofReader reader(Path path) throws IOException {
    var settings = new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb");
    var options =
        new ReadOptions(
            IoMode.READ, 16, 1 << 12, OptionalLong.empty(), ImageListener.NOBODY, () -> false);
    return AofReader.open(AofSetLocator.locate(path, settings).log(), options);
  }

  @Test
  void everySelectNamesTheDatabaseThatAServerTakesItFor() throws IOException {
    var log = new ByteArrayOutputStream();
    int keys = 0;
    for (String number : numbers()) {
      log.writeBytes(command("SELECT", "5"));
      log.writeBytes(command("SELECT", number));
      log.writeBytes(command("SET", "k" + keys++, number));
    }
    Files.write(incr, log.toByteArray());

    Map<String, Integer> theirs = new TreeMap<>();
    LoadProbe.probe(Servers.program(Server.REDIS_7_0), folder, LoadProbe.Mode.STRICT)
        .dataOrThrow()
        .databases()
        .forEach((database, entries) -> entries.keySet().forEach(k -> theirs.put(k, database)));

    Map<String, Integer> ours = new TreeMap<>();
    try (AofReader reader = reader(folder)) {
      while (reader.next()) {
        if (reader.argument(0).toString(StandardCharsets.ISO_8859_1).equals("SET")) {
          ours.put(reader.argument(1).toString(StandardCharsets.ISO_8859_1), reader.database());
        }
      }
    }
    assertThat(ours).hasSize(keys).isEqualTo(theirs);
    assertThat(new LinkedHashSet<>(ours.values())).contains(0, 1, 2, 5, 7, 8, 9, 15);
  }

  @Test
  void everyAnnotationIsPassedByAServerAndOnlyThoseOfANumberTellATime() throws IOException {
    Map<String, Long> expected = new LinkedHashMap<>();
    var log = new ByteArrayOutputStream();
    long known = 77;
    log.writeBytes("#TS:77\r\n".getBytes(StandardCharsets.US_ASCII));
    for (String number : numbers()) {
      log.writeBytes(("#TS:" + number + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      log.writeBytes(command("SET", "k" + expected.size(), "v"));
      BigInteger value =
          number.strip().matches("[+-]?[0-9]+") && !number.startsWith(" ")
              ? new BigInteger(number.strip())
              : null;
      boolean isTime = value != null && value.bitLength() < Long.SIZE && !number.startsWith("\t");
      known = isTime ? value.longValue() : known;
      expected.put("k" + expected.size(), known);
    }
    Files.write(incr, log.toByteArray());

    assertThat(
            LoadProbe.probe(Servers.program(Server.REDIS_7_0), folder, LoadProbe.Mode.STRICT)
                .dataOrThrow()
                .keys())
        .isEqualTo(expected.size());
    Map<String, Long> times = new LinkedHashMap<>();
    try (AofReader reader = reader(folder)) {
      while (reader.next()) {
        times.put(
            reader.argument(1).toString(StandardCharsets.ISO_8859_1),
            reader.timestamp().orElseThrow());
      }
    }
    assertThat(times).isEqualTo(expected);
  }
}
