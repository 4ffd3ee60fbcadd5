package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever lies on the volume or is typed, the tool answers in words, with the exit code of what it
 * is, soon, and without a stack trace.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {
  private static final String AOF = "appendonlydir/appendonly.aof.";
  private static final String OK =
      DamagedSet.command("SELECT", "0") + DamagedSet.command("SET", "a", "b");

  @TempDir Path folder;
  private Path data = Path.of("");

  @BeforeEach
  void aHealthySet() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    DamagedSet.TORN_TAIL.writeTo(data);
    incr(OK);
  }

  /** Judged by both ways to read, and as the server judges them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*1|$-1|",
        "*0|",
        "*-1|",
        "*2147483648|$3|SET|",
        "*4294967297|$4|PING|",
        "*|",
        "*x|",
        "*1|$x|",
        "*1|x4|PING|",
        "*1|$4|PING",
        "*1|$4|PINGxx",
        "*3",
        "*2|$3|GET|$536870913|",
        "$4|PING|",
        "PING|"
      })
  void hostileHeadersAreJudgedAsTheServerJudgesThem(String text) throws IOException {
    incr(OK + text.replace("|", "\r\n"));

    Path program = Servers.program(Server.REDIS_7_0);
    boolean strict = LoadProbe.probe(program, data, LoadProbe.Mode.STRICT).loads();
    boolean lenient = LoadProbe.probe(program, data, LoadProbe.Mode.DEFAULT).loads();

    for (String io : new String[] {"map", "read"}) {
      ToolRun run = run("check", "--json", "--io", io, data.toString());
      assertThat(run.out())
          .as(run.said())
          .contains("\"loads\":{\"strict\":" + strict + ",\"default\":" + lenient + "}");
      assertThat(run.exitCode()).as(run.said()).isEqualTo(strict ? 0 : 4);
      requirePlainWords(run);
    }
  }

  /**
   * What servers answer depends on their memory or their C library: none is asked. A count that is
   * too big even for 64 bits is taken as -1 with glibc and modulo 2^32 with musl.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*1|$99999999999|x",
        "*2147483647|$3|SET|",
        "*1|$9223372036854775807|x",
        "*99999999999999999999|$4|PING|"
      })
  void hugeNumbersAreFindingsAndNeedNoMemory(String text) throws IOException {
    incr(OK + text.replace("|", "\r\n"));

    ToolRun run = run("check", data.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    requirePlainWords(run);
  }

  @ParameterizedTest
  @CsvSource({"x,map", "x,read", "1,map", "1,read", "*,map", "#,read", "$,map"})
  void aLineWithoutEndIsAFinding(char letter, String io) throws IOException {
    byte[] block = String.valueOf(letter).repeat(1 << 20).getBytes(StandardCharsets.ISO_8859_1);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            data.resolve(AOF + "1.incr.aof"),
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      for (int i = 0; i < 64; i++) {
        channel.write(ByteBuffer.wrap(block));
      }
    }

    ToolRun run = run("check", "--io", io, data.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    requirePlainWords(run);
  }

  @Test
  void gigabytesOfNulsAreTakenInTheirStride() throws IOException {
    sparse(AOF + "1.incr.aof", OK, 2L << 30);

    ToolRun run = run("repair", "--dry-run", data.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    assertThat(run.out()).contains("truncate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file appendonly.aof.1.incr.aof seq 1 type h\n"})
  void aManifestOfGigabytesIsAFinding(String head) throws IOException {
    sparse(AOF + "manifest", head, 4L << 30);

    ToolRun run = run("check", data.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    assertThat(run.out()).contains("MAN-BAD-FORMAT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.incr.aof", "1.base.rdb", "manifest"})
  void aDirectoryInPlaceOfAFileIsAFinding(String name) throws IOException {
    Files.delete(data.resolve(AOF + name));
    Files.createDirectory(data.resolve(AOF + name));

    requireFinding("DIR-NOT-A-FILE");
  }

  @ParameterizedTest
  @CsvSource({
    "1.incr.aof,DIR-NOT-A-FILE",
    "1.base.rdb,DIR-NOT-A-FILE",
    "manifest,MAN-MISSING",
  })
  void aPipeInPlaceOfAFileIsNotWaitedFor(String name, String finding) throws Exception {
    Path pipe = data.resolve(AOF + name);
    Files.delete(pipe);
    pipe(pipe);

    requireFinding(finding);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.aof", "a/b.aof", "/etc/passwd", "..", "."})
  void aNameThatLeadsElsewhereIsAFinding(String name) throws IOException {
    write(AOF + "manifest", "file " + name + " seq 1 type i\n");

    ToolRun run = run("check", data.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    requirePlainWords(run);
  }

  @Test
  void aLinkToAFileIsReadAndNeverWrittenThrough() throws IOException {
    incr(OK + "*3\r\n");
    link("real.aof");

    assertThat(run("check", data.toString()).out()).contains("DIR-SYMBOLIC-LINK");
    ToolRun repair = run("repair", data.toString());
    assertThat(repair.exitCode()).as(repair.said()).isEqualTo(8);
    assertThat(repair.err()).contains("is a symbolic link");
    assertThat(data.resolve("real.aof")).content().endsWith("*3\r\n");
    assertThat(data.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aLinkToNothingIsAMissingFile() throws IOException {
    link("real.aof");
    Files.delete(data.resolve("real.aof"));

    requireFinding("MAN-FILE-MISSING");
  }

  @ParameterizedTest
  @CsvSource({"1.incr.aof,MAN-FILE-MISSING", "manifest,MAN-MISSING"})
  void aLinkToItselfIsAMissingFile(String name, String finding) throws IOException {
    Path file = data.resolve(AOF + name);
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());

    requireFinding(finding);
  }

  @Test
  void aLinkToADirectoryIsFollowed() throws IOException {
    incr(OK + "*3\r\n");
    Files.move(data.resolve("appendonlydir"), data.resolve("elsewhere"));
    Files.createSymbolicLink(data.resolve("appendonlydir"), Path.of("elsewhere"));

    assertThat(run("repair", data.toString()).exitCode()).isEqualTo(1);
    assertThat(run("undo", data.toString()).exitCode()).isZero();
    assertThat(data.resolve("elsewhere/appendonly.aof.1.incr.aof")).content().endsWith("*3\r\n");
  }

  @Test
  void manyNamesAreNoMatter() throws IOException {
    for (int i = 2; i < 20_000; i++) {
      Files.createFile(data.resolve(AOF + i + ".incr.aof"));
    }

    ToolRun run = run("check", data.toString());

    assertThat(run.exitCode()).as(run.said()).isZero();
    assertThat(run.out().length()).isLessThan(100_000);
  }

  @ParameterizedTest
  @CsvSource({"check,''", "repair,''", "init,''", "undo,''", "check,a\0b"})
  void aWordThatIsNoNameIsAMistake(String command, String word) {
    ToolRun run = run(command, word);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(16);
    requirePlainWords(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "repair", "init", "undo"})
  void whatIsNotThereIsAnError(String command) {
    ToolRun run = run(command, data.resolve("nothing").toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(8);
    assertThat(run.err()).contains("no such file or directory");
  }

  @Test
  void aListWithAnEndlessLineIsAnError() {
    InputStream list =
        new SequenceInputStream(
            new ByteArrayInputStream((data + "\n").getBytes(StandardCharsets.UTF_8)),
            new ByteArrayInputStream(new byte[1 << 20]));

    ToolRun run =
        ToolRun.of(
            FileSystems.getDefault(), Map.of(), list, "check", "--quiet", "--paths-from", "-");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(8);
    assertThat(run.out()).as("what came before it is answered").contains("clean");
    requirePlainWords(run);
  }

  @Test
  void deepIncludesAreAMistake() throws IOException {
    for (int i = 0; i < 40; i++) {
      write("c" + i + ".conf", "include " + data.resolve("c" + (i + 1) + ".conf") + "\n");
    }
    write("c40.conf", "dir .\n");

    ToolRun run = run("check", "--config", data.resolve("c0.conf").toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(16);
    assertThat(run.err()).contains("nested more than 16 deep");
  }

  private void requireFinding(String code) {
    for (String command : new String[] {"check", "init"}) {
      ToolRun run = run(command, "--json", data.toString());
      assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
      assertThat(run.out()).as(run.said()).contains(code);
      requirePlainWords(run);
    }
  }

  private static void requirePlainWords(ToolRun run) {
    assertThat(run.said())
        .doesNotContain("internal error")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  private static ToolRun run(String... words) {
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words);
  }

  private void link(String real) throws IOException {
    Path file = data.resolve(AOF + "1.incr.aof");
    Files.move(file, data.resolve(real));
    Files.createSymbolicLink(file, Path.of("..", real));
  }

  private static void pipe(Path path) throws IOException, InterruptedException {
    Process made = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
  }

  private void sparse(String name, String head, long size) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            data.resolve(name), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
      channel.position(size - 1);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }
  }

  private void incr(String text) throws IOException {
    write(AOF + "1.incr.aof", text);
  }

  private void write(String name, String text) throws IOException {
    Files.write(data.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
