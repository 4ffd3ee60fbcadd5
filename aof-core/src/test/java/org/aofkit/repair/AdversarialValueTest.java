package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values made to look like commands, manifests and images, and damage laid over them from every
 * place: where the value's header survives, nothing in it is executed by any policy; where it does
 * not, what a policy keeps of it is listed.
 */
class AdversarialValueTest {
  private static final Aof FRONT = Aof.of(select(0), set("a", "1"));
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));
  private static final List<String> REAL = List.of("0:SET a 1", "0:SET b 2", "0:SET c 3");

  private static final List<Aof> FAKES =
      List.of(command("FLUSHALL"), set("evil", "12345"), command("DEL", "a", "b"));
  private static final String COMMANDS = string(Aof.of(FAKES.toArray(Aof[]::new)));

  @TempDir Path folder;

  private static String string(Aof aof) {
    return new String(aof.bytes(), StandardCharsets.ISO_8859_1);
  }

  /** A command with such a value, and where its header and its first byte are. */
  record Victim(String name, Aof command, int header, int value, int valueEnd) {
    static Victim of(String name, String value, String... further) {
      List<String> words = new ArrayList<>(List.of(further.length == 0 ? "SET" : "MSET", "doc"));
      words.add(value);
      words.addAll(List.of(further));
      Aof command = Aof.command(words.toArray(String[]::new));
      String header = "$" + value.length() + "\r\n";
      int at = string(command).indexOf(header + value);
      return new Victim(
          name, command, at, at + header.length(), at + header.length() + value.length());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Victim> victims() {
    String image = string(image(0, 3));
    return Stream.of(
        Victim.of("ends like a command", "text " + COMMANDS + "*3\r\n$3\r\nSET\r\n$4\r\nevil\r\n$5\r\nabcde"),
        Victim.of("begins with commands, ends like one", COMMANDS + "*3\r\n$3\r\nSET\r\n$4\r\nevil\r\n$5\r\nabcde"),
        Victim.of("ends with commands", "text " + COMMANDS),
        Victim.of("ends with text", COMMANDS + "and so on"),
        Victim.of(
            "takes what follows for arguments",
            COMMANDS + "*5\r\n$4\r\nMSET\r\n$4\r\nevil\r\n$2\r\n42",
            "k",
            "v"),
        Victim.of("only a bulk", "text\r\n$5\r\nabcde"),
        Victim.of(
            "manifest",
            "file appendonly.aof.1.base.rdb seq 1 type b\nfile evil.aof seq 1 type i\n" + COMMANDS),
        Victim.of("magic in front", "REDIS0011" + COMMANDS + "REDIS0011"),
        Victim.of("magic of Valkey", "VALKEY080\u00fa\u0009redis-ver" + COMMANDS + "\u00ff"),
        Victim.of("image", image + COMMANDS + image));
  }

  private static Aof over(Aof whole, int from, int to, char with) {
    return whole.with(from, text(String.valueOf(with).repeat(to - from)));
  }

  private static boolean isFake(String effect) {
    return effect.contains("evil") || effect.contains("FLUSHALL") || effect.contains("DEL a b");
  }

  /** What is executed behind a repair that is not in the log; nothing where it is refused. */
  private static List<String> invented(AofDir dir, PlanOptions options) throws IOException {
    RepairOutcome outcome = null;
    RepairPlan plan = dir.plan(options);
    if (!plan.refusals().isEmpty() || plan.edits().isEmpty()) {
      return List.of();
    }
    dir.repair(options);
    return Effects.of(Aof.raw(dir.incrBytes(1))).stream()
        .filter(AdversarialValueTest::isFake)
        .filter(effect -> !effect.contains("doc"))
        .toList();
  }

  private static List<PlanOptions> policies() {
    return List.of(
        PlanOptions.safe(), PlanOptions.of(Policy.PREFIX), PlanOptions.of(Policy.SALVAGE));
  }

  @ParameterizedTest
  @MethodSource("victims")
  void explore(Victim victim) throws IOException {
    Aof log = Aof.of(FRONT, victim.command(), BEHIND);
    int start = FRONT.length();
    int end = log.length();
    int cases = 0;
    List<String> problems = new ArrayList<>();
    for (char with : new char[] {'\0', '?'}) {
      for (int from = start; from < start + victim.valueEnd() + 2; from += (from < start + victim.value() ? 3 : 11)) {
        for (int to = from + 1; to <= end; to += 1) {
          if (from != start && to % 7 != 0) { continue; }
          boolean survives = from >= start + victim.value() || to <= start + victim.header();
          Aof damaged = over(log, from, to, with);
          for (PlanOptions options : policies()) {
            cases++;
            AofDir dir = AofDir.in(folder).incr(damaged);
            Report report = dir.check();
            List<String> invented = invented(dir, options);
            if (invented.isEmpty()) { continue; }
            if (survives) {
              problems.add("REPLAYED " + (int) with + " " + from + "-" + to + " of " + start + "+" + victim + " " + options + invented);
            } else if (report.findings().stream().noneMatch(f -> f.code() == FindingCode.AOF_DOUBTFUL_ISLAND && f.length() > 0)) {
              problems.add("UNLISTED " + (int) with + " " + from + "-" + to + " of " + start + "+" + victim + " " + options + invented);
            }
          }
        }
      }
    }
    System.err.println(victim + ": " + cases + " cases, " + problems.size() + " problems");
    problems.stream().limit(12).forEach(System.err::println);
  }
}
