package org.aofkit.repair;

import java.util.List;
import org.aofkit.check.EditClass;

/**
 * What a repair would do: an immutable value that changes nothing by being made.
 *
 * @param id a hash of the edits and of the fingerprint of the files they were made for; the same
 *     files give the same id
 * @param edits what would change, in the order of the files; empty where nothing has to
 * @param refusals damages that the policy does not allow to be mended; while there is one, nothing
 *     is written
 * @param lost what all edits together give up
 */
public record RepairPlan(String id, List<PlannedEdit> edits, List<Refusal> refusals, Lost lost) {

  /** Copies the lists. */
  public RepairPlan {
    edits = List.copyOf(edits);
    refusals = List.copyOf(refusals);
  }

  /** Whether there is no damage that an edit could mend. */
  public boolean nothingToDo() {
    return edits.isEmpty() && refusals.isEmpty();
  }

  /**
   * Whether the whole plan is of class {@link EditClass#SAFE}, so that the policy {@code safe}
   * applies it.
   */
  public boolean safeOnly() {
    if (!refusals.isEmpty()) {
      return false;
    }
    for (PlannedEdit edit : edits) {
      if (edit.editClass() != EditClass.SAFE) {
        return false;
      }
    }
    return true;
  }
}
