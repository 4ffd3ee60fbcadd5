package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.resp.RespEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A log with a bit of everything ends at each of its bytes in turn. Everywhere the verdict is the
 * one that the place asks for, a look changes nothing, and what a repair says of itself is so.
 */
class EveryPrefixTest {
  private static final String FIRST = "appendonly.aof.1.incr.aof";
  private static final String SECOND = "appendonly.aof.2.incr.aof";
  private static final String LINE = "file %s seq %d type i\n";

  private Path data = Path.of("");
  private Path aof = Path.of("");

  /** Where a file may end so that nothing of it is missing, and where annotations lie. */
  private static final class Log {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final Set<Integer> borders = new TreeSet<>(Set.of(0));
    final Set<Integer> commands = new TreeSet<>();
    final Map<Integer, Integer> transactions = new TreeMap<>();
    final Map<Integer, Integer> annotations = new TreeMap<>();

    Log add(byte[]... frames) {
      int from = bytes.size();
      for (byte[] frame : frames) {
        bytes.writeBytes(frame);
        commands.add(bytes.size());
      }
      if (frames.length > 1) {
        transactions.put(from + frames[0].length, bytes.size());
      }
      borders.add(bytes.size());
      return this;
    }

    Log annotation(String text) {
      int from = bytes.size();
      add(text.getBytes(StandardCharsets.US_ASCII));
      annotations.put(from, bytes.size());
      return this;
    }

    boolean isInAnnotation(int at) {
      return annotations.entrySet().stream().anyMatch(a -> at > a.getKey() && at < a.getValue());
    }

    /** There the server cuts the command, leaves the MULTI, and loses what it appends behind it. */
    boolean isInCommandOfTransaction(int at) {
      return !commands.contains(at)
          && transactions.entrySet().stream().anyMatch(t -> at > t.getKey() && at < t.getValue());
    }

    Verdict verdict(int at) {
      if (borders.contains(at)) {
        return Verdict.CLEAN;
      }
      return isInAnnotation(at) || isInCommandOfTransaction(at) ? Verdict.LOSSY : Verdict.TRUNCATED;
    }
  }

  private static Log everything() {
    return new Log()
        .annotation("#TS:1700000000\r\n")
        .add(RespEncoder.select(0))
        .add(RespEncoder.command("SET", "key", "value"))
        .add(RespEncoder.command("SET", "x", "in\r\nside"))
        .add(
            RespEncoder.command("MULTI"),
            RespEncoder.command("INCR", "n"),
            RespEncoder.command("RPUSH", "l", "1", "2"),
            RespEncoder.command("EXEC"))
        .annotation("#TS:1700000001\r\n")
        .add(RespEncoder.select(3))
        .add(RespEncoder.command("SET", "longer", "v".repeat(10)))
        .annotation("#\r\n");
  }

  @BeforeEach
  void begin() throws IOException {
    data = Effort.inMemory("aofkit-prefix-");
    aof = Files.createDirectory(data.resolve("appendonlydir"));
  }

  @AfterEach
  void end() throws IOException {
    TempTree.delete(data);
  }

  private void write(byte[]... incrs) throws IOException {
    TempTree.delete(data.resolve("appendonlydir"));
    Files.createDirectory(aof);
    StringBuilder manifest = new StringBuilder();
    String[] names = {FIRST, SECOND};
    for (int i = 0; i < incrs.length; i++) {
      Files.write(aof.resolve(names[i]), incrs[i]);
      manifest.append(LINE.formatted(names[i], i + 1));
    }
    Files.writeString(aof.resolve("appendonly.aof.manifest"), manifest);
  }

  @Test
  void prefixOfTheLastFileIsCleanOrTruncatedOrLossyInsideAnAnnotation() throws IOException {
    Log log = everything();
    byte[] whole = log.bytes.toByteArray();
    for (int at = 0; at <= whole.length; at++) {
      write(RespEncoder.select(0), Arrays.copyOf(whole, at));
      Verdict expected = log.verdict(at);
      Report report = looked("prefix of " + at, expected);
      assertThat(report.loads().lenient()).as("prefix of %d", at).isTrue();
      assertThat(report.loads().strict())
          .as("prefix of %d", at)
          .isEqualTo(expected == Verdict.CLEAN || log.isInAnnotation(at));
      repaired("prefix of " + at, Policy.SAFE, true);
    }
    new Tally("every-prefix-last", whole.length + 1L, whole.length + 1L - log.borders.size(), 0)
        .write();
  }

  @Test
  void prefixOfAFileThatIsNotTheLastIsCorruptOrLossy() throws IOException {
    Log log = everything();
    byte[] whole = log.bytes.toByteArray();
    byte[] next = Arrays.copyOfRange(whole, log.annotations.get(0), whole.length);
    for (int at = 0; at <= whole.length; at++) {
      write(Arrays.copyOf(whole, at), next);
      Report report = Checker.check(data, CheckOptions.defaults());
      // Nothing is ever appended to this file: half an annotation is read as one, and costs
      // nothing.
      boolean isWhole = log.borders.contains(at) || log.isInAnnotation(at);
      assertThat(report.verdict())
          .as("prefix of %d", at)
          .isIn(isWhole ? Set.of(Verdict.CLEAN) : Set.of(Verdict.LOSSY, Verdict.CORRUPT));
      if (at % 3 == 0) {
        repaired("prefix of " + at, Policy.SALVAGE, false);
      }
    }
    new Tally("every-prefix-first", whole.length + 1L, whole.length + 1L - log.borders.size(), 0)
        .write();
  }

  /** Looking twice says the same and changes nothing, not even a time. */
  private Report looked(String what, Verdict expected) throws IOException {
    Map<String, String> before = Snapshots.contentsAndTimes(data);
    Report report = Checker.check(data, CheckOptions.defaults());
    assertThat(report.verdict()).as(what).isEqualTo(expected);
    Repairs.plan(data, PlanOptions.of(Policy.SALVAGE));
    assertThat(Snapshots.contentsAndTimes(data)).as(what).isEqualTo(before);
    return report;
  }

  private void repaired(String what, Policy policy, boolean must) throws IOException {
    Map<String, String> before = Snapshots.contentsAndModes(data);
    PlanOptions options = PlanOptions.of(policy);
    RepairPlan plan = Repairs.plan(data, options);
    if (!plan.refusals().isEmpty()) {
      assertThat(must).as("%s: refused %s", what, plan.refusals()).isFalse();
      return;
    }
    Optional<RepairOutcome> outcome = Repairs.apply(data, options);
    Report after = Checker.check(data, CheckOptions.defaults());
    assertThat(after.verdict()).as(what).isEqualTo(Verdict.CLEAN);
    assertThat(after.loads()).as(what).isEqualTo(Loads.YES);
    if (outcome.isPresent()) {
      assertThat(outcome.get().after().verdict()).as(what).isEqualTo(after.verdict());
      assertThat(Repairs.plan(data, options).nothingToDo()).as(what).isTrue();
      Repairs.undo(data);
      assertThat(Snapshots.contentsAndModes(data)).as(what).isEqualTo(before);
      TempTree.delete(data.resolve("appendonlydir"));
      TempTree.delete(data.resolve(".aof-fsck"));
    }
  }
}
