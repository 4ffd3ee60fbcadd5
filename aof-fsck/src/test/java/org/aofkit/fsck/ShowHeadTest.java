package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images whose magic or version is damaged. */
class ShowHeadTest {
  private static final String FIELD = "\u00fa\u0009redis-ver\u00067.0.15";
  private static final String KEYS =
      "\u00fe\u0003\0\u0001a\u0001v\u0001\u0001l\u0002\u0001x\u0001y\u00ff\0\0\0\0\0\0\0\0";
  private static final String SAID =
      ":0: RDB image: magic and version are damaged; no server loads it, and its keys are shown as"
          + " what is left tells; what lies behind is not shown";

  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());

  @ParameterizedTest
  @ValueSource(strings = {"\0\0\0\0\0\0\0\0\0", "REDIS8810", "PEDIS0010"})
  void theKeysOfAnImageWithoutItsHeadAreShownAsItsFieldTells(String head) throws Exception {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, bytes(head + FIELD + KEYS));
    assertThat(run.run("show", "--keys", file.toString())).isEqualTo(4);
    assertThat(run.out())
        .isEqualTo("dump.rdb:29\tdb3\t-\t-\ta\tstring\ndump.rdb:34\tdb3\t-\t-\tl\tlist\n");
    assertThat(run.err()).contains("dump.rdb" + SAID);
  }

  @Test
  void theDocumentSaysWhereAndWhyItEnds() throws Exception {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, bytes("REDIS8810" + FIELD + KEYS));
    assertThat(run.run("show", "--json", "--keys", file.toString())).isEqualTo(4);
    List<Object> lines = run.json();
    Object last = lines.get(lines.size() - 1);
    assertThat(Json.at(last, "reason")).isEqualTo("damage");
    assertThat(Json.at(last, "exitCode")).isEqualTo(4L);
    assertThat(lines.toString()).contains("key=a,", "key=l,");
  }

  @Test
  void ofASetTheBaseIsShownAndNothingBehindIt() throws Exception {
    String data = ShowFiles.data(folder, ShowFiles.log("SELECT 0", "SET k v"), new byte[0]);
    Path directory = Path.of(data, "appendonlydir");
    Files.write(directory.resolve("base.rdb"), bytes("\0\0\0\0\0\0\0\0\0" + FIELD + KEYS));
    Files.writeString(
        directory.resolve("appendonly.aof.manifest"),
        "file base.rdb seq 1 type b\nfile " + ShowFiles.FIRST + " seq 1 type i\n");
    assertThat(run.run("show", "--keys", data)).isEqualTo(4);
    assertThat(run.out()).contains("db3\t-\t-\ta\tstring", "db3\t-\t-\tl\tlist");
    assertThat(run.out()).doesNotContain(ShowFiles.FIRST);
    assertThat(run.err()).contains("base.rdb" + SAID);
  }

  @Test
  void whereNothingTellsWhatTheHeadWasNoKeyIsShown() throws Exception {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, bytes("PEDIS0010" + KEYS));
    assertThat(run.run("show", "--keys", file.toString())).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("dump.rdb:0: ");
  }

  @Test
  void whatIsNewerThanThisToolIsNoDamage() throws Exception {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, bytes("REDIS0099" + KEYS));
    assertThat(run.run("show", "--keys", file.toString())).isEqualTo(8);
    assertThat(run.out()).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
