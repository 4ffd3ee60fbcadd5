package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Damage inside of values with the verdicts of three real servers. */
class RdbDeepAcceptanceTest {
  private static final List<Server> LINES =
      List.of(Server.REDIS_7_0, Server.REDIS_8_0, Server.VALKEY_9);

  /** Buffers that hold everything, some of it, and next to nothing. */
  private static final int[] BUFFERS = {1 << 20, 512, 64};

  private final List<String> wrong = new ArrayList<>();

  @Test
  void predictionsAreThoseOfRealServersByDefaultAndSanitizing() throws IOException {
    List<String> lines = cases();
    for (String line : lines) {
      String[] cells = line.split("\t");
      for (int buffer : BUFFERS) {
        RdbImage image = read(cells[0], buffer);
        for (Server server : LINES) {
          int column = 1 + 2 * LINES.indexOf(server);
          boolean loads = cells[column].startsWith("loads");
          compare(cells[0], server + " by default", loads, image.loadsOn(server, 16), image);
          String sanitized = server == Server.VALKEY_9 ? cells[column] : cells[column + 1];
          compare(
              cells[0],
              server + " sanitizing",
              sanitized.startsWith("loads"),
              image.loadsSanitizedOn(server, 16),
              image);
        }
      }
    }
    assertThat(lines).hasSizeGreaterThan(200);
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatCrashesAServerLaterIsCalledSo() throws IOException {
    for (String line : cases()) {
      String[] cells = line.split("\t");
      if (List.of(cells).contains("loads-crashes")) {
        assertThat(read(cells[0], 1 << 20).damages())
            .as(cells[0])
            .extracting(RdbDamage::kind)
            .contains(RdbDamage.Kind.CRASHES_LATER);
      }
    }
  }

  @Test
  void noBufferSizeChangesWhatIsSeen() throws IOException {
    for (String line : cases()) {
      String name = line.split("\t")[0];
      RdbImage expected = read(name, 1 << 20);
      for (int buffer : BUFFERS) {
        RdbImage image = read(name, buffer);
        assertThat(image.damages().stream().map(RdbDamage::kind).toList())
            .as(name + " with " + buffer)
            .isEqualTo(expected.damages().stream().map(RdbDamage::kind).toList());
        assertThat(image.end()).isEqualTo(expected.end());
        assertThat(image.problem() == null).isEqualTo(expected.problem() == null);
      }
    }
  }

  private void compare(
      String name, String server, boolean loads, boolean predicted, RdbImage image) {
    if (loads != predicted) {
      wrong.add(
          name
              + ": "
              + server
              + (loads ? " loads it, " : " does not load it, ")
              + image.problem()
              + image.damages());
    }
  }

  private static List<String> cases() throws IOException {
    List<String> lines =
        Files.readAllLines(TestData.folder("acceptance-rdb-deep").resolve("summary.tsv"));
    return lines.subList(1, lines.size());
  }

  private static RdbImage read(String name, int buffer) throws IOException {
    Path file = TestData.folder("acceptance-rdb-deep/files").resolve(name + ".rdb");
    return RdbReader.read(
        new MemorySource("rdb", Files.readAllBytes(file)),
        0,
        new RdbOptions(buffer, false),
        RdbDepth.DEEP,
        null);
  }
}
