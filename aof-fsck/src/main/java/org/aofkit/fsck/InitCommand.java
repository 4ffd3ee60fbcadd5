package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.AmbiguousPathException;
import org.aofkit.check.FileReport;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.InterruptedOperationException;
import org.aofkit.commit.LockedException;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.Alternative;
import org.aofkit.fsck.render.InitText;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.RepairText;
import org.aofkit.fsck.render.ReportText;
import org.aofkit.fsck.render.TerminationLog;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.UnprovenRepairException;
import org.jspecify.annotations.Nullable;

/**
 * {@code init}: decides whether the server of this volume may start, and mends what may be mended
 * under its policy. The answer, by what was found:
 *
 * <table>
 * <caption>policies {@code safe}; {@code prefix} and {@code salvage}</caption>
 * <tr><td>clean, or an empty volume</td><td>0</td><td>0</td></tr>
 * <tr><td>all of it SAFE</td><td>repaired, 0</td><td>repaired, 0</td></tr>
 * <tr><td>LOSSY edits needed</td><td>untouched, 4</td><td>repaired, 0; what is lost is said</td></tr>
 * <tr><td>anything UNLOCATED</td><td>untouched, 4</td><td>untouched, 4, unless the loss is accepted</td></tr>
 * <tr><td>unsupported, nothing worse</td><td>untouched, 0, said loudly</td><td>the same</td></tr>
 * <tr><td>unsupported beside lossy or corrupt</td><td>untouched, 4</td><td>the same</td></tr>
 * <tr><td>a repair is needed and can't be done</td><td>8</td><td>8</td></tr>
 * <tr><td>a repair is half done and can't be settled, or may be and can't be looked at</td><td>8</td><td>8</td></tr>
 * <tr><td>the tool failed or its time was over before damage was found</td><td>by {@code --on-tool-error}</td><td>the same</td></tr>
 * </table>
 *
 * <p>Idempotent: a second run finds what the first one left and answers the same, or 0 after a
 * repair.
 */
final class InitCommand {
  private final Session session;
  private PlanOptions options = PlanOptions.safe();
  private @Nullable Path terminationLog;
  private boolean terminationLogNamed;
  private boolean startsOnToolError;
  private @Nullable InitCompaction compaction;

  InitCommand(Session session) {
    this.session = session;
  }

  int run() throws UsageException, IOException {
    options = session.arguments().planOptions();
    startsOnToolError =
        session.arguments().choice(Opt.ON_TOOL_ERROR, "start", "stop").equals("start");
    compaction = new InitCompaction(session);
    terminationLogNamed = session.arguments().has(Opt.TERMINATION_LOG);
    terminationLog =
        session
            .path(Opt.TERMINATION_LOG)
            .orElse(session.environment().fileSystem().getPath("/dev/termination-log"));
    session.repairOptions();
    Target target = session.directory();
    if (Files.notExists(target.path())) {
      return missing(target);
    }
    try {
      session.finishInterrupted(target);
    } catch (IOException | RuntimeException | Error e) {
      return unsettled(target, e);
    }
    Report report;
    try {
      report = session.check(target);
    } catch (CancellationException e) {
      stopIfSignal(e);
      return toolError(target, e, "the time limit was reached before the files were judged");
    } catch (IOException | RuntimeException | Error e) {
      return toolError(target, e, Failure.describe(e));
    }
    try {
      return answer(target, report);
    } catch (IOException | RuntimeException | Error e) {
      if (mayStart(report) && !isBegun(e)) {
        session.say(target.shown() + ": not tidied up: " + Failure.describe(e));
        return untouched(target, report);
      }
      return operational(target, e, report);
    }
  }

  /** What an interrupted run may have left could not be settled. */
  private int unsettled(Target target, Throwable cause) throws UsageException, IOException {
    boolean notALook =
        !(cause instanceof IOException)
            || cause instanceof AmbiguousPathException
            || cause instanceof LockedException;
    if (notALook) {
      return operational(target, cause, null);
    }
    return switch (session.halfDone(target)) {
      // The files are not what any server should see.
      case YES -> operational(target, cause, null);
      case NO -> toolError(target, cause, Failure.describe(cause));
      case UNKNOWN -> {
        String words = "could not look whether a repair is half done: " + Failure.describe(cause);
        Failure.trace(cause, session.arguments().has(Opt.DEBUG), session.environment().err());
        note(InitText.message(ExitCode.OPERATIONAL, target.shown() + ": " + words));
        yield session.failed(target, ExitCode.OPERATIONAL, words);
      }
    };
  }

  private int answer(Target target, Report report) throws UsageException, IOException {
    RepairPlan plan = session.plan(report, options);
    if (plan.nothingToDo()) {
      return mayStart(report) ? untouched(target, report) : refuse(target, report, plan);
    }
    if (!plan.mayBeApplied() || isBesideUnsupported(report)) {
      return refuse(target, report, plan);
    }
    RepairOutcome done = session.repair(target, report, plan);
    int code = mayStart(done.after()) ? ExitCode.CLEAN : ExitCode.UNCORRECTED;
    InitCompaction.Answer freed = free(target, done.after());
    note(
        InitText.withWords(
            InitText.repaired(target.name(), report, plan, done, code), freed.words()));
    session.result(
        new Outcome("init", target.name(), freed.report(), plan, done.lost(), code, null)
            .with(freed.facts()),
        new RepairText(session.view()).repaired(target.name(), plan, done) + line(freed));
    return code;
  }

  /** Makes room where that was wanted and the server may start; else nothing is done. */
  private InitCompaction.Answer free(Target target, Report report)
      throws IOException, UsageException {
    return compaction == null || !mayStart(report)
        ? new InitCompaction.Answer(report, null, "")
        : compaction.run(target, report);
  }

  private static String line(InitCompaction.Answer freed) {
    return freed.words().isEmpty() ? "" : freed.words() + "\n";
  }

  private int untouched(Target target, Report report) throws IOException, UsageException {
    if (report.verdict() == Verdict.UNSUPPORTED) {
      session.complain(
          target.shown()
              + ": WARNING: these files are newer than this aof-fsck and were not judged; the server may start"
              + " unchecked");
    }
    InitCompaction.Answer freed = free(target, report);
    String text = InitText.untouched(target.name(), freed.report(), ExitCode.CLEAN);
    note(InitText.withWords(text, freed.words()));
    session.result(
        new Outcome("init", target.name(), freed.report(), null, null, ExitCode.CLEAN, null)
            .with(freed.facts()),
        line(freed) + ReportText.of(freed.report(), target.name(), session.view()));
    return ExitCode.CLEAN;
  }

  private int refuse(Target target, Report report, RepairPlan plan) throws IOException {
    int code = ExitCode.UNCORRECTED;
    List<Alternative> alternatives = alternatives(target, report, plan);
    note(InitText.untouched(target.name(), report, alternatives, code));
    String text =
        plan.refusals().isEmpty()
            ? ReportText.of(report, target.name(), session.view())
            : new RepairText(session.view()).refused(report, target.name(), plan, alternatives);
    session.result(
        new Outcome("init", target.name(), report, plan, null, alternatives, code, null), text);
    return code;
  }

  /** They are a courtesy: that they could not be found out changes no answer. */
  private List<Alternative> alternatives(Target target, Report report, RepairPlan plan) {
    try {
      return Alternatives.to(plan, session, target, report);
    } catch (CancellationException e) {
      stopIfSignal(e);
      return List.of();
    } catch (IOException e) {
      session.say(
          target.shown() + ": what other policies would lose is not known: " + Failure.describe(e));
      return List.of();
    }
  }

  /** Something worse than a torn end beside something that this tool is too old to judge. */
  private static boolean isBesideUnsupported(Report report) {
    boolean unsupported = false;
    for (FileReport file : report.files()) {
      unsupported |= file.verdict() == Verdict.UNSUPPORTED;
    }
    return unsupported
        && (report.verdict() == Verdict.LOSSY || report.verdict() == Verdict.CORRUPT);
  }

  /** Nothing is known to be wrong: clean, or too new to be judged. */
  private boolean mayStart(Report report) {
    boolean strict = session.arguments().has(Opt.STRICT);
    return (ExitCode.of(report, strict) & ExitCode.UNCORRECTED) == 0;
  }

  /**
   * Whether files were changed, or are left half changed for the next run to settle. A server that
   * started on the latter would keep that run from it.
   */
  private boolean isBegun(Throwable cause) {
    if (cause instanceof CancellationException cancelled) {
      stopIfSignal(cancelled);
    }
    return cause instanceof InterruptedOperationException
        || cause instanceof InitCompaction.UnsettledException
        || cause instanceof UnprovenRepairException;
  }

  private void stopIfSignal(CancellationException cause) {
    if (session.stop().isSignal()) {
      String words = cause.getMessage() == null ? "the files are as they were" : cause.getMessage();
      note(InitText.message(ExitCode.CANCELLED, "Cancelled; " + words + "."));
      throw cause;
    }
  }

  private int toolError(Target target, Throwable cause, String words) throws IOException {
    int code = startsOnToolError ? ExitCode.CLEAN : ExitCode.OPERATIONAL;
    String said =
        words
            + (startsOnToolError
                ? "; the server may start UNCHECKED (--on-tool-error=start)"
                : "; the server may not start (--on-tool-error=stop)");
    Failure.trace(cause, session.arguments().has(Opt.DEBUG), session.environment().err());
    note(InitText.message(code, target.shown() + ": " + said));
    return session.failed(target, code, said);
  }

  private int operational(Target target, Throwable cause, @Nullable Report report)
      throws IOException {
    String words = Failure.describe(cause);
    if (cause instanceof CancellationException cancelled) {
      stopIfSignal(cancelled);
      words =
          "the time limit was reached; "
              + (cause.getMessage() == null ? "the files are as they were" : cause.getMessage());
    }
    Failure.trace(cause, session.arguments().has(Opt.DEBUG), session.environment().err());
    // What stopped at its last record has repaired all there is, and the words say where it
    // stopped.
    boolean mayBeRepaired =
        cause instanceof UnprovenRepairException
            || cause instanceof InterruptedOperationException
            || cause instanceof CancellationException && cause.getMessage() != null;
    String said = mayBeRepaired ? words : "not repaired: " + words;
    if (report == null) {
      note(InitText.message(ExitCode.OPERATIONAL, target.shown() + ": " + said));
      return session.failed(target, ExitCode.OPERATIONAL, said);
    }
    boolean asFound = session.areAsFound(cause);
    note(InitText.failed(target.name(), report, asFound, said, ExitCode.OPERATIONAL));
    return asFound
        ? session.failed(target, ExitCode.OPERATIONAL, said, report, options)
        : session.failed(target, ExitCode.OPERATIONAL, said);
  }

  /**
   * A server makes its AOF directory itself, so that directory may be missing in a volume that is
   * there. Any other missing directory is a mistake in the deployment, and a server that started
   * beside it would start empty.
   */
  private int missing(Target target) throws IOException {
    Path path = target.path().toAbsolutePath().normalize();
    Path parent = path.getParent();
    Path name = path.getFileName();
    boolean fresh =
        parent != null
            && name != null
            && Files.isDirectory(parent)
            && name.toString().equals(session.appendDirname());
    if (!fresh) {
      String words = Failure.notFound(target.path().toString(), System.getProperty("user.dir", ""));
      note(InitText.message(ExitCode.OPERATIONAL, target.shown() + ": " + words));
      return session.failed(target, ExitCode.OPERATIONAL, words);
    }
    String words = target.shown() + ": not there yet; the server makes it";
    note(InitText.message(ExitCode.CLEAN, words));
    session.result(
        new Outcome("init", target.name(), null, null, null, ExitCode.CLEAN, null), words + ".\n");
    return ExitCode.CLEAN;
  }

  private void note(String text) {
    if (terminationLog != null) {
      TerminationLog.write(terminationLog, text, terminationLogNamed);
    }
  }
}
