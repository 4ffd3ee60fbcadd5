package org.aofkit.fuzz.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.fuzz.deploy.Project;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left out of the comparison is no more than what has no one answer. */
class ExcludedTest {
  private static final String NAME = "appendonlydir/appendonly.aof.1.incr.aof";

  @TempDir Path dir;

  private @Nullable Excluded why(Server server, String command) throws IOException {
    return why(server, LogPieces.join(LogPieces.words("SET a 1"), LogPieces.words(command)));
  }

  private @Nullable Excluded why(Server server, byte[] log) throws IOException {
    Files.createDirectories(dir.resolve("appendonlydir"));
    Files.write(dir.resolve(NAME), log);
    Files.writeString(
        dir.resolve("appendonlydir/appendonly.aof.manifest"),
        "file appendonly.aof.1.incr.aof seq 1 type i\n");
    Report report = Checker.check(dir, CheckOptions.defaults().withServer(server));
    return Excluded.why(report, Map.of(NAME, log)).orElse(null);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLeftOutStandsInTheDocumentationWithItsReason(Excluded excluded) throws IOException {
    String page = Files.readString(Project.root().resolve("src/docs/prediction.md"));
    String section = page.split("## What is not compared\n")[1].split("\n## ")[0];

    assertThat(section.lines().filter(line -> line.startsWith("- ")))
        .anyMatch(line -> line.contains("`" + excluded + "`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1 2", "INCR a b", "DEL", "MSET", "SET a 1", "NOSUCH x"})
  void whatAlwaysLoadsIsCompared(String command) throws IOException {
    assertThat(why(Server.REDIS_7_0, command)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HGET h", "APPEND a", "SELECT", "HSETNX h f", "EXPIRE a"})
  void strayMemoryIsNotCompared(String command) throws IOException {
    assertThat(why(Server.REDIS_7_0, command)).isEqualTo(Excluded.MISSING_ARGUMENTS);
    assertThat(why(Server.VALKEY_9, command)).isNull();
  }

  @Test
  void anEmptyListIsNotCompared() throws IOException {
    assertThat(why(Server.REDIS_7_0, "RPUSH l")).isEqualTo(Excluded.IMPOSSIBLE_VALUE);
  }

  @Test
  void strayMemoryIsComparedWhereTheFileIsRefusedInAnyCase() throws IOException {
    byte[] log = LogPieces.join(LogPieces.words("GET"), LogPieces.ascii("junk"));

    assertThat(why(Server.REDIS_7_0, log)).isNull();
  }

  @Test
  void aCountOfElevenDigitsIsNotCompared() throws IOException {
    assertThat(why(Server.REDIS_7_0, "SET a *12345678901")).isEqualTo(Excluded.HUGE_NUMBER);
  }
}
