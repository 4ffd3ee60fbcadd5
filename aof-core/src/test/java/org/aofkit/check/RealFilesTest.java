package org.aofkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;

/** Directories that real servers wrote, or were asked to load. */
class RealFilesTest {
  /** Columns of the summary: loads with aof-load-truncated yes, and no. */
  private static final Map<Server, int[]> COLUMNS =
      Map.of(
          Server.REDIS_7_0, new int[] {1, 2},
          Server.REDIS_8_0, new int[] {5, 6},
          Server.VALKEY_9, new int[] {9, 10});

  private static List<Path> directories(Path parent) throws IOException {
    try (Stream<Path> paths = Files.list(parent)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** The server line that judges for a version; those before 7.0 are judged as Redis 7.0. */
  private static Server server(String version) {
    return switch (version) {
      case "redis-7.2.6" -> Server.REDIS_7_2;
      case "redis-7.4.1" -> Server.REDIS_7_4;
      case "redis-8.0.6" -> Server.REDIS_8_0;
      case "valkey-8.0.1" -> Server.VALKEY_8;
      case "valkey-9.1.2" -> Server.VALKEY_9;
      default -> Server.REDIS_7_0;
    };
  }

  @Test
  void everyHealthyDirectoryIsCleanForItsServerAndNeedsNothing() throws IOException {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Path version : directories(Testdata.path("aof"))) {
      Server server = server(version.getFileName().toString());
      for (Path dir : directories(version)) {
        seen++;
        Report told = Checker.check(dir, CheckOptions.defaults().withServer(server));
        Report found = Checker.check(dir, CheckOptions.defaults());
        for (Report report : List.of(told, found)) {
          boolean fine =
              report.verdict() == Verdict.CLEAN
                  && report.loads().equals(Loads.YES)
                  && RepairPlanner.plan(report).nothingToDo();
          if (!fine) {
            wrong.add(dir + ": " + report.verdict() + " " + report.findings());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(100);
  }

  @Test
  void autoFindsTheServerThatWroteABase() throws IOException {
    for (String version : List.of("redis-7.2.6", "redis-7.4.1", "redis-8.0.6", "valkey-9.1.2")) {
      Path dir = Testdata.path("aof/" + version + "/rewritten");
      if (Files.isDirectory(dir)) {
        Report report = Checker.check(dir, CheckOptions.defaults());
        assertThat(report.server()).isEqualTo(server(version));
        assertThat(report.serverFrom()).isEqualTo(Report.ServerSource.AUX);
      }
    }
  }

  @Test
  void startsArePredictedAsThreeServersWereSeenToStart() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> lines = Files.readAllLines(Testdata.path("acceptance/summary.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      Path dir = Testdata.path("acceptance").resolve(cells[0]).resolve("data");
      Report report = Checker.check(dir, CheckOptions.defaults());
      for (Map.Entry<Server, int[]> each : COLUMNS.entrySet()) {
        Loads seen =
            new Loads(
                cells[each.getValue()[1]].equals("loads"),
                cells[each.getValue()[0]].equals("loads"));
        Loads predicted = report.loadsOn().get(each.getKey());
        if (!seen.equals(predicted)) {
          wrong.add(cells[0] + " on " + each.getKey() + ": predicted " + predicted + ", " + seen);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).hasSize(321);
  }

  @Test
  void verdictsOfTheSameCasesFitTheirPredictions() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path dir : directories(Testdata.path("acceptance"))) {
      for (Server server : COLUMNS.keySet()) {
        Report report =
            Checker.check(dir.resolve("data"), CheckOptions.defaults().withServer(server));
        boolean fits =
            switch (report.verdict()) {
              case CLEAN -> report.loads().strict() && report.damages().isEmpty();
              case TRUNCATED -> report.loads().equals(Loads.ONLY_LENIENT);
              case LOSSY, CORRUPT -> !report.damages().isEmpty();
              case UNSUPPORTED -> report.damages().isEmpty();
            };
        if (!fits) {
          wrong.add(dir + " on " + server + ": " + report.verdict() + " " + report.damages());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
