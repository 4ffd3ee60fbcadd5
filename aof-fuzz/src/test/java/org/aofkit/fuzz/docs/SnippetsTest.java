package org.aofkit.fuzz.docs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.deploy.Project;
import org.aofkit.fuzz.rdb.RdbContent;
import org.aofkit.fuzz.rdb.ServerContent;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java block of the documentation compiles, and does what stands beside it. */
class SnippetsTest {
  private static final String INCR = "appendonlydir/appendonly.aof.1.incr.aof";

  /** What the blocks take from elsewhere. */
  private static final String FIELDS =
      """
        public static Path path;
        public static Path dir;
        public static Report report;
        public static byte[] key = {'k'};
        public static byte[] value = {'v'};
        public static WritableByteChannel channel;
        public static Clock clock = Clock.systemUTC();
        public static byte[] name = {'n'};
        public static byte[] other = {'o'};
        public static byte[] field = {'f'};
        public static long expireAtMs = 4_102_444_800_000L;
        public static ByteSource source;
        public static long offset;
        public static long length;
      """;

  @TempDir static Path classes;
  @TempDir Path data;

  private static Snippets snippets;

  @BeforeAll
  static void everyBlockCompiles() throws IOException {
    List<Snippets.Block> blocks = new ArrayList<>();
    for (Path page : Snippets.pages()) {
      blocks.addAll(Snippets.of(page));
    }
    assertThat(blocks).hasSizeGreaterThan(4);
    snippets = Snippets.compile(blocks, FIELDS, classes);
  }

  @AfterAll
  static void close() throws IOException {
    snippets.close();
  }

  @Test
  void theLibraryWritesChecksRepairsAndReadsAsItsPageShows() throws Exception {
    snippets.set("path", data);
    snippets.run("AofWriter.open");
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
    snippets.run("Checker.check");
    Files.writeString(data.resolve(INCR), "*3\r\n$3\r\nSET\r\n", StandardOpenOption.APPEND);
    snippets.set("report", Checker.check(data, CheckOptions.defaults()));
    snippets.run("Repair.apply");
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
    snippets.run("AofReader.open");
    Report report = Checker.check(data, CheckOptions.defaults());
    assertThat(report.files().stream().mapToLong(file -> file.commands()).sum())
        .as("SELECT 0, SET, SELECT 3, MULTI, INCR, EXEC")
        .isEqualTo(6);
  }

  @Test
  void anImageIsWrittenAsItsPageShowsAndLoads() throws Exception {
    var raw = new ByteArrayOutputStream();
    var record = new RdbWriter(Channels.newChannel(raw), RdbTarget.of(Server.REDIS_7_0));
    record.begin();
    long begin = record.position();
    record.key(KeyHead.of("raw".getBytes(US_ASCII)), RdbValue.string(new byte[] {'r'}));
    long end = record.position();
    record.end();
    var image = new ByteArrayOutputStream();
    try (WritableByteChannel channel = Channels.newChannel(image)) {
      snippets.set("channel", channel);
      snippets.set("source", new MemorySource("raw", raw.toByteArray()));
      snippets.set("offset", begin);
      snippets.set("length", end - begin);
      snippets.run("new RdbWriter");
    }
    Server server = Server.REDIS_7_0;
    try (var probe = new DumpProbe(Servers.program(server), server, true, 16)) {
      RdbContent held = probe.ask(image.toByteArray(), ServerContent::read).contentOrThrow();
      assertThat(held.databases().get(0L).keySet()).containsExactly("n", "o", "raw");
      assertThat(held.databases().get(0L).get("o").expireAtMs()).isEqualTo(4_102_444_800_000L);
    }
  }

  @Test
  void thePageOfTheLibraryNamesThePackagesThatThereAre() throws Exception {
    String page = Files.readString(Project.root().resolve("src/docs/library.md"));
    List<String> named =
        Pattern.compile("(?m)^\\| `(org\\.aofkit\\.[a-z.]+)` \\|")
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(Snippets.exported());
  }

  private Verdict verdict() throws Exception {
    return Checker.check(data, CheckOptions.defaults()).verdict();
  }
}
