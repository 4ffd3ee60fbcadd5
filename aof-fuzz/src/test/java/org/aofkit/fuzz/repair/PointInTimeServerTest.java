package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.PointInTime;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server holds after {@code prefix} and {@code --until} is what a fresh server holds that
 * was sent the commands that were kept, and no more.
 */
class PointInTimeServerTest {
  private static final Pattern ANNOTATION = Pattern.compile("#TS:([0-9]+)\r\n");
  private static final int DAMAGES = 8;

  @TempDir static Path shared;
  private static Path written = Path.of("");
  private static List<Path> incrs = List.of();
  private static List<String> texts = List.of();

  @TempDir Path folder;

  @BeforeAll
  static void letAServerWrite() throws IOException {
    written = Files.createDirectory(shared.resolve("written"));
    TimedTraffic.writeTo(Servers.program(Server.REDIS_7_0), written);
    try (Stream<Path> files = Files.list(written.resolve("appendonlydir"))) {
      incrs = files.filter(file -> file.toString().endsWith(".incr.aof")).sorted().toList();
    }
    List<String> read = new ArrayList<>();
    for (Path incr : incrs) {
      read.add(Files.readString(incr, StandardCharsets.ISO_8859_1));
    }
    texts = List.copyOf(read);
    assertThat(incrs).hasSizeGreaterThanOrEqualTo(3);
    assertThat(Checker.check(written, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
  }

  private static String log() {
    return String.join("", texts);
  }

  /** What a fresh server holds that was sent the commands of this part of the log. */
  private static DataSet sent(String log) throws IOException {
    Path fresh = Files.createTempDirectory("aofkit-sent-");
    try (RealServer server =
            RealServer.start(Servers.program(Server.REDIS_7_0), fresh, Map.of(), LoadProbe.LIMIT);
        RespClient client = server.connect()) {
      PlainLog.of(log.getBytes(StandardCharsets.ISO_8859_1)).play(client);
      return DataSet.dump(server);
    } finally {
      TempTree.delete(fresh);
    }
  }

  private Path copy() throws IOException {
    Path copy = Files.createTempDirectory(folder, "copy");
    TempTree.copy(written, copy);
    return copy;
  }

  private static RepairOutcome repair(Path dir, PlanOptions options) throws IOException {
    Report report = Checker.check(dir, CheckOptions.defaults());
    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), options);
    RepairOptions how = new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    return Repair.apply(dir, report, plan, how, CheckOptions.defaults());
  }

  private static void requireHolds(Path dir, String kept, String what) throws IOException {
    LoadProbe.Result result =
        LoadProbe.probe(Servers.program(Server.REDIS_7_0), dir, LoadProbe.Mode.STRICT);
    assertThat(result.dataOrThrow().diff(sent(kept))).as(what).isEmpty();
  }

  @Test
  void everySecondOfTheLogCanBeGoneBackTo() throws IOException {
    TreeSet<Long> seconds = new TreeSet<>();
    for (MatchResult match : ANNOTATION.matcher(log()).results().toList()) {
      seconds.add(Long.parseLong(match.group(1)));
    }
    assertThat(seconds).hasSizeGreaterThanOrEqualTo(TimedTraffic.ROUNDS + 1);
    seconds.remove(seconds.last());
    for (long second : seconds) {
      Path dir = copy();

      RepairOutcome outcome =
          repair(dir, PlanOptions.safe().until(new PointInTime.Timestamp(second)));

      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      requireHolds(dir, log().substring(0, later(second)), "until " + second);
    }
  }

  private static int later(long second) {
    for (MatchResult match : ANNOTATION.matcher(log()).results().toList()) {
      if (Long.parseLong(match.group(1)) > second) {
        return match.start();
      }
    }
    return log().length();
  }

  @Test
  void theFlushallIsTakenBackByItsPlace() throws IOException {
    int last = texts.size() - 1;
    PlainLog plain = PlainLog.of(texts.get(last).getBytes(StandardCharsets.ISO_8859_1));
    int index = 0;
    while (!plain.commands().get(index).get(0).equalsIgnoreCase("FLUSHALL")) {
      index++;
    }
    int offset = plain.starts().get(index);
    Path dir = copy();

    repair(
        dir,
        PlanOptions.safe()
            .until(new PointInTime.Place(incrs.get(last).getFileName().toString(), offset)));

    String kept = String.join("", texts.subList(0, last)) + texts.get(last).substring(0, offset);
    requireHolds(dir, kept, "until the FLUSHALL");
    assertThat(sent(kept).keys()).isPositive();
  }

  @Test
  void prefixKeepsWhatStandsInFrontOfADamageAnywhere() throws IOException {
    for (int file = 0; file < texts.size(); file++) {
      PlainLog plain = PlainLog.of(texts.get(file).getBytes(StandardCharsets.ISO_8859_1));
      int count = plain.commands().size();
      for (int i = 1; i <= DAMAGES / texts.size() + 1 && count > 3; i++) {
        int command = i * (count - 3) / (DAMAGES / texts.size() + 1);
        Path dir = copy();
        Path damaged = dir.resolve("appendonlydir").resolve(incrs.get(file).getFileName());
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[plain.starts().get(command)] = 'x';
        Files.write(damaged, bytes);

        RepairOutcome outcome = repair(dir, PlanOptions.of(Policy.PREFIX));

        assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
        int cut = plain.starts().get(outermost(plain, command));
        String kept = String.join("", texts.subList(0, file)) + texts.get(file).substring(0, cut);
        requireHolds(dir, kept, incrs.get(file) + ", command " + command);
      }
    }
  }

  /** The MULTI of the transaction a command is in; the command itself outside of one. */
  private static int outermost(PlainLog plain, int command) {
    int begin = -1;
    for (int i = 0; i < command; i++) {
      String name = plain.commands().get(i).get(0).toUpperCase(java.util.Locale.ROOT);
      if (name.equals("MULTI")) {
        begin = i;
      } else if (name.equals("EXEC")) {
        begin = -1;
      }
    }
    return begin < 0 ? command : begin;
  }
}
