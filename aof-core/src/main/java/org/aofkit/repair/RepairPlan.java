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
 * @param id a hash of the edits, of the fingerprints of the files they were made for, and of the
 *     options; the same files and options give the same id. Empty where there is no edit
 * @param edits what would change, in the order of the files; empty where nothing has to
 * @param refusals damages that the options do not allow to be mended, or why the plan as a whole is
 *     not allowed; while there is one, nothing is written
 * @param lost what all edits together give up
 * @param partialValues the keys of images that are kept with a part of their value, each of them
 * @param notes what else is to be said of the plan, for people; one sentence each
 * @param options what the plan was told
 * @param fileEdits the same edits as the commit carries them out
 * @param fingerprints of the files they change, as these were when the plan was made
 */
public record RepairPlan(
    String id,
    List<PlannedEdit> edits,
    List<Refusal> refusals,
    Lost lost,
    List<PartialValue> partialValues,
    List<String> notes,
    PlanOptions options,
    List<FileEdit> fileEdits,
    Map<Path, FileFingerprint> fingerprints) {

  /** Copies the lists. */
  public RepairPlan {
    edits = List.copyOf(edits);
    refusals = List.copyOf(refusals);
    partialValues = List.copyOf(partialValues);
    notes = List.copyOf(notes);
    fileEdits = List.copyOf(fileEdits);
    fingerprints = Map.copyOf(fingerprints);
  }

  /** Whether there is no damage that an edit could mend, and nothing else to change. */
  public boolean nothingToDo() {
    return edits.isEmpty() && refusals.isEmpty();
  }

  /** Whether the whole plan is of class {@link EditClass#SAFE}, and nothing is refused. */
  public boolean safeOnly() {
    for (PlannedEdit edit : edits) {
      if (edit.editClass() != EditClass.SAFE) {
        return false;
      }
    }
    return refusals.isEmpty();
  }

  /**
   * Whether the plan may be applied under its options: nothing is refused, and each edit is of a
   * class that they allow. An end of the log is its giver's word for what it costs; a choice among
   * manifests is its giver's word for the manifest.
   */
  public boolean mayBeApplied() {
    for (PlannedEdit edit : edits) {
      boolean allowed =
          switch (edit.editClass()) {
            case SAFE -> true;
            case LOSSY -> options.policy() != Policy.SAFE || options.until().isPresent();
            case UNLOCATED ->
                options.acceptLoss()
                    || edit.kind() == EditKind.MANIFEST && options.assume().isPresent();
          };
      if (!allowed) {
        return false;
      }
    }
    return refusals.isEmpty();
  }
}
