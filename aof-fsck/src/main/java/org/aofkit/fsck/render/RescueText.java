package org.aofkit.fsck.render;

import org.aofkit.check.Report;
import org.aofkit.repair.RepairPlan;

/** What a rescue has done, for people. */
public final class RescueText {
  private RescueText() {}

  /**
   * The repair, then the compaction.
   *
   * @param after the check of the new files
   * @param repair what was mended first; without edits if nothing had to be
   */
  public static String done(
      Report after, byte[] path, RepairPlan repair, Compacted facts, View view) {
    String compacted = CompactText.done(after, path, path, facts, view);
    if (repair.edits().isEmpty()) {
      return compacted;
    }
    String head =
        ByteStrings.forPeople(path)
            + ": repaired with "
            + Numbers.count(repair.edits().size(), "edit")
            + "; given up: "
            + PlanText.lost(repair.lost())
            + ".\n";
    return view.quiet()
        ? head + compacted
        : head + "\n" + PlanText.of(repair, view.paint()) + "\n" + compacted;
  }
}
