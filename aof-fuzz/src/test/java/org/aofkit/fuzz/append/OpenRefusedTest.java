package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.commit.HeldOpenException;
import org.aofkit.commit.LockedException;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that a writer must not touch, or must leave as it finds them but for the log. */
class OpenRefusedTest {
  private static final AofWriterOptions OPTIONS =
      AofWriterOptions.defaults().withFsync(FsyncPolicy.NO);

  @TempDir Path temp;
  private Path dir = Path.of("");

  @BeforeEach
  void makeDirectory() throws IOException {
    dir = Files.createDirectory(temp.resolve("data"));
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      base.finish();
    }
  }

  private AofWriter open() throws IOException {
    return AofWriter.open(dir, CheckOptions.defaults(), OPTIONS);
  }

  private Path inDirectory(String name) {
    return dir.resolve("appendonlydir").resolve(name);
  }

  /** Names, times and bytes of all files. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.toList()) {
        String bytes = Files.isDirectory(path) ? "" : Files.readString(path, ISO_8859_1);
        files.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return files;
  }

  @Test
  void aServerAtWorkIsNamedAndNothingOfItsFilesChanges() throws Exception {
    Map<String, String> settings = Map.of("appendonly", "yes");
    Path program = Servers.program(Server.REDIS_7_0);
    try (QuickServer server = QuickServer.start(program, dir, settings);
        RespClient client = server.connect()) {
      client.call("SET", "a", "1").orThrow();
      Path incr = inDirectory("appendonly.aof.1.incr.aof");
      long size = Files.size(incr);
      assertThatThrownBy(this::open)
          .isInstanceOf(HeldOpenException.class)
          .hasMessageContaining(incr + " is open in process ");
      assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_7_0))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(Files.size(incr)).isEqualTo(size);
      assertThat(dir.resolve(".aof-fsck")).doesNotExist();
      client.call("SET", "b", "1").orThrow();
    }
    assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
    open().close();
  }

  @Test
  void aSecondWriterIsRefusedWhicheverOfTheTwoItIs() throws Exception {
    try (AofWriter writer = open()) {
      assertThatThrownBy(this::open).isInstanceOf(LockedException.class);
      assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_7_0))
          .isInstanceOf(LockedException.class);
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
    }
    open().close();
  }

  @Test
  void aReadOnlyVolumeIsRefusedAndNothingChanges() throws Exception {
    assumeTrue(mount("--bind", dir.toString(), dir.toString()), "needs root to mount");
    try {
      assertThat(mount("-o", "remount,bind,ro", dir.toString())).isTrue();
      Map<String, String> before = files();
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ead-only");
      assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_7_0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ead-only");
      assertThat(files()).isEqualTo(before);
    } finally {
      assertThat(run("umount", dir.toString())).isTrue();
    }
  }

  @Test
  void anOldSingleFileIsNotHiddenByANewDirectory() throws Exception {
    Path old = Files.createDirectory(temp.resolve("old"));
    Path log = old.resolve("appendonly.aof");
    Files.writeString(log, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n");
    assertThatThrownBy(() -> AofDirectoryWriter.create(old, Server.REDIS_7_0))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("no server would read any more");
    assertThat(old).isDirectoryContaining(log::equals);
    assertThat(old).isDirectoryNotContaining(path -> !path.equals(log));
  }

  @Test
  void whatIsHistoryStaysSoAndTheNextServerRemovesIt() throws Exception {
    // As a rewrite leaves it that was killed before it had removed the files.
    Path manifest = inDirectory("appendonly.aof.manifest");
    Path former = inDirectory("appendonly.aof.1.incr.aof");
    String history =
        "file appendonly.aof.1.base.rdb seq 1 type h\n"
            + "file appendonly.aof.1.incr.aof seq 1 type h\n";
    Files.writeString(
        manifest,
        "file appendonly.aof.2.base.rdb seq 2 type b\n"
            + history
            + "file appendonly.aof.2.incr.aof seq 2 type i\n");
    Files.copy(inDirectory("appendonly.aof.1.base.rdb"), inDirectory("appendonly.aof.2.base.rdb"));
    Files.writeString(former, "*1\r\n$4\r\nPING\r\n");
    Files.createFile(inDirectory("appendonly.aof.2.incr.aof"));
    try (AofWriter writer = open()) {
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      writer.rotate();
      assertThat(writer.end().file()).hasToString("appendonly.aof.3.incr.aof");
      writer.append(new CommandBatch().add(0, "SET", "b", "1"));
    }
    assertThat(manifest).content().contains(history);
    assertThat(former).exists();
    assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
    Map<String, String> strict = Map.of("appendonly", "yes", "aof-load-truncated", "no");
    Path program = Servers.program(Server.REDIS_7_0);
    try (QuickServer server = QuickServer.start(program, dir, strict);
        RespClient client = server.connect()) {
      assertThat(client.call("DBSIZE").number()).isEqualTo(2);
    }
    assertThat(manifest).content().doesNotContain("type h");
    assertThat(former).doesNotExist();
  }

  private static boolean mount(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "mount";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
