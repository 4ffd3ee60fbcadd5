package org.aofkit.fsck;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.Alternative;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.RepairText;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;

/** {@code repair}: plans, and applies the plan where it gives up no more than is allowed. */
final class RepairCommand {
  private final Session session;
  private final RepairText text;

  RepairCommand(Session session) {
    this.session = session;
    this.text = new RepairText(session.view());
  }

  int run() throws UsageException, IOException {
    PlanOptions options = session.arguments().planOptions();
    Target target = session.directory();
    session.repairOptions();
    try {
      return repair(target, options);
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      return session.failed(target, ExitCode.OPERATIONAL, e);
    }
  }

  private int repair(Target target, PlanOptions options) throws UsageException, IOException {
    boolean dryRun = session.arguments().has(Opt.DRY_RUN);
    if (!dryRun) {
      session.finishInterrupted(target);
    }
    Report report = session.check(target);
    try {
      return act(target, report, options, dryRun);
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      if (!session.areAsFound(e)) {
        throw e;
      }
      Failure.trace(e, session.arguments().has(Opt.DEBUG), session.environment().err());
      return session.failed(target, ExitCode.OPERATIONAL, Failure.describe(e), report, options);
    }
  }

  private int act(Target target, Report report, PlanOptions options, boolean dryRun)
      throws UsageException, IOException {
    RepairPlan plan = session.planListing(report, options);
    String expected = session.arguments().text(Opt.EXPECT_PLAN);
    if (expected != null && !expected.equals(plan.id())) {
      return session.failed(
          target,
          ExitCode.OPERATIONAL,
          "the plan is now "
              + (plan.id().isEmpty() ? "empty" : plan.id())
              + ", not "
              + expected
              + "; nothing was written",
          report,
          options);
    }
    int left = ExitCode.of(report, false);
    if (plan.nothingToDo()) {
      return answer(target, report, plan, left, text.nothingToDo(report, target.name(), plan));
    }
    if (!plan.mayBeApplied()) {
      return refuse(target, report, plan, left | ExitCode.UNCORRECTED);
    }
    if (dryRun) {
      int code = left | ExitCode.UNCORRECTED;
      return answer(target, report, plan, code, text.dryRun(report, target.name(), plan));
    }
    RepairOutcome done = session.repair(target, report, plan);
    int code = ExitCode.CORRECTED | ExitCode.of(done.after(), false);
    session.result(
        new Outcome("repair", target.name(), done.after(), plan, done.lost(), code, null),
        text.repaired(target.name(), plan, done));
    return code;
  }

  private int refuse(Target target, Report report, RepairPlan plan, int code) throws IOException {
    List<Alternative> alternatives = Alternatives.to(plan, session, target, report);
    session.result(
        new Outcome("repair", target.name(), report, plan, null, alternatives, code, null),
        text.refused(report, target.name(), plan, alternatives));
    return code;
  }

  private int answer(Target target, Report report, RepairPlan plan, int code, String words)
      throws IOException {
    session.result(new Outcome("repair", target.name(), report, plan, null, code, null), words);
    return code;
  }
}
