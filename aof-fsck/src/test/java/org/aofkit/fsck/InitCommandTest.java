package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Finding;
import org.aofkit.check.Loads;
import org.aofkit.check.Severity;
import org.aofkit.check.Verdict;
import org.aofkit.repair.RepairOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of the answers of {@code init}, column {@code safe}, row by row. */
class InitCommandTest {
  private final Run run = new Run();
  @TempDir Path folder;
  private Path log = Path.of("");

  @BeforeEach
  void theTerminationLogIsInTheFolder() {
    log = folder.resolve("termination-log");
    run.variables.put("AOF_FSCK_TERMINATION_LOG", log.toString());
  }

  @Test
  void aCleanSetMayStart() {
    assertThat(init()).isZero();
    assertThat(run.engine.calls).doesNotContain("repair");
    assertThat(log).content().startsWith("aof-fsck init, exit 0: the server may start. ");
  }

  @Test
  void anEmptyVolumeMayStart() {
    run.engine.report = Reports.empty();

    assertThat(init()).isZero();
  }

  @Test
  void whatIsAllSafeIsRepairedAndMayStart() {
    damaged();

    assertThat(init()).isZero();
    assertThat(run.engine.calls).contains("repair");
    assertThat(log)
        .content()
        .startsWith("aof-fsck init, exit 0: the server may start. ")
        .contains("repaired with 1 edit; given up: nothing; kept aside in /data/.aof-fsck/")
        .contains("error AOF-NUL-HOLE  appendonly.aof.2.incr.aof @ 18,889 (0x49c9), 50,743 bytes");
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    damaged();
    init();
    run.engine.report = Reports.clean();
    run.engine.plan = Reports.emptyPlan();
    run.engine.calls.clear();

    assertThat(init()).isZero();
    assertThat(run.engine.calls).doesNotContain("repair");
  }

  @Test
  void whatNeedsMoreThanSafeEditsIsUntouchedAndMayNotStart() {
    run.engine.report = Reports.lossy();
    run.engine.plan = Reports.refusedPlan();

    assertThat(init()).isEqualTo(4);
    assertThat(run.engine.calls).doesNotContain("repair");
    assertThat(log).content().startsWith("aof-fsck init, exit 4: the server may not start. ");
  }

  @Test
  void damageWithoutAnyEditMayNotStart() {
    run.engine.report =
        Reports.of(Path.of("/data"), Verdict.LOSSY, Loads.YES, List.of(), List.of());

    assertThat(init()).isEqualTo(4);
  }

  @Test
  void whatIsTooNewMayStartAndIsSaidLoudly() {
    run.engine.report = Reports.unsupported();

    assertThat(init("--quiet")).isZero();
    assertThat(run.engine.calls).doesNotContain("repair");
    assertThat(run.err()).contains("WARNING").contains("were not judged");
    assertThat(log).content().contains("newer than this aof-fsck");
  }

  @Test
  void aVolumeThatCannotBeWrittenIsAnOperationalErrorWhereARepairIsNeeded() {
    damaged();
    run.engine.repairFails = new ReadOnlyFileSystemException();

    assertThat(init()).isEqualTo(8);
    assertThat(run.err()).contains("not repaired: the file system is read-only");
    assertThat(log).content().startsWith("aof-fsck init, exit 8: the server may not start. ");
  }

  @Test
  void aRepairThatFailedIsReportedWithWhatWasFound() {
    damaged();
    run.engine.repairFails = new FileSystemException("/data", null, "Read-only file system");

    assertThat(init()).isEqualTo(8);
    assertThat(run.out()).contains(": corrupt. ", "AOF-NUL-HOLE");
    assertThat(log)
        .content()
        .contains("not repaired: /data: Read-only file system\n")
        .contains(": corrupt. ")
        .contains("\nerror AOF-NUL-HOLE  appendonly.aof.2.incr.aof @ 18,889");
  }

  @Test
  void aRepairThatFailedIsReportedInJsonWithWhatWasFound() {
    damaged();
    run.engine.repairFails = new AccessDeniedException("/data/.aof-fsck");

    assertThat(init("--json")).isEqualTo(8);
    Object document = run.json().get(0);
    assertThat(Json.at(document, "verdict")).isEqualTo("corrupt");
    assertThat(Json.at(document, "findings", 0, "code")).isEqualTo("AOF-NUL-HOLE");
    assertThat(Json.at(document, "exitCode")).isEqualTo(8L);
    assertThat(Json.at(document, "error"))
        .isEqualTo("not repaired: /data/.aof-fsck: permission denied");
  }

  @Test
  void afterAnInternalErrorInTheRepairNobodyKnowsWhatTheFilesAre() {
    damaged();
    run.engine.repairFails = new IllegalStateException("oops");

    assertThat(init("--json")).isEqualTo(8);
    assertThat(Json.at(run.json().get(0), "verdict")).isNull();
    assertThat(log).content().contains("\nfound before:\nerror AOF-NUL-HOLE");
  }

  @Test
  void aVolumeThatCannotBeWrittenIsNoErrorWhereNothingIsWrong() {
    run.engine.planFails = new ReadOnlyFileSystemException();

    assertThat(init()).isZero();
  }

  @Test
  void anInternalErrorBeforeDamageWasFoundMayStart() {
    run.engine.checkFails = new IllegalStateException("oops");

    assertThat(init()).isZero();
    assertThat(run.err()).contains("may start UNCHECKED");
    assertThat(log).content().contains("exit 0").contains("UNCHECKED");
  }

  @Test
  void anInternalErrorMayStopTheServer() {
    run.engine.checkFails = new StackOverflowError();
    run.variables.put("AOF_FSCK_ON_TOOL_ERROR", "stop");

    assertThat(init()).isEqualTo(8);
    assertThat(log).content().startsWith("aof-fsck init, exit 8: the server may not start. ");
  }

  @Test
  void filesThatCannotBeReadCountAsAToolError() {
    run.engine.checkFails = new AccessDeniedException("/data/x");

    assertThat(init()).isZero();
    assertThat(init("--on-tool-error=stop")).isEqualTo(8);
  }

  @Test
  void theTimeLimitCountsAsAToolError() {
    run.engine.duringCheck = () -> pause(1100);

    assertThat(init("--time-limit=1s", "--json")).isZero();
    assertThat(Json.at(run.json().get(0), "error").toString())
        .startsWith("the time limit was reached before the files were judged");
  }

  @Test
  void anInternalErrorAfterDamageWasFoundMayNotStart() {
    run.engine.report = Reports.holed();
    run.engine.planFails = new IllegalStateException("oops");

    assertThat(init()).isEqualTo(8);
  }

  @Test
  void aTimeLimitAfterDamageWasFoundMayNotStart() {
    damaged();
    run.engine.repairFails = new CancellationException();

    assertThat(init()).isEqualTo(8);
    assertThat(run.err()).contains("not repaired: the time limit was reached");
  }

  @Test
  void aHalfDoneRepairThatCannotBeFinishedMayNotStart() {
    run.engine.finishFails = new IOException("no space");

    assertThat(init()).isEqualTo(8);
    assertThat(run.engine.calls).hasSize(1);
  }

  @Test
  void filesThatCannotBeLookedAtAreAToolErrorWhereNoRepairCanBeHalfDone() {
    run.engine.finishFails = new AccessDeniedException("/data/appendonlydir");
    run.engine.halfDone = Engine.HalfDone.NO;

    assertThat(init()).isZero();
    assertThat(log)
        .content()
        .contains("exit 0")
        .contains("permission denied")
        .contains("UNCHECKED");
    assertThat(init("--on-tool-error=stop")).isEqualTo(8);
  }

  @Test
  void whereARepairMayBeHalfDoneThatIsSaidAndTheServerMayNotStart() {
    run.engine.finishFails = new AccessDeniedException("/data/.aof-fsck");
    run.engine.halfDone = Engine.HalfDone.UNKNOWN;

    assertThat(init()).isEqualTo(8);
    String words =
        "could not look whether a repair is half done: /data/.aof-fsck: permission denied";
    assertThat(run.err()).contains(words);
    assertThat(log).content().contains("exit 8").contains(words);
  }

  @Test
  void theRealLibraryLooksForJournalsBesideFilesThatItCannotLookAt() throws IOException {
    Path gone = folder.resolve("gone");
    CheckOptions check = CheckOptions.defaults();
    RepairOptions options =
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    CoreEngine library = new CoreEngine();

    assertThat(library.halfDone(folder, check, options)).isEqualTo(Engine.HalfDone.NO);
    assertThat(library.halfDone(gone, check, options)).isEqualTo(Engine.HalfDone.NO);
    Files.createDirectory(folder.resolve(".aof-fsck"));
    assertThat(library.halfDone(folder, check, options)).isEqualTo(Engine.HalfDone.NO);
    assertThat(library.halfDone(gone, check, options)).isEqualTo(Engine.HalfDone.UNKNOWN);
  }

  @Test
  void aSignalIsCancelledWhateverWasFound() {
    run.engine.duringCheck = run.cancellation::request;

    assertThat(init()).isEqualTo(32);
    assertThat(log).content().startsWith("aof-fsck init, exit 32: the server may not start. ");
  }

  @Test
  void aRepairThatDidNotHelpMayNotStart() {
    damaged();
    run.engine.after = Reports.lossy();

    assertThat(init()).isEqualTo(4);
  }

  @Test
  void warningsMayStartUnlessStrict() {
    run.engine.report = Reports.warned();

    assertThat(init()).isZero();
    assertThat(init("--strict")).isEqualTo(4);
  }

  @Test
  void anAofDirectoryThatIsNotThereYetMayStart() {
    assertThat(run.run("init", folder.resolve("appendonlydir").toString())).isZero();
    assertThat(run.engine.calls).isEmpty();
  }

  @Test
  void anyOtherMissingDirectoryIsAMistake() {
    assertThat(run.run("init", folder.resolve("daat").toString())).isEqualTo(8);
    assertThat(run.run("init", folder.resolve("x/appendonlydir").toString())).isEqualTo(8);
  }

  @Test
  void theTerminationLogIsAtMostFourKibibytes() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      findings.add(Reports.finding(i, Severity.ERROR));
    }
    run.engine.report = Reports.of(folder, Verdict.CORRUPT, Loads.NO, findings, List.of());

    assertThat(init()).isEqualTo(4);
    assertThat(log).content().hasSize(4096).startsWith("aof-fsck init, exit 4: ");
  }

  @Test
  void aTerminationLogThatCannotBeWrittenChangesNothing() {
    run.variables.put("AOF_FSCK_TERMINATION_LOG", folder.resolve("no/such/log").toString());

    assertThat(init()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void jsonSaysTheExitCodeOfInit() {
    damaged();

    assertThat(init("--json")).isZero();
    assertThat(Json.at(run.json().get(0), "command")).isEqualTo("init");
    assertThat(Json.at(run.json().get(0), "exitCode")).isEqualTo(0L);
    assertThat(Json.at(run.json().get(0), "plan", "id")).isEqualTo("5f1d3c0a9be27744");
  }

  private int init(String... options) {
    List<String> words = new ArrayList<>(List.of("init"));
    words.addAll(List.of(options));
    words.add(folder.toString());
    return run.run(words.toArray(new String[0]));
  }

  private void damaged() {
    run.engine.report = Reports.holed();
    run.engine.plan = Reports.maskPlan();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
