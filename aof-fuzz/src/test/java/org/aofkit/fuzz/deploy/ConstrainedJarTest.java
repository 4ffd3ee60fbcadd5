package org.aofkit.fuzz.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar as an init container runs it: a foreign UID with group 0, a read-only root folder, a
 * small heap.
 */
class ConstrainedJarTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SKIPPED = 77;

  /**
   * Given to the foreign UID as a whole: with the jar in it, since a checkout may lie where only
   * its owner reads.
   */
  @TempDir private Path volume;

  private Path dir;

  @BeforeEach
  void copyTheJar() throws IOException {
    Files.copy(Project.jar(), volume.resolve("aof-fsck.jar"));
    dir = Files.createDirectory(volume.resolve("data"));
  }

  @Test
  void initMendsTheIncidentAndTheServerHasEveryKey() throws IOException {
    TempTree.copy(Servers.testdata("incident/data"), dir);

    var first = run("init", dir.toString());
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(data().keys()).isEqualTo(253);

    var second = run("init", dir.toString());
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(data().keys()).isEqualTo(253);
  }

  @Test
  void initLeavesAHealthyDirectoryAsItIs() throws IOException {
    TempTree.copy(Servers.testdata("aof/redis-7.0.15/rewritten"), dir);

    var result = run("init", dir.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void versionNeedsNothingWritable() throws IOException {
    var result = run("--version");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).startsWith("aof-fsck ");
  }

  private DataSet data() throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    return LoadProbe.probe(program, dir, LoadProbe.Mode.STRICT).dataOrThrow();
  }

  private CheckTool.Result run(String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(volume.toString());
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:-UsePerfData", "-jar"));
    words.add(volume.resolve("aof-fsck.jar").toString());
    words.addAll(List.of(arguments));
    Path script = Project.root().resolve("src/lab/constrained.sh");
    var result = CheckTool.run(script, LIMIT, words.toArray(String[]::new));
    assumeTrue(result.exitCode() != SKIPPED, result.output());
    return result;
  }
}
