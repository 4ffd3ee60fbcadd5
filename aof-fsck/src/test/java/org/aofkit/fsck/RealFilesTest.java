package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands over the real library and real files. */
@Timeout(60)
class RealFilesTest {
  private static final Path INCIDENT = Path.of("..", "testdata", "incident", "data");
  @TempDir Path folder;

  @Test
  void theIncidentIsFoundMendedAndTakenBackToTheByte() throws Exception {
    Path data = copy(INCIDENT);
    Map<String, byte[]> before = contents(data);

    assertThat(run("check", data)).isEqualTo(4);
    assertThat(contents(data)).containsExactlyInAnyOrderEntriesOf(before);
    assertThat(run("repair", data)).isEqualTo(1);
    assertThat(run("check", data)).isZero();
    assertThat(run("repair", data)).isZero();
    assertThat(run("undo", data)).isZero();
    assertThat(run("check", data)).isEqualTo(4);

    Map<String, byte[]> after = contents(data);
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void initMendsTheIncidentOnceAndAnswersTheSameAgain() throws Exception {
    Path data = copy(INCIDENT);

    assertThat(run("init", data)).isZero();
    Map<String, byte[]> mended = contents(data);
    assertThat(run("init", data)).isZero();

    assertThat(contents(data)).containsExactlyInAnyOrderEntriesOf(mended);
  }

  @Test
  void initDoesNotLetAServerStartEmptyBesideItsAof() throws Exception {
    Path data = copy(INCIDENT);
    Path config = Files.writeString(folder.resolve("redis.conf"), "appendonly no\n");
    Path log = folder.resolve("log");
    Run run = new Run(new CoreEngine());

    assertThat(run.run("check", "--config", config.toString(), data.toString())).isEqualTo(4);
    assertThat(run.out()).contains("DIR-AOF-IGNORED", "would not read the AOF", "last written");
    run.variables.put("AOF_FSCK_TERMINATION_LOG", log.toString());
    assertThat(run.run("init", "--config", config.toString(), data.toString())).isEqualTo(4);
    assertThat(log).content().contains("exit 4").contains("DIR-AOF-IGNORED");
    assertThat(data.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void theSamePlanIsMadeOfTheSameFiles() throws Exception {
    Path data = copy(INCIDENT);
    Run first = new Run(new CoreEngine());
    first.run("repair", "--dry-run", "--json", data.toString());
    String id = String.valueOf(Json.at(first.json().get(0), "plan", "id"));

    assertThat(new Run(new CoreEngine()).run("repair", "--expect-plan", id, data.toString()))
        .isEqualTo(1);
  }

  @Test
  void aDirectoryOfOddNameIsAnsweredByItsBytes() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a b'c\n"));
    Run run = new Run(new CoreEngine());

    assertThat(run.run("check", "--json", odd.toString())).isZero();
    assertThat(Json.at(run.json().get(0), "path")).isEqualTo(folder + "/a b'c\\x0a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*1,$99999999999,abc|4",
        "*2147483647,$3,abc,|4",
        "*1,$-1,|4",
        "*0,|4",
        "*1|4",
        "#TS:1|4",
        "REDIS9999|8",
        "|0"
      })
  void hostileBytesAreJudgedInWords(String text, int code) throws Exception {
    String bytes = text == null ? "" : text.replace(",", "\r\n");
    Path file = Files.write(folder.resolve("x.aof"), bytes.getBytes(StandardCharsets.ISO_8859_1));
    Run run = new Run(new CoreEngine());

    assertThat(run.run("check", file.toString())).isEqualTo(code);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aLineWithoutEndIsJudged() throws Exception {
    byte[] line = new byte[5_000_000];
    java.util.Arrays.fill(line, (byte) '1');
    line[0] = '*';
    Path file = Files.write(folder.resolve("x.aof"), line);

    assertThat(run("check", file)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "..", "a/b"})
  void aManifestMayNotLeadElsewhere(String name) throws Exception {
    Path directory = Files.createDirectory(folder.resolve("appendonlydir"));
    Files.writeString(
        directory.resolve("appendonly.aof.manifest"), "file " + name + " seq 1 type b\n");

    assertThat(run("check", folder)).isEqualTo(4);
    assertThat(run("repair", folder)).isEqualTo(4);
    assertThat(run("init", folder)).isEqualTo(4);
  }

  @Test
  void linksThatLeadRoundAreAClearError() throws Exception {
    Path link = folder.resolve("x.aof");
    Files.createSymbolicLink(link, link);
    Run run = new Run(new CoreEngine());

    assertThat(run.run("check", link.toString())).isEqualTo(8);
    assertThat(run.err()).startsWith("aof-fsck check: " + link + ": ").hasLineCount(1);
  }

  private static int run(String command, Path path) {
    return new Run(new CoreEngine()).run(command, path.toString());
  }

  private Path copy(Path from) throws IOException {
    Path to = folder.resolve("data");
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  private static Map<String, byte[]> contents(Path root) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Files.copy(path, bytes);
        contents.put(root.relativize(path).toString(), bytes.toByteArray());
      }
    }
    return contents;
  }
}
