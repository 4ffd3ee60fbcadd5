package org.aofkit.fsck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.NoSpaceException;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.CompactTarget;
import org.aofkit.compact.Compactor;
import org.aofkit.compact.UnsupportedException;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.CompactText;
import org.aofkit.fsck.render.Compacted;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.ReportText;

/** {@code compact}: writes the same data as new files, as small as they can be. */
final class CompactCommand {
  private final Session session;
  private final CompactWork work;
  private final TerminationNote note;

  CompactCommand(Session session) throws UsageException {
    this.session = session;
    this.work = new CompactWork(session);
    this.note = new TerminationNote(session);
  }

  int run() throws UsageException, IOException {
    CompactOptions options = work.options();
    Target target = session.directory();
    try {
      return compact(target, options);
    } catch (CancellationException e) {
      String words = e.getMessage() == null ? "the files are as they were" : e.getMessage();
      note.write(ExitCode.CANCELLED, target.shown() + ": cancelled; " + words);
      throw e;
    } catch (NoSpaceException e) {
      return failed(target, e, Failure.describe(e) + advice());
    } catch (IOException | RuntimeException | Error e) {
      return failed(target, e, Failure.describe(e));
    }
  }

  private int compact(Target target, CompactOptions options) throws UsageException, IOException {
    boolean isDryRun = session.arguments().has(Opt.DRY_RUN);
    boolean isElsewhere = session.arguments().has(Opt.OUTPUT);
    if (!isDryRun && !isElsewhere) {
      session.finishInterrupted(target);
    } else if (session.halfDone(target) == Engine.HalfDone.YES) {
      return failed(
          target, null, "an operation is half done; 'repair', 'undo' or 'init' settles it first");
    }
    Report report = session.check(target);
    if (CompactWork.isDump(report)) {
      return nothing(target, report, CompactWork.DUMP);
    }
    if (report.verdict() != Verdict.CLEAN) {
      return refuse(target, report);
    }
    if (report.files().isEmpty()) {
      return nothing(target, report, "there is nothing to compact");
    }
    try {
      return compact(target, report, options);
    } catch (UnsupportedException e) {
      return unsupported(target, report, options, e);
    }
  }

  private int compact(Target target, Report report, CompactOptions options)
      throws UsageException, IOException {
    boolean isDryRun = session.arguments().has(Opt.DRY_RUN);
    CompactPlan plan = session.engine().planCompaction(report, session.settings(), options);
    if (Compactor.isNeedless(plan)) {
      return nothing(target, report, CompactWork.NEEDLESS);
    }
    if (isDryRun) {
      Compacted facts = work.predict(plan);
      int code = facts.fits() ? ExitCode.CLEAN : ExitCode.OPERATIONAL;
      note.write(code, CompactText.headline(target.name(), facts));
      session.result(
          new Outcome("compact", target.name(), report, null, null, code, null).with(facts),
          CompactText.predicted(target.name(), facts, typed(facts), session.view()));
      return code;
    }
    CompactOutcome outcome = session.compact(target, plan);
    return answer(target, report, outcome);
  }

  private int answer(Target target, Report before, CompactOutcome outcome)
      throws UsageException, IOException {
    Optional<Path> output = session.path(Opt.OUTPUT);
    Target made = output.isEmpty() ? target : madeIn(output.get());
    Report after = work.checkAfter(made);
    Compacted facts = work.facts(outcome, after);
    int code = ExitCode.of(after, false);
    note.write(code, CompactText.headline(target.name(), facts));
    Report shown = output.isEmpty() ? after : before;
    session.result(
        new Outcome("compact", target.name(), shown, null, null, code, null).with(facts),
        CompactText.done(after, target.name(), made.name(), facts, session.view()));
    return code;
  }

  private static Target madeIn(Path directory) {
    return new Target(directory, directory.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A compaction would make final what is lost or misplaced. */
  private int refuse(Target target, Report report) throws IOException {
    int code = ExitCode.of(report, false);
    String words = work.refusal(report, target);
    session.complain(target.shown() + ": " + words);
    note.write(code, target.shown() + ": " + words);
    session.result(
        new Outcome("compact", target.name(), report, null, null, code, words),
        ReportText.of(report, target.name(), session.view()));
    return code;
  }

  /** The target has no form for something, and nobody said that it may go. */
  private int unsupported(
      Target target, Report report, CompactOptions options, UnsupportedException cause)
      throws UsageException, IOException {
    int code = ExitCode.OPERATIONAL;
    String words = Failure.describe(cause) + "; nothing was written";
    session.complain(target.shown() + ": " + words);
    note.write(code, target.shown() + ": " + words);
    String id = cause.target().id();
    Compacted facts = Compacted.skipped(words, id, report.stats().bytes(), cause.first());
    boolean isGiven = session.arguments().target().isPresent();
    String typed =
        isGiven || cause.target() == CompactTarget.of(report.server())
            ? typed() + " " + Opt.DROP_UNSUPPORTED.typed()
            // Nobody asked for a server that knows less.
            : typed() + " --target " + CompactTarget.of(report.server()).id();
    session.result(
        new Outcome("compact", target.name(), report, null, null, code, words).with(facts),
        CompactText.unsupported(target.name(), facts, cause.count(), typed, session.view()));
    return code;
  }

  private int nothing(Target target, Report report, String reason)
      throws UsageException, IOException {
    String words = target.shown() + ": " + reason;
    note.write(ExitCode.CLEAN, words);
    session.result(work.nothing("compact", target, report, reason), words + ".\n");
    return ExitCode.CLEAN;
  }

  private int failed(
      Target target, @org.jspecify.annotations.Nullable Throwable cause, String words)
      throws IOException {
    if (cause != null) {
      Failure.trace(cause, session.arguments().has(Opt.DEBUG), session.environment().err());
    }
    note.write(ExitCode.OPERATIONAL, target.shown() + ": not compacted: " + words);
    return session.failed(target, ExitCode.OPERATIONAL, words);
  }

  private String advice() {
    if (session.arguments().has(Opt.OUTPUT) || session.arguments().has(Opt.SCRATCH)) {
      return "";
    }
    return "; --scratch DIR writes them on another volume first";
  }

  /** What to type to do what a dry run has told: where there is no room, what has a chance. */
  private String typed(Compacted facts) {
    boolean needsScratch = !facts.fits() && !advice().isEmpty();
    return needsScratch ? typed() + " " + Opt.SCRATCH.typed() + " DIR" : typed();
  }

  /** The command with its options, to be typed again. */
  private String typed() {
    return "compact"
        + session.typed(
            Opt.OUTPUT,
            Opt.SCRATCH,
            Opt.NO_QUARANTINE,
            Opt.TARGET,
            Opt.FORMAT,
            Opt.DROP_EXPIRED,
            Opt.DROP_UNSUPPORTED);
  }
}
