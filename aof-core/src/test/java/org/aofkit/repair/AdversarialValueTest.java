package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.io.MemorySource;
import org.aofkit.resp.RespScanner;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values made to look like commands, manifests and images, and damage laid over them from place to
 * place: where the value's header survives, no policy makes a server execute what is in it; where
 * it does not, what is kept of it is listed.
 */
class AdversarialValueTest {
  private static final Aof FRONT = Aof.of(select(0), set("a", "1"));
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));
  private static final String COMMANDS =
      string(Aof.of(command("FLUSHALL"), set("evil", "12345"), command("DEL", "a", "b")));
  private static final String LAST = string(set("evil", "abcde").cutBy(2));

  private static final List<PlanOptions> POLICIES =
      List.of(PlanOptions.safe(), PlanOptions.of(Policy.PREFIX), PlanOptions.of(Policy.SALVAGE));

  @TempDir Path folder;

  private int cases;

  /** Salvage is what keeps most; the others are tried on every fourth case. */
  private List<PlanOptions> policies() {
    cases++;
    return cases % 4 == 1 ? POLICIES : POLICIES.subList(2, 3);
  }

  private static String string(Aof aof) {
    return new String(aof.bytes(), StandardCharsets.ISO_8859_1);
  }

  /**
   * A log with an adversarial value in it.
   *
   * @param start where its command begins
   * @param header where its header does
   * @param value its first byte
   * @param end the first byte behind it
   */
  record Victim(String name, Aof log, int start, int header, int value, int end) {
    static Victim of(String name, String value, String... further) {
      List<String> words = new ArrayList<>(List.of(further.length == 0 ? "SET" : "MSET", "doc"));
      words.add(value);
      words.addAll(List.of(further));
      Aof log = Aof.of(FRONT, Aof.command(words.toArray(String[]::new)), BEHIND);
      String header = "$" + value.length() + "\r\n";
      int at = string(log).indexOf(header + value);
      int first = at + header.length();
      return new Victim(name, log, FRONT.length(), at, first, first + value.length());
    }

    Aof over(int from, int to, char with) {
      return log.with(from, text(String.valueOf(with).repeat(to - from)));
    }

    Aof without(int from, int to) {
      return Aof.of(log.head(from), log.from(to));
    }

    /** Every star and every few bytes from an offset on to another. */
    Set<Integer> places(int from, int to, int step) {
      Set<Integer> places = new TreeSet<>();
      for (int at = from; at <= to; at += step) {
        places.add(at);
      }
      for (int at = string(log).indexOf('*', from); at >= 0 && at <= to; ) {
        places.add(at);
        at = string(log).indexOf('*', at + 1);
      }
      return places;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Victim> victims() {
    String image = string(image(0, 3));
    return Stream.of(
        Victim.of("ends like a command", "text " + COMMANDS + LAST),
        Victim.of("is commands but for its line end", COMMANDS + LAST),
        Victim.of("ends with a command", COMMANDS),
        Victim.of("ends with text", COMMANDS + "and so on"),
        Victim.of("ends like a value", COMMANDS + "text\r\n$5\r\nabcde"),
        Victim.of(
            "takes what follows it for arguments",
            COMMANDS + "*5\r\n$4\r\nMSET\r\n$4\r\nevil\r\n$2\r\n42",
            "k",
            "v"),
        Victim.of("manifest", "file evil.aof seq 1 type b\n" + COMMANDS + LAST),
        Victim.of("magic of Redis", "REDIS0011" + COMMANDS + "REDIS0011" + LAST),
        Victim.of("magic of Valkey", "VALKEY080\u00fa\u0009redis-ver" + COMMANDS + "\u00ff"),
        Victim.of("image", image + COMMANDS + image + LAST));
  }

  /** The frames of a file that are commands of the values, and no masks. */
  private static List<String> fakes(byte[] file) throws IOException {
    List<String> fakes = new ArrayList<>();
    try (RespScanner scanner = new RespScanner(new MemorySource("aof", file), 1 << 16)) {
      int frame = scanner.next();
      for (; frame == RespScanner.COMMAND; frame = scanner.next()) {
        int length = (int) (scanner.frameEnd() - scanner.frameStart());
        String text =
            new String(file, (int) scanner.frameStart(), length, StandardCharsets.ISO_8859_1);
        boolean fake = text.contains("evil") || text.contains("FLUSHALL") || text.contains("DEL");
        if (fake && !text.contains("\r\ndoc\r\n") && !text.contains("\r\nPING\r\n")) {
          fakes.add(text);
        }
      }
      assertThat(frame).isEqualTo(RespScanner.END);
    }
    return fakes;
  }

  /** What a policy makes a server execute of a value; nothing where it does not mend the log. */
  private List<String> executed(Aof damaged, PlanOptions policy) throws IOException {
    AofDir dir = AofDir.in(folder).incr(damaged);
    RepairPlan plan = dir.plan(policy);
    if (!plan.refusals().isEmpty() || plan.edits().isEmpty()) {
      return List.of();
    }
    dir.repair(policy);
    return fakes(dir.incrBytes(1));
  }

  private void assertNotExecuted(Aof damaged, String what) throws IOException {
    for (PlanOptions policy : policies()) {
      assertThat(executed(damaged, policy)).as("%s, %s", policy.policy(), what).isEmpty();
    }
  }

  private void assertListed(Aof damaged, String what) throws IOException {
    Report report = AofDir.in(folder).incr(damaged).check();
    for (PlanOptions policy : policies()) {
      for (String fake : executed(damaged, policy)) {
        int at = string(damaged).indexOf(fake);
        assertThat(report.findings())
            .as("%s, %s: %s at %d", policy.policy(), what, fake, at)
            .anyMatch(finding -> covers(finding, at));
      }
    }
  }

  private static boolean covers(Finding finding, int at) {
    return finding.code() == FindingCode.AOF_DOUBTFUL_ISLAND
        && finding.offset() <= at
        && at < finding.offset() + finding.length();
  }

  @ParameterizedTest
  @MethodSource("victims")
  void damageBehindTheHeaderReplaysNothing(Victim victim) throws IOException {
    int size = victim.log().length();
    for (char with : new char[] {'\0', '?'}) {
      for (int from : new int[] {victim.value(), victim.value() + 40, victim.end()}) {
        for (int to = victim.end() + 1; to <= size; to += 31) {
          assertNotExecuted(victim.over(from, to, with), from + " to " + to);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("victims")
  void damageInFrontOfTheHeaderReplaysNothing(Victim victim) throws IOException {
    for (int from : new int[] {victim.start(), victim.start() + 5}) {
      for (int to : new int[] {victim.start() + 6, victim.header() - 1, victim.header()}) {
        assertNotExecuted(victim.over(from, to, '\0'), from + " to " + to);
        assertNotExecuted(victim.over(from, to, '?'), from + " to " + to);
      }
    }
    for (int at = victim.start(); at < victim.header(); at++) {
      if ("*$0123456789".indexOf(string(victim.log()).charAt(at)) >= 0) {
        assertNotExecuted(victim.over(at, at + 1, '9'), "9 at " + at);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("victims")
  void whatIsKeptOfAValueWithoutAHeaderIsListed(Victim victim) throws IOException {
    for (int to : victim.places(victim.header() + 1, victim.end(), 50)) {
      assertListed(victim.over(victim.start(), to, '\0'), "NULs to " + to);
      if (to % 2 == 0) {
        assertListed(victim.over(victim.header(), to, '?'), "garbage to " + to);
      } else {
        assertListed(victim.without(victim.start() + 1, to), "nothing to " + to);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("victims")
  void tornValueIsNotReplayedUnlessItEndsJustBehindACommandInIt(Victim victim) throws IOException {
    for (int end : victim.places(victim.value(), victim.end() + 1, 31)) {
      Aof torn = victim.log().head(end);
      boolean behindCommand = string(torn).endsWith("\r\n") && end < victim.end();
      if (behindCommand) {
        assertListed(torn, "torn at " + end);
      } else {
        assertNotExecuted(torn, "torn at " + end);
      }
    }
  }

  @Test
  void linesOfAManifestInAValueAreNoManifest() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .base(image(0, 1))
            .incr(FRONT, set("doc", "file evil.aof seq 1 type b\nfile evil.aof seq 9 type i\n"));
    Files.write(dir.file("evil.aof"), BEHIND.bytes());
    Files.delete(dir.file("appendonly.aof.manifest"));

    assertThat(dir.check().findings())
        .filteredOn(finding -> finding.code() == FindingCode.MAN_POSSIBLE)
        .isNotEmpty()
        .noneMatch(finding -> finding.message().contains("evil"));
  }
}
