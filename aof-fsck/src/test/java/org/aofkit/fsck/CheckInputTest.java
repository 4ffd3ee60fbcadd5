package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.io.IoMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} is given: paths, lists of them, a configuration file. */
class CheckInputTest {
  private final Run run = new Run();
  @TempDir Path folder;

  @Test
  void exitCodesOfSeveralPathsAreJoined() {
    run.engine.duringCheck =
        () ->
            run.engine.report =
                run.engine.calls.size() == 1 ? Reports.unsupported() : Reports.holed();

    assertThat(run.run("check", "/a", "/b")).isEqualTo(12);
    assertThat(run.engine.calls).containsExactly("check /a", "check /b");
  }

  @Test
  void aPathThatFailsDoesNotKeepTheNextFromBeingChecked() {
    run.engine.checkFails = new NoSuchFileException("/a");

    assertThat(run.run("check", "/a", "/b")).isEqualTo(8);
    assertThat(run.engine.calls).hasSize(2);
    assertThat(run.err()).startsWith("aof-fsck check: /a: no such file or directory\n");
  }

  @Test
  void aListOfPathsMayHoldAnyBytes() {
    run.in =
        new ByteArrayInputStream(
            "/plain\n\n/with blank\n/caf\u00e9\n/last".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(run.run("check", "--json", "--paths-from", "-")).isZero();

    assertThat(run.json().stream().map(document -> Json.at(document, "path")))
        .containsExactly("/plain", "/with blank", "/caf\\xe9", "/last");
  }

  @Test
  void eachPathOfAListIsAnsweredBeforeTheNextIsRead() {
    List<Integer> answeredBefore = new ArrayList<>();
    run.in =
        new InputStream() {
          private final byte[] text = "/a\n/b\n/c\n".getBytes(StandardCharsets.US_ASCII);
          private int at;

          @Override
          public int read() {
            return at < text.length ? text[at++] : -1;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            if (at == text.length) {
              return -1;
            }
            answeredBefore.add(run.out().isEmpty() ? 0 : run.json().size());
            System.arraycopy(text, at, bytes, offset, 3);
            at += 3;
            return 3;
          }
        };

    run.run("check", "--json", "--paths-from=-");

    assertThat(answeredBefore).containsExactly(0, 1, 2);
  }

  @Test
  void aListOfPathsMayBeAFile() throws Exception {
    Path list = Files.writeString(folder.resolve("list"), "/a\n/b\n");

    assertThat(run.run("check", "--paths-from", list.toString())).isZero();
    assertThat(run.engine.calls).containsExactly("check /a", "check /b");
  }

  @Test
  void aFolderIsNoListOfPaths() {
    assertThat(run.run("check", "--paths-from", folder.toString())).isEqualTo(16);
    assertThat(run.err()).contains("'" + folder + "' is a directory, not a list of PATHs");
  }

  @Test
  void aBadNameInAListIsAnsweredAndTheNextIsChecked() {
    run.in = new ByteArrayInputStream("/a\0b\n/c\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(run.run("check", "--json", "--paths-from", "-")).isEqualTo(8);
    assertThat(run.json()).hasSize(2);
    assertThat(Json.at(run.json().get(0), "path")).isEqualTo("/a\\x00b");
    assertThat(Json.at(run.json().get(0), "error")).isEqualTo("'/a\\x00b' is no file name");
  }

  @Test
  void anEndlessLineInAListEndsTheRun() {
    run.in = new ByteArrayInputStream(new byte[100_000]);

    assertThat(run.run("check", "--paths-from", "-")).isEqualTo(8);
    assertThat(run.err()).contains("longer than 65536 bytes");
  }

  @Test
  void theConfigurationFileSaysWhatTheServerHas() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("redis.conf"),
            "dir /srv/redis\nappendonly no\nappenddirname aofs\nappendfilename x.aof\ndbfilename d.rdb\n"
                + "databases 3\naof-load-truncated no\n");
    run.engine.report = Reports.holed();

    run.run("check", "--config", config.toString(), "--io=read", "--threads=1");

    assertThat(run.engine.calls).containsExactly("check /srv/redis");
    CheckOptions options = run.engine.checkOptions.get(0);
    assertThat(options.appendOnly()).isFalse();
    assertThat(options.appendDirname()).isEqualTo("aofs");
    assertThat(options.appendFilename()).isEqualTo("x.aof");
    assertThat(options.dbFilename()).isEqualTo("d.rdb");
    assertThat(options.databases()).isEqualTo(3);
    assertThat(options.ioMode()).isEqualTo(IoMode.READ);
    assertThat(options.threads()).isEqualTo(1);
    assertThat(run.out()).contains("it starts   no with your aof-load-truncated no");
    assertThat(run.out()).contains("aof-fsck repair --config " + config + " --io read /srv/redis");
  }

  @Test
  void optionsWinOverTheConfigurationFile() throws Exception {
    Path config = Files.writeString(folder.resolve("redis.conf"), "databases 3\n");

    run.run("check", "--config", config.toString(), "--databases", "99", "/data");

    assertThat(run.engine.checkOptions.get(0).databases()).isEqualTo(99);
  }

  @Test
  void aConfigurationFileWithoutADirectoryIsNotEnough() throws Exception {
    Path config = Files.writeString(folder.resolve("redis.conf"), "databases 3\n");

    assertThat(run.run("check", "--config", config.toString())).isEqualTo(16);
    assertThat(run.err()).contains("has no 'dir'");
  }

  @Test
  void aNameThatTheLocaleBrokeIsExplained() {
    assertThat(run.run("check", "/caf\ufffd")).isEqualTo(16);
    assertThat(run.err()).contains("LC_ALL=C.UTF-8");
  }
}
