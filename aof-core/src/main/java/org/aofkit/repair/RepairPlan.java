package org.aofkit.repair;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.check.EditClass;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;

/**
 * What a repair would do: an immutable value that changes nothing by being made.
 *
 * @param id a hash of the edits and of the fingerprint of the files they were made for; the same
 *     files give the same id
 * @param edits what would change, in the order of the files; empty where nothing has to
 * @param refusals damages that the policy does not allow to be mended; while there is one, nothing
 *     is written
 * @param lost what all edits together give up
 * @param fileEdits the same edits as the commit carries them out
 * @param fingerprints of the files they change, as these were when the plan was made
 */
public record RepairPlan(
    String id,
    List<PlannedEdit> edits,
    List<Refusal> refusals,
    Lost lost,
    List<FileEdit> fileEdits,
    Map<Path, FileFingerprint> fingerprints) {

  /** Copies the lists. */
  public RepairPlan {
    edits = List.copyOf(edits);
    refusals = List.copyOf(refusals);
    fileEdits = List.copyOf(fileEdits);
    fingerprints = Map.copyOf(fingerprints);
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
