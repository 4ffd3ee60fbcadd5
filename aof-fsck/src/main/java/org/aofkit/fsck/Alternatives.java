package org.aofkit.fsck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.fsck.render.Alternative;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Refusal;
import org.aofkit.repair.RepairPlan;

/** Finds out what the other policies would keep and lose, where {@code safe} is not enough. */
final class Alternatives {
  private Alternatives() {}

  /** The alternatives to a plan that was refused; none where more than {@code safe} was allowed. */
  static List<Alternative> to(RepairPlan refused, Session session, Target target, Report report)
      throws IOException {
    PlanOptions options = refused.options();
    boolean other = options.until().isPresent() || options.cleanLeftovers();
    if (options.policy() != Policy.SAFE || other || report.damages().isEmpty()) {
      return List.of();
    }
    List<Alternative> found = new ArrayList<>();
    for (Policy policy : List.of(Policy.PREFIX, Policy.SALVAGE)) {
      RepairPlan plan = session.plan(report, options.with(policy));
      if (needsOnlyAcceptance(plan)) {
        RepairPlan accepting = session.plan(report, options.with(policy).withAcceptedLoss());
        plan = accepting.mayBeApplied() ? accepting : plan;
      }
      found.add(Alternative.of(report, plan, target.name(), session.view()));
    }
    return found;
  }

  private static boolean needsOnlyAcceptance(RepairPlan plan) {
    for (Refusal refusal : plan.refusals()) {
      if (refusal.editClass() != EditClass.UNLOCATED) {
        return false;
      }
    }
    return !plan.refusals().isEmpty() && !plan.options().acceptLoss();
  }
}
