package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fsck.options.PlanWords;
import org.aofkit.repair.AmbiguousDatabase;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.PointInTime;
import org.aofkit.repair.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies at the command line: what is handed on, and what is said of them. */
class PolicyTest {
  private static final PlanOptions PREFIX = PlanOptions.of(Policy.PREFIX);
  private final Run run = new Run();

  @TempDir Path folder;

  private int init() {
    return run.run(
        "init", "--termination-log", folder.resolve("log").toString(), folder.toString());
  }

  private void lossy() {
    run.engine.report = Reports.lossy();
    run.engine.plan = Reports.refusedPlan();
    run.engine.plans.put(Policy.PREFIX, Reports.cutPlan(PREFIX));
    run.engine.plans.put(Policy.SALVAGE, Reports.refusedPlan(PlanOptions.of(Policy.SALVAGE)));
  }

  @Test
  void everyOptionOfAPlanIsHandedOn() {
    run.run(
        "repair",
        "--policy=salvage",
        "--until=appendonly.aof.2.incr.aof:17",
        "--max-loss=2kb",
        "--accept-loss",
        "--ambiguous-db=keep",
        "--assume=3",
        "--clean-leftovers",
        "/data");

    assertThat(run.engine.planOptions.get(0))
        .isEqualTo(
            PlanOptions.of(Policy.SALVAGE)
                .until(new PointInTime.Place("appendonly.aof.2.incr.aof", 17))
                .withMaxLoss(2048)
                .withAcceptedLoss()
                .with(AmbiguousDatabase.KEEP)
                .assuming(3)
                .withCleanLeftovers());
  }

  @Test
  void manifestThatIsThereCanBeAssumedByWord() {
    run.run("repair", "--assume", "listed", "/data");
    run.variables.put("AOF_FSCK_ASSUME", "listed");
    init();

    assertThat(run.engine.planOptions)
        .hasSize(2)
        .containsOnly(PlanOptions.safe().assuming(PlanOptions.LISTED));
    assertThat(PlanWords.of(run.engine.planOptions.get(0))).isEqualTo(" --assume listed");
    assertThat(run.run("repair", "--assume", "0", "/data")).isEqualTo(16);
  }

  @Test
  void initTakesThemFromTheEnvironment() {
    run.variables.put("AOF_FSCK_POLICY", "prefix");
    run.variables.put("AOF_FSCK_MAX_LOSS", "1m");
    run.variables.put("AOF_FSCK_ACCEPT_LOSS", "yes");
    run.variables.put("AOF_FSCK_AMBIGUOUS_DB", "keep");
    run.variables.put("AOF_FSCK_ASSUME", "2");
    run.variables.put("AOF_FSCK_UNTIL", "17");
    run.variables.put("AOF_FSCK_CLEAN_LEFTOVERS", "yes");

    init();

    // An end of the log in an init container would cut again at every start.
    assertThat(run.engine.planOptions.get(0))
        .isEqualTo(
            PREFIX
                .withMaxLoss(1_000_000)
                .withAcceptedLoss()
                .with(AmbiguousDatabase.KEEP)
                .assuming(2));
  }

  @Test
  void initKnowsNoEndOfTheLog() {
    assertThat(run.run("init", "--until", "17", "/data")).isEqualTo(16);
    assertThat(run.err()).contains("belongs to 'repair'");
  }

  @Test
  void anUnknownPolicyIsAMistake() {
    assertThat(run.run("repair", "--policy", "wild", "/data")).isEqualTo(16);
    assertThat(run.err()).contains("safe or prefix or salvage");
    assertThat(run.engine.calls).isEmpty();
  }

  @Test
  void whereSafeIsNotEnoughTheOthersAreSaidWithTheirCommands() {
    lossy();

    assertThat(run.run("repair", "--server", "redis-7.2", "/data")).isEqualTo(4);

    assertThat(run.out())
        .endsWith(
            """
              Nothing was written, because not all of it can be mended freely.
              Look for a replica or a backup that still has the data before anything else.

              At your word, this could be done:

                prefix gives up 85,014 bytes, 61 commands, 2 transactions, 40 keys; it keeps 1,253,558 bytes,
                113 commands, 0 transactions
                  aof-fsck repair --policy prefix --server redis-7.2 /data

                salvage can't: rebuilding a manifest is not available in this version
            """);
    assertThat(run.engine.calls).doesNotContain("repair");
  }

  @Test
  void theSameIsInJson() {
    lossy();

    run.run("repair", "--json", "/data");

    Object document = run.json().get(0);
    assertThat(Json.at(document, "alternatives", 0).toString())
        .isEqualTo(
            "{policy=prefix, possible=true, planId=c0ffee, kept={bytes=1253558, commands=113, transactions=0},"
                + " lost={bytes=85014, commands=61, transactions=2, keys=40, keysAtLeast=false}, reasons=[],"
                + " command=aof-fsck repair --policy prefix /data}");
    assertThat(Json.at(document, "alternatives", 1, "possible")).isEqualTo(false);
    assertThat(Json.at(document, "alternatives", 1, "reasons").toString())
        .contains("rebuilding a manifest");
  }

  @Test
  void initSaysThemToo() {
    lossy();

    assertThat(init()).isEqualTo(4);
    assertThat(run.out()).contains("aof-fsck repair --policy prefix " + folder);
    assertThat(folder.resolve("log")).content().contains("prefix would give up 85,014 bytes, 61");
  }

  @Test
  void underAnotherPolicyThereAreNoAlternatives() {
    lossy();

    run.run("repair", "--policy", "salvage", "--json", "/data");

    assertThat(Json.at(run.json().get(0), "alternatives")).isEqualTo(List.of());
  }

  @Test
  void aDryRunOfAPolicySaysLossesNotesAndTheCommandToApplyIt() {
    lossy();

    assertThat(run.run("repair", "-n", "--policy", "prefix", "/data")).isEqualTo(4);

    assertThat(run.engine.calls).doesNotContain("repair");
    assertThat(run.out())
        .contains("plan c0ffee (--policy prefix): 1 edit; given up: 85,014 bytes, 61 commands")
        .contains("\n  The clock was set back.\n")
        .contains("gives up 85,014 bytes, 61 commands, 2 transactions, 40 keys")
        .endsWith("    aof-fsck repair --expect-plan c0ffee --policy prefix /data\n");
  }

  @Test
  void whatIsAllowedIsDoneAndItsLossIsSaid() {
    lossy();

    assertThat(run.run("repair", "--policy", "prefix", "/data")).isEqualTo(1);

    assertThat(run.out()).startsWith("/data: repaired; given up: 85,014 bytes, 61 commands,");
  }

  @Test
  void newerThanTheToolBesideDamageIsUntouchedWhateverThePolicy() {
    Report lossy = Reports.lossy();
    run.engine.report =
        Reports.withUnsupported(
            Reports.of(
                Path.of("/data"), Verdict.CORRUPT, Loads.NO, lossy.findings(), lossy.damages()));
    run.engine.plan = Reports.maskPlan();

    assertThat(init()).isEqualTo(4);
    assertThat(run.engine.calls).doesNotContain("repair");
  }
}
