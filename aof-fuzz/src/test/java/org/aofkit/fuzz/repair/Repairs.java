package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.repair.AmbiguousDatabase;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

/** Plans and repairs as the tool makes them. */
final class Repairs {
  private Repairs() {}

  /** The policy {@code salvage}; what is ambiguous goes, or stays. */
  static PlanOptions salvage(boolean drop) {
    return PlanOptions.of(Policy.SALVAGE)
        .with(drop ? AmbiguousDatabase.DROP : AmbiguousDatabase.KEEP);
  }

  static RepairPlan plan(Path data, PlanOptions options) throws IOException {
    Report report = Checker.check(data, CheckOptions.defaults());
    return RepairPlanner.plan(report, CheckOptions.defaults(), options);
  }

  /** Carries out what a policy allows; empty if there is nothing to do. */
  static Optional<RepairOutcome> apply(Path data, PlanOptions options) throws IOException {
    Report report = Checker.check(data, CheckOptions.defaults());
    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), options);
    if (plan.nothingToDo()) {
      return Optional.empty();
    }
    if (!plan.refusals().isEmpty()) {
      throw new IOException("refused: " + plan.refusals());
    }
    RepairOptions how = new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    return Optional.of(Repair.apply(data, report, plan, how, CheckOptions.defaults()));
  }

  static void undo(Path data) throws IOException {
    Commit.undo(data, CommitOptions.of(Clock.systemUTC(), "test"));
  }
}
