package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowJsonTest {
  private static final String FIRST = ShowFiles.FIRST;

  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  @Test
  void everyLineIsARecordBetweenTheFirstAndTheLast() throws Exception {
    String data =
        ShowFiles.data(
            folder,
            ShowFiles.log("#TS:1700000000", "SELECT 3", "MULTI", "SET k v", "EXEC"),
            new byte[0]);

    assertThat(run.run("show", "--json", data)).isZero();

    List<Object> lines = run.json();
    assertThat(lines.stream().map(line -> Json.at(line, "record")))
        .containsExactly("begin", "command", "command", "command", "command", "end");
    assertThat(lines.get(0).toString())
        .matches(
            "\\{record=begin, schema=1, tool=aof-fsck, version=[^,]+, command=show, path=[^,]+,"
                + " files=\\[\\{name="
                + FIRST
                + ", type=incr, size=95},"
                + " \\{name="
                + ShowFiles.SECOND
                + ", type=incr, size=0}]}");
    assertThat(lines.get(3).toString())
        .isEqualTo(
            "{record=command, file=F, offset=54, until=F:39, database=3, time=2023-11-14T22:13:20Z,"
                    .replace("F", FIRST)
                + " transaction=39, name=SET, words=3, arguments=[{key=k, length=1}, {length=1}]}");
    assertThat(lines.get(5).toString())
        .endsWith("shown=4, read=4, reason=end, file=null, offset=null, exitCode=0, error=null}");
  }

  @Test
  void valuesHaveTheFormsOfByteStrings() throws Exception {
    String binary = "b64:\u0000\u00ff" + "\u0001".repeat(30_000);
    Path file = folder.resolve("a.aof");
    Files.write(
        file,
        ShowFiles.command("MSET", "b64:k", "a\"\\\n", "k2", binary, "k3", "z".repeat(20_000)));

    assertThat(run.run("show", "--json", "--values", "--full", file.toString())).isZero();

    Object arguments = Json.at(run.json().get(1), "arguments");
    byte[] bytes = binary.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(arguments)
        .isEqualTo(
            List.of(
                Map.of(
                    "key",
                    "b64:" + base64("b64:k".getBytes(StandardCharsets.US_ASCII)),
                    "length",
                    5L),
                Map.of("value", "a\"\\\\\\x0a", "length", 4L),
                Map.of("key", "k2", "length", 2L),
                Map.of("value", "b64:" + base64(bytes), "length", (long) bytes.length),
                Map.of("key", "k3", "length", 2L),
                Map.of("value", "z".repeat(20_000), "length", 20_000L)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void longValuesAreCutUnlessAllIsWanted() throws Exception {
    Path file = folder.resolve("a.aof");
    Files.write(file, ShowFiles.command("SET", "k", "z".repeat(100)));

    run.run("show", "--json", "--values", file.toString());

    assertThat(Json.at(run.json().get(1), "arguments", 1))
        .isEqualTo(Map.of("value", "z".repeat(64), "length", 100L));
  }

  @Test
  void keysAndImagesAreRecords() throws Exception {
    String real = Path.of("..", "testdata", "aof", "redis-7.0.15", "expiry").toString();
    assertThat(run.run("show", "--json", "--keys", real)).isZero();
    Object key = run.json().get(1);
    assertThat(((Map<?, ?>) key).keySet())
        .hasToString(
            "[record, file, offset, until, database, time, transaction, by, key, length, type,"
                + " expires]");

    Run images = new Run(new CoreEngine());
    assertThat(images.run("show", "--json", "--limit", "1", real)).isZero();
    assertThat(images.json().get(1).toString()).startsWith("{record=image, file=appendonly.aof.");
    assertThat(Json.at(images.json().get(2), "reason")).isEqualTo("limit");
  }

  @Test
  void whatDestroysIsARecord() throws Exception {
    String data = ShowFiles.data(folder, ShowFiles.log("MULTI", "DEL a b", "EXEC"), new byte[0]);

    assertThat(run.run("show", "--json", "--destructive", "--many", "2", data)).isZero();

    assertThat(run.json().get(1).toString())
        .isEqualTo(
            "{record=destructive, file=F, offset=15, until=F:0, database=0, time=null, transaction=0, name=DEL, keys=2}"
                .replace("F", FIRST));
  }

  @Test
  void aDatabaseThatIsNotKnownIsNull() throws Exception {
    String data = ShowFiles.data(folder, ShowFiles.log("SELECT 1", "SET k v"), new byte[0]);
    run.run("show", "--json", "--from", FIRST + ":23", data);
    assertThat(Json.at(run.json().get(1), "database")).isNull();
  }

  @Test
  void aDamageIsInTheLastRecord() throws Exception {
    byte[] log = ShowFiles.log("SET k v", "SET k v");
    log[27] = 'x';
    String data = ShowFiles.data(folder, log, new byte[0]);

    assertThat(run.run("show", "--json", data)).isEqualTo(4);
    assertThat(run.json().get(2).toString())
        .contains("reason=damage, file=" + FIRST + ", offset=27, exitCode=4, error=expected '*'");
  }

  @Test
  void aFailureIsARecordToo() {
    assertThat(run.run("show", "--json", folder.resolve("none").toString())).isEqualTo(8);
    assertThat(run.json()).hasSize(1);
    assertThat(Json.at(run.json().get(0), "reason")).isEqualTo("error");
    assertThat(Json.at(run.json().get(0), "schema")).isEqualTo(1L);
  }
}
