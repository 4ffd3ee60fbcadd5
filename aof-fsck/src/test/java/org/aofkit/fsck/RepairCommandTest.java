package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RepairCommandTest {
  private final Run run = new Run();

  @Test
  void aCleanSetIsLeftAlone() {
    assertThat(run.run("repair", "/data")).isZero();
    assertThat(run.engine.calls).containsExactly("finish /data", "check /data", "plan");
    assertThat(run.out()).endsWith("Nothing to do.\n");
  }

  @Test
  void safeEditsAreAppliedAndTheResultIsSaid() {
    damaged();

    assertThat(run.run("repair", "/data")).isEqualTo(1);
    assertThat(run.engine.calls).containsExactly("finish /data", "check /data", "plan", "repair");
    assertThat(run.out())
        .isEqualTo(
            """
            /data: repaired; given up: nothing.

              plan 5f1d3c0a9be27744: 1 edit; given up: nothing

              SAFE  mask  appendonly.aof.2.incr.aof @ 18,889 (0x49c9), 50,743 bytes
                Turn the range into the argument of a PING: the command before it is whole and the next one
                begins at its end

              kept aside   /data/.aof-fsck/20261122T101500Z-1
              to undo      aof-fsck undo /data

            /data: clean. Redis 7.0 starts on these files, and nothing in them is lost by it.
            """);
  }

  @Test
  void whatCouldNotBeDoneInFullIsSaid() {
    damaged();
    run.engine.warnings = List.of("the owner could not be kept");

    assertThat(run.run("repair", "/data")).isEqualTo(1);
    assertThat(run.out()).contains("\n  warning: the owner could not be kept\n");
  }

  @Test
  void whatIsLeftIsAddedToTheExitCode() {
    damaged();
    run.engine.after = Reports.lossy();

    assertThat(run.run("repair", "/data")).isEqualTo(5);
  }

  @Test
  void aDryRunWritesNothingAndSaysHowToApplyThePlan() {
    damaged();

    assertThat(run.run("repair", "-n", "/data")).isEqualTo(4);
    assertThat(run.engine.calls).containsExactly("check /data", "plan");
    assertThat(run.out())
        .endsWith(
            """
              Nothing was written. To apply exactly this plan:

                aof-fsck repair --expect-plan 5f1d3c0a9be27744 /data
            """);
  }

  @Test
  void thePlanThatWasSeenIsApplied() {
    damaged();

    assertThat(run.run("repair", "--expect-plan", "5f1d3c0a9be27744", "/data")).isEqualTo(1);
  }

  @Test
  void anotherPlanThanTheExpectedIsNotApplied() {
    damaged();

    assertThat(run.run("repair", "--expect-plan=abc", "/data")).isEqualTo(8);
    assertThat(run.engine.calls).doesNotContain("repair");
    assertThat(run.err())
        .contains("the plan is now 5f1d3c0a9be27744, not abc; nothing was written");
  }

  @Test
  void whatIsNotSafeIsRefusedWithItsReason() {
    run.engine.report = Reports.lossy();
    run.engine.plan = Reports.refusedPlan();

    assertThat(run.run("repair", "--json", "/data")).isEqualTo(4);
    assertThat(run.engine.calls).doesNotContain("repair");
    Object document = run.json().get(0);
    assertThat(Json.at(document, "plan", "edits")).isEqualTo(List.of());
    assertThat(Json.at(document, "plan", "refused", 0, "class")).isEqualTo("UNLOCATED");
    assertThat(Json.at(document, "lost")).isNull();
  }

  @Test
  void theRefusalIsSaidToPeopleToo() {
    run.engine.report = Reports.lossy();
    run.engine.plan = Reports.refusedPlan();

    run.run("repair", "/data");

    assertThat(run.out())
        .contains("refused (UNLOCATED)  (the directory)")
        .contains("Nothing was written")
        .contains("replica or a backup");
  }

  @Test
  void damageWithoutAnEditStaysAndIsExplained() {
    run.engine.report = Reports.unsupported();

    assertThat(run.run("repair", "/data")).isEqualTo(8);
    assertThat(run.out()).contains("RDB-UNSUPPORTED");
  }

  @Test
  void jsonHasThePlanTheLossAndTheFilesAsTheyAreNow() {
    damaged();

    assertThat(run.run("repair", "--json", "/data")).isEqualTo(1);

    Object document = run.json().get(0);
    assertThat(Json.at(document, "verdict")).isEqualTo("clean");
    assertThat(Json.at(document, "plan", "id")).isEqualTo("5f1d3c0a9be27744");
    assertThat(Json.at(document, "plan", "edits", 0).toString())
        .isEqualTo(
            "{kind=mask, class=SAFE, file=appendonly.aof.2.incr.aof, offset=18889, length=50743, lost={bytes=0,"
                + " commands=0, transactions=0, keys=0, keysAtLeast=false}, reason=the command before it is whole and the next one"
                + " begins at its end}");
    assertThat(Json.at(document, "lost").toString())
        .isEqualTo("{bytes=0, commands=0, transactions=0, keys=0, keysAtLeast=false}");
    assertThat(Json.at(document, "exitCode")).isEqualTo(1L);
  }

  @Test
  void theQuarantineIsHandedOn() {
    damaged();

    run.run("repair", "--quarantine", "/spare", "/data");

    assertThat(run.engine.repairOptions.get(0).quarantine())
        .isEqualTo(Optional.of(Path.of("/spare")));
    assertThat(run.out()).contains("aof-fsck undo --quarantine /spare /data");
  }

  @Test
  void aFullVolumeIsAnOperationalError() {
    damaged();
    run.engine.repairFails = new FileSystemException("/data/x", null, "No space left on device");

    assertThat(run.run("repair", "/data")).isEqualTo(8);
    assertThat(run.err()).isEqualTo("aof-fsck repair: /data: /data/x: No space left on device\n");
    assertThat(run.out()).contains("/data: corrupt. ", "AOF-NUL-HOLE");
  }

  @Test
  void whatIsTypedAfterAFailureHasTheOptionsOfThePlan() {
    damaged();
    run.engine.repairFails = new FileSystemException("/data/x", null, "No space left on device");

    assertThat(run.run("repair", "--policy", "salvage", "/data")).isEqualTo(8);
    assertThat(run.out()).endsWith("    aof-fsck repair --policy salvage /data\n");
  }

  @Test
  void aRepairThatFailedIsReportedInJsonWithWhatWasFound() {
    damaged();
    run.engine.repairFails = new FileSystemException("/data/x", null, "No space left on device");

    assertThat(run.run("repair", "--json", "/data")).isEqualTo(8);
    Object document = run.json().get(0);
    assertThat(Json.at(document, "verdict")).isEqualTo("corrupt");
    assertThat(Json.at(document, "findings", 0, "code")).isEqualTo("AOF-NUL-HOLE");
    assertThat(Json.at(document, "error")).isEqualTo("/data/x: No space left on device");
  }

  @Test
  void afterAnInternalErrorInTheRepairNobodyKnowsWhatTheFilesAre() {
    damaged();
    run.engine.repairFails = new IllegalStateException("oops");

    assertThat(run.run("repair", "--json", "/data")).isEqualTo(8);
    assertThat(Json.at(run.json().get(0), "verdict")).isNull();
  }

  @Test
  void anInterruptedOperationIsFinishedFirst() {
    run.engine.recovery = Engine.Recovery.ROLLED_BACK;

    run.run("repair", "/data");

    assertThat(run.err()).contains("an interrupted operation was taken back");
  }

  @Test
  void nothingElseIsWrittenWhereAnInterruptedOperationCannotBeFinished() {
    damaged();
    run.engine.finishFails = new IOException("the journal can't be read");

    assertThat(run.run("repair", "/data")).isEqualTo(8);
    assertThat(run.engine.calls).containsExactly("finish /data");
  }

  @Test
  void aSignalDuringTheRepairRollsItBack() {
    damaged();
    run.engine.repairFails = new CancellationException();

    assertThat(run.run("repair", "/data")).isEqualTo(32);
  }

  private void damaged() {
    run.engine.report = Reports.holed();
    run.engine.plan = Reports.maskPlan();
  }
}
