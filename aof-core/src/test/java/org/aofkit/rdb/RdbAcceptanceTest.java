package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Odd and damaged files with the verdicts of three real servers. */
class RdbAcceptanceTest {
  private static final Map<String, Server> COLUMNS =
      Map.of(
          "redis-7.0.15 load", Server.REDIS_7_0,
          "redis-8.0.6 load", Server.REDIS_8_0,
          "valkey-9.1.2 load", Server.VALKEY_9);

  @Test
  void deepPredictionsAreThoseOfRealServers() throws IOException {
    List<String> wrong = new ArrayList<>();
    Set<String> wrongCases = new TreeSet<>();
    int compared = 0;
    List<String> lines = Files.readAllLines(TestData.folder("acceptance-rdb/summary.tsv"));
    List<String> columns = List.of(lines.get(0).split("\t"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t");
      Path file = TestData.folder("acceptance-rdb/files").resolve(cells[0] + ".rdb");
      if (!Files.exists(file)) {
        assertThat(cells[0]).startsWith("real-");
        continue;
      }
      RdbImage image =
          RdbReader.read(
              new MemorySource("rdb", Files.readAllBytes(file)),
              0,
              RdbOptions.forDump(),
              RdbDepth.DEEP,
              null);
      for (Map.Entry<String, Server> column : COLUMNS.entrySet()) {
        String verdict = cells[columns.indexOf(column.getKey())];
        String sanitized = cells[columns.indexOf(column.getKey() + " sanitized")];
        boolean loads = image.loadsOn(column.getValue(), 16);
        boolean loadsSanitized = image.loadsSanitizedOn(column.getValue(), 16);
        compared++;
        if (loads != verdict.equals("loads") || loadsSanitized != sanitized.equals("loads")) {
          wrongCases.add(cells[0]);
          wrong.add(
              cells[0]
                  + " on "
                  + column.getValue()
                  + ": "
                  + verdict
                  + " / "
                  + sanitized
                  + ", predicted "
                  + loads
                  + " / "
                  + loadsSanitized
                  + ", "
                  + image.problem()
                  + image.damages());
        }
      }
    }
    assertThat(compared).isGreaterThan(450);
    assertThat(wrongCases).as("%s", wrong).isEmpty();
  }
}
