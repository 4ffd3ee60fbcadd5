package org.aofkit.check;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestRemains;
import org.aofkit.manifest.ManifestType;
import org.jspecify.annotations.Nullable;

/** Puts into words what speaks for and against a chain, for who has to choose. */
final class ChainEvidence {
  private static final int MAX_NAMED = 3;

  private final ChainFiles files;
  private final ChainDraft draft;
  private final @Nullable ChainFile base;
  private final List<Evidence> evidence = new ArrayList<>();

  private ChainEvidence(ChainFiles files, ChainDraft draft) {
    this.files = files;
    this.draft = draft;
    this.base = draft.base();
  }

  static List<Evidence> of(ChainFiles files, ChainDraft draft, Report report, boolean inForce) {
    return new ChainEvidence(files, draft).list(report, inForce);
  }

  /** The higher the likelier. */
  static int score(List<Evidence> evidence) {
    int score = 0;
    for (Evidence each : evidence) {
      score += each.supports() ? 1 : -2;
    }
    return score;
  }

  private List<Evidence> list(Report report, boolean inForce) {
    if (inForce) {
      pro("the manifest that is there lists these files");
    }
    if (report.verdict() == Verdict.CLEAN) {
      pro("its files check clean");
    } else {
      contra("a check of its files says " + report.verdict().id());
    }
    lines();
    numbers();
    annotations();
    fileTimes();
    if (files.switchingOn()) {
      contra(files.names().tempIncr() + " holds commands that no manifest ever listed");
    }
    return evidence;
  }

  private void pro(String text) {
    evidence.add(Evidence.pro(text));
  }

  private void contra(String text) {
    evidence.add(Evidence.contra(text));
  }

  private void lines() {
    long confirmed = draft.files().stream().filter(ChainFile::confirmed).count();
    if (confirmed > 0) {
      pro(confirmed + " of its files stand in lines of the manifest that can be read");
    }
    int named = 0;
    for (ManifestEntry entry : files.missing()) {
      if (named++ < MAX_NAMED) {
        contra("the manifest lists " + entry.name() + ", which is not there");
      }
    }
    ManifestRemains temp = files.temp();
    List<ManifestEntry> listed = new ArrayList<>(temp.of(ManifestType.BASE));
    listed.addAll(temp.of(ManifestType.INCR));
    boolean holdsAll = listed.stream().allMatch(draft::holds);
    boolean allListed = draft.files().stream().allMatch(file -> temp.names(file.entry().name()));
    if (!listed.isEmpty() && holdsAll && allListed) {
      pro("the manifest that was being written lists the same");
    }
  }

  private void numbers() {
    if (base == null) {
      contra("there is no base: what it held is gone");
    }
    if (!draft.unbroken()) {
      contra("a number between its incrs is missing");
    }
    for (ChainFile incr : files.incrs()) {
      if (!incr.isEmpty() && incr.seq() > draft.last()) {
        contra("it leaves out the newer " + incr.name());
      }
    }
    if (base != null && draft.first() > 0 && draft.first() < base.seq()) {
      contra("base " + base.seq() + " is the result of rewrites that began later incrs");
    }
    boolean olderBase =
        base != null && files.bases().stream().anyMatch(other -> other.seq() < base.seq());
    boolean oldestIncr = draft.first() > 0 && draft.first() == files.incrs().get(0).seq();
    if (olderBase && oldestIncr && files.incrs().size() > 1) {
      contra("an older base is there, to which " + draft.incrs().get(0).name() + " should belong");
    }
    if (base != null && base.holdsNothing() && draft.incrsWithContent().size() > 1) {
      contra("the base is empty, as that of a server that started over a lost manifest");
    }
    if (draft.adopted()) {
      contra("its base was never moved to its place");
    }
  }

  private void annotations() {
    if (!draft.incrs().isEmpty() && ChainDrafts.isBehind(draft.incrs().get(0), base)) {
      pro("annotations say that its first incr was written to after the base was taken");
    }
    for (ChainFile incr : draft.incrs()) {
      if (ChainDrafts.isBefore(incr, base)) {
        contra("annotations say that " + incr.name() + " had ended when the base was taken");
      }
    }
  }

  /**
   * Weak: a copy gives all files times of its own, and those of a restored backup are all alike.
   */
  private void fileTimes() {
    if (base == null || base.takenAt() < 0) {
      return;
    }
    for (ChainFile incr : draft.incrsWithContent()) {
      if (incr.changed() < base.takenAt() - ChainDrafts.CLOCK_MARGIN_SECONDS) {
        contra(incr.name() + " was last changed before the base was taken, by its file time");
      }
    }
    ChainFile before = null;
    for (ChainFile incr : files.incrs()) {
      before = incr.seq() < draft.first() && !incr.isEmpty() ? incr : before;
    }
    boolean distinct =
        before != null
            && before.changed() <= base.takenAt()
            && base.changed() >= base.takenAt()
            && draft.incrsWithContent().stream().allMatch(incr -> incr.changed() > base.takenAt());
    if (distinct) {
      pro("file times, which are weak evidence, put its first incr behind the base");
    }
  }
}
