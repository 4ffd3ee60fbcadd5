package org.aofkit.fuzz.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** The table of what check tools keep is as the documentation shows it. */
class PeerTableTest {
  private static final String MARK = "<!-- peer-table -->";

  @Test
  void tableIsAsDocumented() throws IOException {
    Servers.program(Server.REDIS_7_0);
    Map<String, List<String>> documented = documented();

    List<PeerTable.Row> rows =
        PeerTable.rows(Servers.testdata("damaged"), List.of(Server.REDIS_7_0));

    assertThat(rows).hasSizeGreaterThan(25);
    for (PeerTable.Row row : rows) {
      List<String> cells = documented.get(row.name());
      assertThat(cells).as(row.name()).isNotNull();
      assertThat(cells.get(0)).as(row.name()).isEqualTo(Long.toString(row.intact()));
      List<String> here = row.cells();
      for (int i = 0; i < here.size(); i++) {
        if (!here.get(i).equals("?")) {
          assertThat(here.get(i))
              .as("%s: %s", row.name(), PeerTable.titles().get(i))
              .isEqualTo(cells.get(i + 1));
        }
      }
    }
  }

  /** The rows in the block behind the mark: intact keys, then the cells. */
  private static Map<String, List<String>> documented() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Path page = Servers.testdata("../src/docs/comparison.md");
    boolean inside = false;
    for (String line : Files.readAllLines(page)) {
      if (inside && line.startsWith("<!--")) {
        break;
      }
      inside |= line.equals(MARK);
      String[] words = line.trim().split(" +");
      if (inside && words.length == PeerTable.titles().size() + 2) {
        rows.put(words[0], List.of(words).subList(1, words.length));
      }
    }
    return rows;
  }
}
