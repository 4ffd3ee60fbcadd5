package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.io.FileName;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose name holds a tab, a quote and a control character, as a real server wrote it. */
class OddNamesTest {
  private static final CheckOptions CHECK = CheckOptions.defaults();
  private static final CompactOptions OPTIONS = CompactOptions.of(Clock.systemUTC(), "test");
  private static final String NAME = "tab\tq\"uote\u0001.aof";

  @TempDir Path folder;

  private Path data() throws IOException {
    Path data = folder.resolve("data");
    Path from = Testdata.path("aof/redis-7.0.15/quoted-filename/appendonlydir");
    Path to = Files.createDirectories(data.resolve("appendonlydir"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
    return data;
  }

  private static List<FileName> names(Path data) throws IOException {
    List<FileName> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(data.resolve("appendonlydir"))) {
      files.forEach(file -> names.add(FileName.of(file)));
    }
    return names;
  }

  private static void requireCompacted(Path data, int base, int incr) throws IOException {
    assertThat(names(data))
        .containsExactlyInAnyOrder(
            FileName.of(NAME + ".manifest"),
            FileName.of(NAME + "." + base + ".base.rdb"),
            FileName.of(NAME + "." + incr + ".incr.aof"));
    Report report = Checker.check(data, CHECK);
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.stats().rdbKeys()).isEqualTo(2);
  }

  @Test
  void theNewFilesHaveTheSameNameInPlace() throws IOException {
    Path data = data();

    Compactor.run(Compactor.plan(data, CHECK, OPTIONS), CHECK);

    requireCompacted(data, 3, 3);
  }

  @Test
  void theNewFilesHaveTheSameNameElsewhere() throws IOException {
    Path other = folder.resolve("other");

    Compactor.run(Compactor.plan(data(), CHECK, OPTIONS.to(new Destination.Output(other))), CHECK);

    requireCompacted(other, 1, 1);
  }
}
