package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.SetFiles;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.resp.RespEncoder;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real server holds behind salvages of damages that are seldom, and were decided one by one.
 */
class SalvagedRestServerTest {
  private static final String BAD = "??? these bytes are no command\r\n";
  private static final String FLUSH = "*1\r\n$8\r\nFLUSHALL\r\n" + set("x", "1");

  @TempDir Path folder;

  /**
   * A damaged log and what has to be left.
   *
   * @param files the incr files
   * @param kept keys whose value is {@code 1}, in database 5
   */
  record Case(String name, List<String> files, List<String> kept) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static String command(String... words) {
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    return new String(RespEncoder.command(arguments), StandardCharsets.ISO_8859_1);
  }

  private static String set(String key, String value) {
    return command("SET", key, value);
  }

  private static String all(String... keys) {
    StringBuilder text = new StringBuilder();
    for (String key : keys) {
      text.append(set(key, "1"));
    }
    return text.toString();
  }

  static Stream<Case> cases() {
    String head = command("SELECT", "5") + all("a");
    String multi = command("MULTI");
    String exec = command("EXEC");
    String value = "$" + FLUSH.length() + "\r\n" + FLUSH + "\r\n";
    String split = set("s", "1");
    return Stream.of(
        new Case(
            "damaged EXEC behind a transaction in two",
            List.of(
                head + multi + all("b") + BAD + all("c", "d") + "*1\r\n$4\r\nE?EC\r\n" + all("z")),
            List.of("a", "z")),
        new Case(
            "two damages and nothing to tell which took the EXEC",
            List.of(head + multi + all("b") + BAD + all("c", "d") + BAD + all("z")),
            List.of("a", "c", "d", "z")),
        new Case(
            "RESET in a transaction",
            List.of(head + multi + all("b") + command("RESET") + exec + all("c")),
            List.of("a", "c")),
        new Case(
            "PSYNC in a transaction",
            List.of(head + multi + all("b") + command("PSYNC", "?", "-1") + exec + all("c")),
            List.of("a", "c")),
        new Case(
            "SHUTDOWN NOW in a transaction",
            List.of(head + multi + all("b") + command("SHUTDOWN", "NOW") + exec + all("c")),
            List.of("a", "c")),
        new Case(
            "value whose header stands in the midst of damage",
            List.of(head + "???\r\nk\r" + value + all("b", "c")),
            List.of("a", "b", "c")),
        new Case(
            "length wrong in two digits",
            List.of(
                head
                    + set("k", "0123456789").replace("$10", "$68")
                    + all("b", "c", "d")
                    + command("DEL", "q")),
            List.of("a", "b", "c", "d")),
        new Case(
            "split command behind damage",
            List.of(head + BAD + all("b") + split.substring(0, 14), split.substring(14) + all("c")),
            List.of("a", "b", "s", "c")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void serverHoldsWhatIsIntactAndNothingElse(Case damaged) throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    List<byte[]> files = new ArrayList<>();
    damaged.files().forEach(file -> files.add(file.getBytes(StandardCharsets.ISO_8859_1)));
    SetFiles.write(folder, files, false);
    assertThat(LoadProbe.probe(program, folder, LoadProbe.Mode.STRICT).loads()).isFalse();

    Repairs.apply(folder, Repairs.salvage(true));

    List<Executed> commands = new ArrayList<>();
    damaged.kept().forEach(key -> commands.add(new Executed(5, List.of("SET", key, "1"))));
    DataSet loaded = LoadProbe.probe(program, folder, LoadProbe.Mode.STRICT).dataOrThrow();
    try (Judge judge = new Judge(program)) {
      assertThat(loaded.diff(judge.made(commands))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void serverLoadsAnOldSingleFileAloneThoughAnotherLiesBesideIt(int number) throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    Files.createDirectories(folder.resolve("appendonlydir"));
    write("appendonly.aof", all("old"));
    write("appendonlydir/appendonly.aof." + number + ".incr.aof", all("beside"));

    assertThat(Checker.check(folder, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.LOSSY);

    DataSet loaded = LoadProbe.probe(program, folder, LoadProbe.Mode.STRICT).dataOrThrow();
    try (Judge judge = new Judge(program)) {
      Executed old = new Executed(0, List.of("SET", "old", "1"));
      assertThat(loaded.diff(judge.made(List.of(old)))).isEmpty();
    }
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content, StandardCharsets.ISO_8859_1);
  }
}
