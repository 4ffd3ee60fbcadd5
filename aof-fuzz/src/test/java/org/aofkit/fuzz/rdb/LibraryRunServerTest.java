package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Dumps with libraries that fail, or may fail, when a server runs them: whether it starts, and what
 * a check says.
 */
class LibraryRunServerTest {
  private static final String GOOD = "redis.register_function('f', function() return 1 end)\n";

  /** A run tells, and those that a check takes are those that servers take. */
  private static final List<String> SOURCES =
      List.of(
          GOOD,
          "local t = {} for i = 1, 3 do t[i] = i end\n" + GOOD,
          "local function g(k) return redis.call('GET', k) end\n"
              + "redis.register_function{function_name='g', callback=function(k) return g(k[1]) end,"
              + " flags={'NO-WRITES'}}",
          "local s = ('x'):rep(3) local v = redis.REDIS_VERSION\n" + GOOD,
          "redis.register_functoin('f', function() end)",
          "rediz.register_function('f', function() end)",
          GOOD + "error('x')",
          "local call = redis.call\n" + GOOD,
          "x = 1\n" + GOOD,
          "redis.register_function{function_name='f', callback=function() end, flags={'no-write'}}",
          "redis.register_function{function_name='f', callback=function() end, flag={'no-writes'}}",
          "redis.register_function('a b', function() end)",
          "redis.register_function('f', 1)",
          GOOD + GOOD,
          "local x = 1",
          "server.register_function('f', function() end)",
          "redis.log(redis.LOG_NOTICE, 'loading')\n" + GOOD);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void aServerStartsWhereTheCheckSaysSo(Server server) throws Exception {
    Path file = folder.resolve("dump.rdb");
    try (DumpProbe probe = new DumpProbe(Servers.program(server), server, false, 16)) {
      for (String source : SOURCES) {
        byte[] image = image(source);
        Files.write(file, image);
        Report report = Checker.check(file, CheckOptions.defaults().withServer(server));
        assertThat(report.loads().lenient()).as(source).isEqualTo(probe.ask(image).loads());
        assertThat(report.verdict())
            .as(source)
            .isEqualTo(report.loads().lenient() ? Verdict.CLEAN : Verdict.CORRUPT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void whatOnlyARunTellsIsNotedAndClean(Server server) throws Exception {
    Path file = folder.resolve("dump.rdb");
    Files.write(file, image(SOURCES.get(1)));
    Report report = Checker.check(file, CheckOptions.defaults().withServer(server));
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings())
        .extracting(finding -> finding.code())
        .containsExactly(FindingCode.RDB_LIBRARIES_NOT_RUN);
    Files.write(file, image(SOURCES.get(0)));
    assertThat(Checker.check(file, CheckOptions.defaults().withServer(server)).findings())
        .isEmpty();
  }

  private static byte[] image(String source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(out), RdbTarget.of(Server.REDIS_7_0));
    writer.begin(new RdbOrigin("7.0.15", Clock.systemUTC(), 0, false));
    writer.function(bytes("#!lua name=lib\n" + source));
    writer.database(0, 1, 0);
    writer.key(KeyHead.of(bytes("key")), RdbValue.string(bytes("value")));
    writer.end();
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
