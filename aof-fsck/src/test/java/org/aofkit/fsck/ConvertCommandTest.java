package org.aofkit.fsck;

import static org.aofkit.fsck.CompactFiles.command;
import static org.aofkit.fsck.CompactFiles.contents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code convert} over the real library and real files. */
@Timeout(60)
class ConvertCommandTest {
  private static final String LIBRARY =
      "#!lua name=lib\nredis.register_function('f', function(keys, args) return 1 end)";

  @TempDir Path folder;
  private final Run run = new Run(new CoreEngine());
  private Path dump = Path.of("");
  private Path made = Path.of("");

  @BeforeEach
  void names() {
    dump = folder.resolve("dump.rdb");
    made = folder.resolve("made");
  }

  @Test
  void aLogBecomesADumpAndThatALogAgain() throws IOException {
    Path data = CompactFiles.data(folder, 3);
    Map<String, String> before = contents(data);

    assertThat(run.run("convert", data.toString(), dump.toString())).isZero();

    assertThat(run.out())
        .startsWith(data + ": converted to " + dump + ", ")
        .contains(
            "  keys        2\n  made for    redis-7.0\n              nothing says",
            "  new file    dump.rdb, ");
    assertThat(contents(data)).isEqualTo(before);
    Run back = new Run(new CoreEngine());
    assertThat(back.run("convert", "--json", dump.toString(), made.toString())).isZero();
    assertThat(contents(made).keySet())
        .containsExactly(
            "appendonlydir/appendonly.aof.1.base.rdb",
            "appendonlydir/appendonly.aof.1.incr.aof",
            "appendonlydir/appendonly.aof.manifest");
    Object document = back.json().get(0);
    assertThat(Json.at(document, "command")).isEqualTo("convert");
    assertThat(Json.at(document, "compaction", "state")).isEqualTo("done");
    assertThat(Json.at(document, "compaction", "keys")).isEqualTo(2L);
    assertThat(contents(made).get("appendonlydir/appendonly.aof.1.base.rdb"))
        .contains("aof-base")
        .contains("last");
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    Path data = CompactFiles.data(folder, 1);
    Files.writeString(dump, "mine");

    assertThat(run.run("convert", data.toString(), dump.toString())).isEqualTo(8);

    assertThat(run.err()).contains("dump.rdb: is there already");
    assertThat(dump).content().isEqualTo("mine");
    Files.delete(dump);
    assertThat(run.run("convert", data.toString(), dump.toString())).isZero();
    assertThat(run.run("convert", dump.toString(), data.toString())).isEqualTo(8);
    assertThat(run.err()).contains("is there already");
  }

  @Test
  void commandsThatWouldBeCarriedAreListed() throws IOException {
    Path data =
        CompactFiles.data(
            folder,
            command("RPUSH", "list", "2", "1") + command("SORT", "list", "STORE", "sorted"));

    assertThat(run.run("convert", data.toString(), dump.toString())).isEqualTo(8);
    assertThat(run.run("convert", "--json", data.toString(), dump.toString())).isEqualTo(8);

    assertThat(run.out()).contains("\n  " + CompactFiles.INCR + ":").contains("  SORT\n");
    assertThat(dump).doesNotExist();
  }

  @Test
  void whatTheTargetHasNoFormForIsListedAndLeftOutOnlyIfThatIsSaid() throws IOException {
    Path data =
        CompactFiles.data(folder, command("FUNCTION", "LOAD", LIBRARY) + command("SET", "a", "1"));
    assertThat(run.run("convert", data.toString(), dump.toString())).isZero();
    String[] words = {"convert", "--target", "redis-6.2", dump.toString(), made.toString()};
    Run refused = new Run(new CoreEngine());

    assertThat(refused.run(words)).isEqualTo(8);
    Run dropping = new Run(new CoreEngine());
    assertThat(made).doesNotExist();
    assertThat(
            dropping.run(
                "convert",
                "--drop-unsupported",
                "--target",
                "redis-6.2",
                dump.toString(),
                made.toString()))
        .isZero();

    assertThat(refused.out()).contains("  a function library  lib  (there are none)\n");
    assertThat(contents(made).keySet()).containsExactly("appendonly.aof");
    assertThat(contents(made).get("appendonly.aof")).startsWith("REDIS0009");
  }

  @Test
  void aBaseOfCommandsIsForALogOnly() throws IOException {
    Path data = CompactFiles.data(folder, 1);
    assertThat(run.run("convert", data.toString(), dump.toString())).isZero();

    assertThat(run.run("convert", "--format", "aof", dump.toString(), made.toString())).isZero();
    assertThat(run.run("convert", "--format", "aof", data.toString(), dump + "2")).isEqualTo(16);

    assertThat(contents(made).get("appendonlydir/appendonly.aof.1.base.aof"))
        .contains(command("SET", "key", "last"));
    assertThat(run.run("convert", dump.toString())).isEqualTo(16);
  }

  @Test
  void damagedInputIsRefused() throws IOException {
    Files.writeString(dump, "REDIS0010\0\1a\1");

    assertThat(run.run("convert", dump.toString(), made.toString())).isEqualTo(4);

    assertThat(run.err()).contains("not converted: ");
    assertThat(made).doesNotExist();
  }
}
