package org.aofkit.fsck.render;

import java.util.List;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fsck.options.PlanWords;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;

/** What repair has done, or why not, for people. */
public final class RepairText {
  private final View view;

  /** Text for this view. */
  public RepairText(View view) {
    this.view = view;
  }

  /** No edit would change anything. */
  public String nothingToDo(Report report, byte[] path, RepairPlan plan) {
    StringBuilder text = new StringBuilder();
    if (report.verdict() != Verdict.CLEAN) {
      text.append(ReportText.of(report, path, view));
    } else {
      text.append(Headline.of(report, path, view.paint())).append(" Nothing to do.\n");
    }
    for (String note : view.quiet() ? List.<String>of() : plan.notes()) {
      Wrapping.append(text, note, "  ");
    }
    return text.toString();
  }

  /** The plan, not applied because nobody asked for it yet. */
  public String dryRun(Report report, byte[] path, RepairPlan plan) {
    String head = Headline.of(report, path, view.paint()) + "\n";
    if (view.quiet()) {
      return head;
    }
    return head
        + "\n"
        + PlanText.of(plan, view.paint())
        + "\n  Nothing was written. To apply exactly this plan:\n\n    "
        + view.command("repair --expect-plan " + plan.id() + PlanWords.of(plan.options()), path)
        + "\n";
  }

  /** The plan, not applied because it gives up more than is allowed, or can't be carried out. */
  public String refused(
      Report report, byte[] path, RepairPlan plan, List<Alternative> alternatives) {
    String head = Headline.of(report, path, view.paint()) + "\n";
    if (view.quiet()) {
      return head;
    }
    StringBuilder text =
        new StringBuilder(head).append('\n').append(PlanText.of(plan, view.paint()));
    if (report.damages().isEmpty()) {
      return text.append("\n  Nothing was written.\n").toString();
    }
    text.append("\n  Nothing was written, because not all of it can be mended freely.\n");
    text.append("  Look for a replica or a backup that still has the data before anything else.\n");
    return text.append(Alternative.text(alternatives)).toString();
  }

  /** The plan was applied. */
  public String repaired(byte[] path, RepairPlan plan, RepairOutcome done) {
    StringBuilder text = new StringBuilder();
    text.append(ByteStrings.forPeople(path)).append(": repaired; given up: ");
    text.append(PlanText.lost(done.lost())).append(".\n");
    if (view.quiet()) {
      return text.toString();
    }
    text.append('\n').append(PlanText.of(plan, view.paint()));
    if (!done.warnings().isEmpty()) {
      text.append('\n');
    }
    for (String warning : done.warnings()) {
      Wrapping.append(text, "warning: " + warning, "  ");
    }
    text.append("\n  kept aside   ").append(done.operation()).append('\n');
    text.append("  to undo      ").append(view.command("undo", path)).append("\n\n");
    return text.append(Headline.of(done.after(), path, view.paint())).append('\n').toString();
  }
}
