package org.aofkit.fsck.render;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.check.Report;
import org.aofkit.fsck.options.PlanWords;
import org.aofkit.repair.Lost;
import org.aofkit.repair.Refusal;
import org.aofkit.repair.RepairPlan;

/**
 * What a plan under another policy would come to.
 *
 * @param plan that plan
 * @param kept what would be left of the log: bytes, commands and closed transactions of the listed
 *     files
 * @param command the command line that carries it out
 */
public record Alternative(RepairPlan plan, Kept kept, String command) {
  /** What is left. */
  public record Kept(long bytes, long commands, long transactions) {}

  /** The alternative that a plan is, with the command to type next. */
  public static Alternative of(Report report, RepairPlan plan, byte[] path, View view) {
    Report.Stats stats = report.stats();
    Lost lost = plan.lost();
    return new Alternative(
        plan,
        new Kept(
            Math.max(0, stats.bytes() - lost.bytes()),
            Math.max(0, stats.commands() - lost.commands()),
            Math.max(0, stats.transactions() - lost.transactions())),
        view.command("repair" + PlanWords.of(plan.options()), path));
  }

  /** The policy's word. */
  public String policy() {
    return plan.options().policy().id();
  }

  /** Whether it could be carried out. */
  public boolean isPossible() {
    return plan.mayBeApplied() && !plan.edits().isEmpty();
  }

  /** Why it could not be carried out, without repetition. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    for (Refusal refusal : plan.refusals()) {
      if (!reasons.contains(refusal.reason())) {
        reasons.add(refusal.reason());
      }
    }
    return reasons;
  }

  /** The alternatives as a block for people, with a line end; empty where there are none. */
  static String text(List<Alternative> alternatives) {
    if (alternatives.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n  At your word, this could be done:\n");
    for (Alternative each : alternatives) {
      text.append('\n');
      if (!each.isPossible()) {
        String more = each.reasons().size() > 1 ? ", and more" : "";
        String why = each.reasons().isEmpty() ? "nothing to do" : each.reasons().get(0);
        Wrapping.append(text, each.policy() + " can't: " + why + more, "    ");
        continue;
      }
      Kept kept = each.kept();
      Wrapping.append(
          text,
          each.policy()
              + " gives up "
              + PlanText.lost(each.plan().lost())
              + "; it keeps "
              + Numbers.count(kept.bytes(), "byte")
              + ", "
              + Numbers.count(kept.commands(), "command")
              + ", "
              + Numbers.count(kept.transactions(), "transaction"),
          "    ");
      text.append("      ").append(each.command()).append('\n');
    }
    return text.toString();
  }
}
