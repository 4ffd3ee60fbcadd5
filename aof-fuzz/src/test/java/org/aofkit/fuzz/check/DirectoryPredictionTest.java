package org.aofkit.fuzz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Generated and damaged directories start, or do not start, on real servers as predicted, with
 * {@code aof-load-truncated} no and yes.
 *
 * <p>More of them: {@code -Daofkit.prediction.directories=5000}, for each server, and others:
 * {@code -Daofkit.prediction.first=100000}, the number of the first one. A disagreement names its
 * number.
 */
class DirectoryPredictionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Undefined behaviour is left out of the comparison; it must not be the bulk. */
  private static final int MOST_EXCLUDED = 10;

  private record Disagreement(long number, String text) {}

  @ParameterizedTest
  @CsvSource({"REDIS_7_0, 650", "REDIS_8_0, 80", "VALKEY_9, 80"})
  void generatedDirectoriesStartAsPredicted(Server server, int usual) throws Exception {
    Path program = Servers.program(server);
    int directories = Integer.getInteger("aofkit.prediction.directories", usual);
    long first = Long.getLong("aofkit.prediction.first", 1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<Optional<Disagreement>>> results = new ArrayList<>();
    List<Excluded> excluded = Collections.synchronizedList(new ArrayList<>());
    for (long i = 0; i < directories; i++) {
      long number = first + i;
      results.add(pool.submit(() -> compare(program, server, number, excluded)));
    }
    List<String> wrong = new ArrayList<>();
    for (Future<Optional<Disagreement>> result : results) {
      result.get().ifPresent(each -> wrong.add(each.number + ": " + each.text));
    }
    pool.shutdown();
    System.out.printf(
        "%s: %d directories compared, %d excluded: %s%n",
        server.title(),
        directories - excluded.size(),
        excluded.size(),
        excluded.stream().collect(Collectors.groupingBy(each -> each, Collectors.counting())));
    assertThat(wrong).as("%d of %d", wrong.size(), directories).isEmpty();
    assertThat(excluded.size() * 100).isLessThan(directories * MOST_EXCLUDED);
  }

  private static Optional<Disagreement> compare(
      Path program, Server server, long number, List<Excluded> excluded) throws IOException {
    Directories.Made made = Directories.of(number);
    Path dir = Files.createTempDirectory("aofkit-directory-");
    Path copy = Files.createTempDirectory("aofkit-directory-");
    try {
      made.write(dir);
      made.write(copy);
      Report report = Checker.check(dir, CheckOptions.defaults().withServer(server));
      Optional<Excluded> why = Excluded.why(report, made.files());
      if (why.isPresent()) {
        excluded.add(why.get());
        return Optional.empty();
      }
      List<String> log = new ArrayList<>();
      Loads seen = new Loads(starts(program, dir, "no", log), starts(program, copy, "yes", log));
      List<String> unsaid = FileChanges.unsaid(made, copy, report);
      if (seen.equals(report.loads()) && unsaid.isEmpty()) {
        return Optional.empty();
      }
      String text =
          String.format(
              "predicted %s seen %s %s%n%s%n%s%s",
              report.loads(), seen, unsaid, report.findings(), made, tail(log));
      return Optional.of(new Disagreement(number, text));
    } finally {
      TempTree.delete(dir);
      TempTree.delete(copy);
    }
  }

  private static String tail(List<String> log) {
    return String.join("\n", log.subList(Math.max(0, log.size() - 12), log.size()));
  }

  private static boolean starts(Path program, Path dir, String loadTruncated, List<String> log)
      throws IOException {
    Map<String, String> settings =
        Map.of("aof-load-truncated", loadTruncated, "crash-log-enabled", "no");
    try (RealServer server = RealServer.start(program, dir, settings, LIMIT)) {
      log.addAll(server.log());
      return server.isUp();
    }
  }
}
