package org.aofkit.repair;

import java.io.IOException;
import org.aofkit.check.Damage;

/** Mends damages of the kinds whose mending gives nothing up. */
final class SafeEdits {
  private final PlanDraft draft;

  SafeEdits(PlanDraft draft) {
    this.draft = draft;
  }

  /**
   * Mends a damage.
   *
   * @return false where there is no edit for it
   */
  boolean mend(Damage damage) throws IOException {
    if (damage instanceof Damage.NulHole hole) {
      draft.planned(draft.repairOf(hole.file()).hole(hole), hole, Lost.NOTHING);
    } else if (damage instanceof Damage.BadTail tail) {
      tail(tail, Lost.NOTHING);
    } else if (damage instanceof Damage.MissingSelect missing) {
      draft.planned(draft.repairOf(missing.file()).select(missing), missing, Lost.NOTHING);
    } else if (damage instanceof Damage.UnfinishedMask mask) {
      draft.planned(draft.repairOf(mask.file()).maskEnd(mask), mask, Lost.NOTHING);
    } else if (damage instanceof Damage.SplitCommand split) {
      join(split);
    } else {
      return false;
    }
    return true;
  }

  /**
   * Cuts the end of a file off.
   *
   * @param inside what goes with it beyond what the check has counted
   */
  void tail(Damage.BadTail tail, Lost inside) throws IOException {
    Lost lost = new Lost(tail.length(), tail.droppedCommands(), tail.droppedTransactions(), 0);
    draft.planned(draft.repairOf(tail.file()).tail(tail), tail, lost.plus(inside));
  }

  private void join(Damage.SplitCommand split) throws IOException {
    draft.planned(draft.repairOf(split.file()).rest(split), split, Lost.NOTHING);
    EditKind kind = draft.repairOf(split.nextFile()).head(split);
    draft.planned(
        new PlannedEdit(
            kind,
            split.editClass(),
            draft.name(split.nextFile()),
            0,
            split.restLength(),
            Lost.NOTHING,
            draft.reason(kind, split.nextFile(), split.reason())));
  }
}
