package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aofkit.fuzz.deploy.Project;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar, in a heap of 64 MiB, on volumes that are big, in use, forbidden or read-only. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileVolumeTest {
  private static final int SKIPPED = 77;
  private static final long MOST_RESIDENT = 128L << 20;
  private static final String INCR = "appendonlydir/appendonly.aof.1.incr.aof";
  private static final String OK =
      DamagedSet.command("SELECT", "0") + DamagedSet.command("SET", "a", "b");

  @TempDir Path folder;
  private Path data = Path.of("");
  private Path jar = Path.of("");

  /** How a process ended. */
  private record Ended(int exitCode, String output, long resident) {}

  @BeforeEach
  void aHealthySetAndTheJar() throws IOException {
    jar = folder.resolve("aof-fsck.jar");
    Files.copy(Project.jar(), jar);
    data = Files.createDirectory(folder.resolve("data"));
    DamagedSet.TORN_TAIL.writeTo(data);
    Files.write(data.resolve(INCR), OK.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"map", "read"})
  void aFileOfGigabytesNeedsLittleMemory(String io) throws Exception {
    commands(256 << 20);
    try (FileChannel channel = FileChannel.open(data.resolve(INCR), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), 2L << 30);
    }

    Ended check = run("check", "--quiet", "--io", io, data.toString());

    assertThat(check.exitCode()).as(check.output()).isEqualTo(4);
    assertThat(check.resident()).as(check.output()).isBetween(1L, MOST_RESIDENT);
    requirePlainWords(check);
  }

  /** It is cut while it is read, a little later each time, until the tool has had it open. */
  @ParameterizedTest
  @ValueSource(strings = {"map", "read"})
  void aFileThatShrinksIsAnErrorWithItsPlace(String io) throws Exception {
    Ended check = new Ended(0, "", 0);
    for (int delay = 150; check.exitCode() != 8 && delay < 3000; delay += 50) {
      commands(384 << 20);
      Process process = start(command("check", "--quiet", "--io", io, data.toString()));
      process.waitFor(delay, TimeUnit.MILLISECONDS);
      try (FileChannel channel = FileChannel.open(data.resolve(INCR), StandardOpenOption.WRITE)) {
        channel.truncate(OK.length());
      }
      check = ended(process);
      assertThat(check.exitCode()).as(check.output()).isIn(0, 8);
    }

    assertThat(check.exitCode()).as("the file never shrank in time").isEqualTo(8);
    assertThat(check.output()).containsPattern("appendonly.aof.1.incr.aof @ [0-9]+: .*shrank");
    requirePlainWords(check);
  }

  @ParameterizedTest
  @ValueSource(strings = {"map", "read"})
  void aFileThatGrowsIsJudgedAsItWasAtOpening(String io) throws Exception {
    commands(256 << 20);
    byte[] half = "*3\r\n$3\r\nSE".getBytes(StandardCharsets.ISO_8859_1);
    byte[] rest = "T\r\n$1\r\na\r\n$1\r\nb\r\n".getBytes(StandardCharsets.ISO_8859_1);
    Process process = start(command("check", "--quiet", "--io", io, data.toString()));
    while (process.isAlive()) {
      Files.write(data.resolve(INCR), half, StandardOpenOption.APPEND);
      Files.write(data.resolve(INCR), rest, StandardOpenOption.APPEND);
      TimeUnit.MILLISECONDS.sleep(1);
    }
    Ended check = ended(process);

    // At opening the last command may have been half there, as in a server's own file.
    assertThat(check.exitCode()).as(check.output()).isIn(0, 4);
    requirePlainWords(check);
  }

  @ParameterizedTest
  @CsvSource({
    "check,appendonlydir/appendonly.aof.1.incr.aof,8",
    "check,appendonlydir/appendonly.aof.manifest,8",
    "check,appendonlydir,8",
    "repair,appendonlydir/appendonly.aof.1.base.rdb,8",
    "init,appendonlydir/appendonly.aof.1.incr.aof,0",
    "init,appendonlydir,0",
  })
  void whatMayNotBeReadIsAnError(String command, String file, int exitCode) throws Exception {
    Files.setPosixFilePermissions(data.resolve(file), PosixFilePermissions.fromString("---------"));

    Ended run = constrained(folder, command, data.toString());

    assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
    assertThat(run.output()).contains("permission denied");
    requirePlainWords(run);
  }

  @Test
  void aDirectoryThatMayOnlyBeListedIsNotTakenForAnEmptyOne() throws Exception {
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r--r--r--"));

    Ended run = constrained(folder, "check", data.toString());

    assertThat(run.exitCode()).as(run.output()).isEqualTo(8);
    requirePlainWords(run);
  }

  @Test
  void aReadOnlyVolumeIsCheckedAndNotRepaired() throws Exception {
    Path writable = Files.createDirectory(folder.resolve("writable"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    Ended clean = constrained(writable, "init", data.toString());
    assertThat(clean.exitCode()).as(clean.output()).isZero();

    Files.writeString(data.resolve(INCR), "*3\r\n", StandardOpenOption.APPEND);
    Ended check = constrained(writable, "check", data.toString());
    assertThat(check.exitCode()).as(check.output()).isEqualTo(4);
    for (String command : List.of("repair", "init")) {
      Ended mend = constrained(writable, command, data.toString());
      assertThat(mend.exitCode()).as(mend.output()).isEqualTo(8);
      assertThat(mend.output()).contains("read-only");
      requirePlainWords(mend);
    }
    assertThat(data.resolve(INCR)).content().endsWith("*3\r\n");
    assertThat(data.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aStackTraceIsShownForDebugOnly() throws Exception {
    Path nothing = data.resolve("nothing");

    assertThat(run("check", nothing.toString()).output()).doesNotContain("\tat ");
    assertThat(run("check", "--debug", nothing.toString()).output()).contains("\tat ");
  }

  private static void requirePlainWords(Ended ended) {
    assertThat(ended.output())
        .doesNotContain("internal error")
        .doesNotContain("Exception")
        .doesNotContain("fatal error")
        .doesNotContain("\tat ");
  }

  /** Fills the incr with whole small commands. */
  private void commands(int about) throws IOException {
    byte[] block =
        DamagedSet.command("SET", "key:0001", "v".repeat(20))
            .repeat(8000)
            .getBytes(StandardCharsets.ISO_8859_1);
    try (FileChannel channel =
        FileChannel.open(
            data.resolve(INCR), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(OK.getBytes(StandardCharsets.ISO_8859_1)));
      while (channel.position() < about) {
        channel.write(ByteBuffer.wrap(block));
      }
    }
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:ErrorFile=" + folder.resolve("hs_err"), "-jar"));
    command.add(jar.toString());
    command.addAll(List.of(words));
    return command;
  }

  private Ended run(String... words) throws IOException, InterruptedException {
    return ended(start(command(words)));
  }

  /** Runs the jar under a foreign UID, with everything read-only but one directory. */
  private Ended constrained(Path writable, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Project.root().resolve("src/lab/constrained.sh").toString());
    command.add(writable.toString());
    command.addAll(command(words));
    Ended ended = ended(start(command));
    assumeTrue(ended.exitCode() != SKIPPED, ended.output());
    return ended;
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private Ended ended(Process process) throws IOException, InterruptedException {
    long resident = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      resident = Math.max(resident, mostResident(process.pid()));
    }
    String output = Files.readString(folder.resolve("output"), StandardCharsets.ISO_8859_1);
    return new Ended(process.exitValue(), output, resident);
  }

  /** The most memory a process has had, in bytes; 0 if it is gone or the system does not tell. */
  private static long mostResident(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
