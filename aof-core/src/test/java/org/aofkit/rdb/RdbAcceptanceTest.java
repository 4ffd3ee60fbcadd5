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
  /**
   * What only a look inside of containers, a comparison of all members, or a compiler tells; with
   * the reason.
   */
  private static final Map<String, String> DEEP =
      Map.ofEntries(
          Map.entry("hash-lp-dup", "duplicates"),
          Map.entry("hash-dup", "duplicates"),
          Map.entry("hash-zl-dup", "duplicates"),
          Map.entry("zset-lp-dup", "duplicates"),
          Map.entry("zset2-dup", "duplicates"),
          Map.entry("set-dup", "duplicates"),
          Map.entry("set-lp-dup", "duplicates"),
          Map.entry("intset-dup", "intset"),
          Map.entry("intset-unsorted", "intset"),
          Map.entry("zset-lp-nan", "listpack"),
          Map.entry("lp-bad-count", "listpack"),
          Map.entry("lp-bad-backlen", "listpack"),
          Map.entry("lp-overrun", "listpack"),
          Map.entry("zl-bad-tail", "ziplist"),
          Map.entry("zl-bad-prevlen", "ziplist"),
          Map.entry("stream19-length-wrong", "listpack"),
          Map.entry("stream19-length-0", "listpack"),
          Map.entry("stream19-count-wrong", "listpack"),
          Map.entry("stream19-cpel-not-in-gpel", "ownership"),
          Map.entry("stream19-gpel-unowned", "ownership"),
          Map.entry("stream19-gpel-dup", "duplicates"),
          Map.entry("function-bad-lua", "compiler"));

  private static final Map<String, Server> COLUMNS =
      Map.of(
          "redis-7.0.15 load", Server.REDIS_7_0,
          "redis-8.0.6 load", Server.REDIS_8_0,
          "valkey-9.1.2 load", Server.VALKEY_9);

  @Test
  void predictionsAreThoseOfRealServersExceptWhereTheDeepLookIsNeeded() throws IOException {
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
          RdbStepper.step(
              new MemorySource("rdb", Files.readAllBytes(file)), 0, RdbOptions.forDump());
      for (Map.Entry<String, Server> column : COLUMNS.entrySet()) {
        String verdict = cells[columns.indexOf(column.getKey())];
        boolean loads = image.loadsOn(column.getValue(), 16);
        compared++;
        if (loads != verdict.equals("loads")) {
          wrongCases.add(cells[0]);
          wrong.add(
              cells[0] + " on " + column.getValue() + ": " + verdict + ", " + image.problem());
        }
      }
    }
    assertThat(compared).isGreaterThan(450);
    assertThat(wrongCases).as("%s", wrong).isEqualTo(DEEP.keySet());
  }
}
