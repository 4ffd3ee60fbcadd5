package org.aofkit.fsck;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.Compactor;
import org.aofkit.compact.DamagedInputException;
import org.aofkit.compact.Rescue;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.CompactText;
import org.aofkit.fsck.render.Compacted;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.ReportText;
import org.aofkit.fsck.render.RescueText;
import org.aofkit.repair.RepairPlan;

/** {@code rescue}: repair, check, compact and swap, for a volume with no byte free. */
final class RescueCommand {
  private final Session session;
  private final CompactWork work;
  private final TerminationNote note;

  RescueCommand(Session session) throws UsageException {
    this.session = session;
    this.work = new CompactWork(session);
    this.note = new TerminationNote(session);
  }

  int run() throws UsageException, IOException {
    if (!session.arguments().has(Opt.SCRATCH)) {
      throw new UsageException("--scratch is missing: a directory on a volume that has room");
    }
    CompactOptions options = work.options();
    Target target = session.directory();
    try {
      return rescue(target, options);
    } catch (DamagedInputException e) {
      return refuse(target, e.report());
    } catch (CancellationException e) {
      String words = e.getMessage() == null ? "the files are as they were" : e.getMessage();
      note.write(ExitCode.CANCELLED, target.shown() + ": cancelled; " + words);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      String words = Failure.describe(e);
      note.write(ExitCode.OPERATIONAL, target.shown() + ": not rescued: " + words);
      return session.failed(target, ExitCode.OPERATIONAL, e);
    }
  }

  private int rescue(Target target, CompactOptions options) throws UsageException, IOException {
    session.finishInterrupted(target);
    Rescue.Plan plan = session.engine().planRescue(target.path(), session.settings(), options);
    if (plan.repair().edits().isEmpty() && Compactor.isNeedless(plan.compaction())) {
      return nothing(target, plan.report(), CompactWork.NEEDLESS);
    }
    Rescue.Outcome outcome = session.rescue(target, plan);
    Report after = work.checkAfter(target);
    Compacted facts = work.facts(outcome.compaction(), after);
    RepairPlan repair = plan.repair();
    int code = repair.edits().isEmpty() ? ExitCode.CLEAN : ExitCode.CORRECTED;
    code |= ExitCode.of(after, false);
    note.write(code, CompactText.headline(target.name(), facts));
    session.result(
        new Outcome("rescue", target.name(), after, repair, repair.lost(), code, null).with(facts),
        RescueText.done(after, target.name(), repair, facts, session.view()));
    return code;
  }

  private int nothing(Target target, Report report, String reason)
      throws UsageException, IOException {
    String words = target.shown() + ": " + reason;
    note.write(ExitCode.CLEAN, words);
    session.result(work.nothing("rescue", target, report, reason), words + ".\n");
    return ExitCode.CLEAN;
  }

  /** More is damaged than what can be mended without giving something up. */
  private int refuse(Target target, Report report) throws UsageException, IOException {
    if (CompactWork.isDump(report)) {
      return nothing(target, report, CompactWork.DUMP);
    }
    int code = ExitCode.of(report, false) | ExitCode.UNCORRECTED;
    String words =
        "not rescued: only repairs that give nothing up are made here; see "
            + session
                .view()
                .command(
                    "repair --dry-run --quarantine " + session.shellText(Opt.SCRATCH),
                    target.name());
    session.complain(target.shown() + ": " + words);
    note.write(code, target.shown() + ": " + words);
    session.result(
        new Outcome("rescue", target.name(), report, null, null, code, words),
        ReportText.of(report, target.name(), session.view()));
    return code;
  }
}
