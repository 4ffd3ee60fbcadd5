package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tool as a process of its own. */
@Timeout(60)
class MainTest {
  @TempDir Path folder;

  @Test
  void theVersionIsPrintedByAProcess() throws Exception {
    Process process = start("--version");

    assertThat(text(process)).startsWith("aof-fsck ");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aMistakeEndsTheProcessWithItsExitCode() throws Exception {
    Process process = start("check", "--nonsense");

    assertThat(text(process)).contains("unknown option '--nonsense'");
    assertThat(process.waitFor()).isEqualTo(16);
  }

  @Test
  void aSignalEndsAProcessThatWaitsForPaths() throws Exception {
    Process process = start("check", "--json", "--paths-from", "-");
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    OutputStream paths = process.getOutputStream();
    paths.write((folder.resolve("none") + "\n").getBytes(StandardCharsets.UTF_8));
    paths.flush();
    String answer = answers.readLine();
    while (answer != null && !answer.startsWith("{")) {
      answer = answers.readLine();
    }
    assertThat(answer).contains("\"exitCode\":8");

    // Not through the process, which would close its standard input as well.
    process.toHandle().destroy();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(32);
  }

  @Test
  void aReaderThatHasSeenEnoughEndsTheProcessQuietly() throws Exception {
    Path log = folder.resolve("a.aof");
    byte[] command = ShowFiles.log("SET some:key some:value");
    try (OutputStream out = Files.newOutputStream(log)) {
      for (int i = 0; i < 50_000; i++) {
        out.write(command);
      }
    }
    Process process = start("show", log.toString());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).startsWith("a.aof:0\tdb0");
    process.getInputStream().close();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aSignalEndsAProcessWhoseReaderMakesItWait() throws Exception {
    Path log = folder.resolve("a.aof");
    byte[] command = ShowFiles.log("SET some:key some:value");
    try (OutputStream out = Files.newOutputStream(log)) {
      for (int i = 0; i < 50_000; i++) {
        out.write(command);
      }
    }
    Process process = start("show", log.toString());
    assertThat(process.getInputStream().read()).isEqualTo('a');
    // By now it waits for its full pipe, or soon will.
    Thread.sleep(200);

    process.toHandle().destroy();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(32);
  }

  private static Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
