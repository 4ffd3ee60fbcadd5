package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** The descriptions are what the same servers show here: both sides of later comparisons hold. */
class ServerContentTest {
  private static final int USUAL = 16;
  private static final int WIDE = 20_000;

  @Test
  void redis70ShowsWhatItsDescriptionsSay() throws IOException {
    assertShown(Server.REDIS_7_0, "redis-7.0.15");
  }

  @Test
  void redis80ShowsWhatItsDescriptionsSay() throws IOException {
    assertShown(Server.REDIS_8_0, "redis-8.0.6");
  }

  @Test
  void valkey9ShowsWhatItsDescriptionsSay() throws IOException {
    assertShown(Server.VALKEY_9, "valkey-9.1.2");
  }

  private static void assertShown(Server server, String producer) throws IOException {
    List<String> wrong = new ArrayList<>();
    int files = 0;
    Path program = Servers.program(server);
    try (var usual = new DumpProbe(program, server, false, USUAL);
        var wide = new DumpProbe(program, server, false, WIDE)) {
      for (Path file : CorpusFiles.all()) {
        if (CorpusFiles.producer(file).equals(producer)) {
          DumpProbe probe = file.endsWith("multi-db-wide.rdb") ? wide : usual;
          DumpProbe.Answer<RdbContent> answer =
              probe.ask(Files.readAllBytes(file), ServerContent::read);
          RdbContent expected = CorpusJson.of(file).content();
          RdbContent shown = answer.contentOrThrow().asToldBy(expected);
          shown.diff(expected).forEach(line -> wrong.add(file.getFileName() + " " + line));
          files++;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(files).isGreaterThan(35);
  }
}
