package org.aofkit.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.check.EditClass;
import org.aofkit.io.FileName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestType;

/**
 * Ends the log at a place: the file is cut there, later files leave the manifest and go to the
 * quarantine by rename, which costs no space.
 */
final class PrefixEdits {
  private final PlanDraft draft;
  private final LogPlaces places;
  private final LossCount losses;

  PrefixEdits(PlanDraft draft, LogPlaces places) {
    this.draft = draft;
    this.places = places;
    this.losses = new LossCount(places);
  }

  void endAt(CutPoint cut) throws IOException {
    boolean wholeFile = cut.offset() == 0 && cut.index() > 0;
    long size = places.file(cut.index()).size();
    if (!wholeFile && cut.offset() < size) {
      truncate(cut, size);
    }
    drop(wholeFile ? cut.index() : cut.index() + 1, cut);
  }

  private void truncate(CutPoint cut, long size) throws IOException {
    SetFile file = places.file(cut.index());
    Lost lost = losses.behind(cut.index(), cut.offset());
    EditKind kind = draft.repairOf(file.path()).cutAt(cut.offset());
    boolean base = !places.isAppended(cut.index());
    draft.planned(
        new PlannedEdit(
            kind,
            EditClass.LOSSY,
            draft.name(file.path()),
            cut.offset(),
            size - cut.offset(),
            lost,
            draft.reason(kind, file.path(), cut.reason())
                + (base
                    ? "; this is the BASE: keys that it held behind this place are lost"
                    : "")));
    if (base) {
      draft.note(
          "The base itself is cut. What is left is no state that the server ever had: a part of the"
              + " keys, without anything that came later.");
    }
  }

  private void drop(int from, CutPoint cut) throws IOException {
    if (from >= places.count()) {
      return;
    }
    Set<FileName> gone = new HashSet<>();
    List<PlannedEdit> edits = new ArrayList<>();
    for (int i = from; i < places.count(); i++) {
      SetFile file = places.file(i);
      gone.add(file.name());
      edits.add(drop(i, file, cut));
    }
    List<ManifestEntry> kept = new ArrayList<>();
    for (ManifestEntry entry : draft.manifest().entries()) {
      if (entry.type() != ManifestType.INCR || !gone.contains(entry.name())) {
        kept.add(entry);
      }
    }
    draft.manifest(new Manifest(kept));
    draft.plannedManifest("the files behind the end of the log are no longer listed");
    edits.forEach(draft::planned);
  }

  private PlannedEdit drop(int index, SetFile file, CutPoint cut) throws IOException {
    if (file.type() != FileType.INCR) {
      throw new IllegalStateException("only an incr can be left out, not " + file.path());
    }
    Lost lost = losses.behind(index, 0);
    if (places.isThere(index)) {
      draft.remove(file);
    }
    return new PlannedEdit(
        EditKind.DROP,
        EditClass.LOSSY,
        draft.name(file.path()),
        0,
        file.size(),
        lost,
        places.isThere(index)
            ? "it stands behind the end of the log"
            : "nothing that could be loaded is there, and the log ends in front of it"
                + (index == cut.index() ? ": " + cut.reason() : ""));
  }
}
