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
import java.util.Random;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.gen.Mutation;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.resp.RespEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every byte of a small directory's log or manifest becomes another, or goes; and two damages hit
 * it anywhere. Whatever is left: looking changes nothing, a repair leaves what it says it leaves,
 * and taking it back brings back every byte. {@code -Daofkit.fuzz.times=100} tries a hundred times
 * as many pairs.
 */
class EveryByteTest {
  private static final byte[] TELLING = {0, '1'};
  private static final int PAIRS = 100;
  private static final long SEED = 20261123;
  private static final String INCR = "appendonly.aof.1.incr.aof";
  private static final String MANIFEST = "appendonly.aof.manifest";

  private Path data = Path.of("");
  private Path aof = Path.of("");
  private long tried;
  private long damaged;

  @BeforeEach
  void begin() throws IOException {
    data = Effort.inMemory("aofkit-byte-");
    aof = data.resolve("appendonlydir");
  }

  @AfterEach
  void end() throws IOException {
    TempTree.delete(data);
  }

  private static byte[] log() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    log.writeBytes(RespEncoder.select(0));
    log.writeBytes(RespEncoder.command("SET", "k", "v"));
    log.writeBytes("#TS:17\r\n".getBytes(StandardCharsets.US_ASCII));
    log.writeBytes(RespEncoder.command("MULTI"));
    log.writeBytes(RespEncoder.command("INCR", "n"));
    log.writeBytes(RespEncoder.command("EXEC"));
    log.writeBytes(RespEncoder.command("DEL", "k"));
    return log.toByteArray();
  }

  private static byte[] manifest() {
    return "file %s seq 1 type i\n".formatted(INCR).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void everyByteOfTheLogIsAnotherOrGone() throws IOException {
    everyByte(log(), damage -> judge(damage, manifest()));
    new Tally("every-byte-log", tried, damaged, 0).write();
  }

  @Test
  void everyByteOfTheManifestIsAnotherOrGone() throws IOException {
    everyByte(manifest(), damage -> judge(log(), damage));
    new Tally("every-byte-manifest", tried, damaged, 0).write();
  }

  @Test
  void twoDamagesHitTheLogAnywhere() throws IOException {
    int pairs = PAIRS * Integer.getInteger("aofkit.fuzz.times", 1);
    for (int i = 0; i < pairs; i++) {
      Random random = new Random(SEED + i);
      byte[] once = Mutation.any(random).of(log());
      try {
        judge(Mutation.any(random).of(once), manifest());
      } catch (AssertionError e) {
        throw new AssertionError("seed " + (SEED + i) + ": " + e.getMessage(), e);
      }
    }
    new Tally("two-damages", tried, damaged, 0).write();
  }

  private interface Judge {
    void on(byte[] damage) throws IOException;
  }

  private static void everyByte(byte[] file, Judge judge) throws IOException {
    for (int at = 0; at < file.length; at++) {
      for (byte value : TELLING) {
        byte[] changed = file.clone();
        changed[at] = value;
        if (!Arrays.equals(changed, file)) {
          judged(judge, changed, "byte " + at + " is " + value);
        }
      }
      byte[] shorter = Arrays.copyOf(file, file.length - 1);
      System.arraycopy(file, at + 1, shorter, at, file.length - at - 1);
      judged(judge, shorter, "byte " + at + " is gone");
    }
  }

  private static void judged(Judge judge, byte[] damage, String what) throws IOException {
    try {
      judge.on(damage);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(what + ": " + e.getMessage(), e);
    }
  }

  private void judge(byte[] log, byte[] manifest) throws IOException {
    TempTree.delete(aof);
    TempTree.delete(data.resolve(".aof-fsck"));
    Files.createDirectory(aof);
    Files.write(aof.resolve(INCR), log);
    Files.write(aof.resolve(MANIFEST), manifest);
    Map<String, String> times = Snapshots.contentsAndTimes(data);
    Map<String, String> before = Snapshots.contentsAndModes(data);

    Report report = Checker.check(data, CheckOptions.defaults());
    PlanOptions options = Repairs.salvage(true);
    RepairPlan plan = Repairs.plan(data, options);
    assertThat(Snapshots.contentsAndTimes(data)).isEqualTo(times);

    tried++;
    damaged += report.verdict() == Verdict.CLEAN ? 0 : 1;
    if (!plan.refusals().isEmpty()) {
      return;
    }
    Optional<RepairOutcome> outcome = Repairs.apply(data, options);
    Report after = Checker.check(data, CheckOptions.defaults());
    if (outcome.isEmpty()) {
      assertThat(after.verdict()).isEqualTo(report.verdict());
      return;
    }
    assertThat(after.verdict()).isEqualTo(outcome.get().after().verdict());
    assertThat(after.verdict()).as("%s", after.findings()).isEqualTo(Verdict.CLEAN);
    assertThat(Repairs.plan(data, options).nothingToDo()).isTrue();
    Repairs.undo(data);
    assertThat(Snapshots.contentsAndModes(data)).isEqualTo(before);
  }
}
