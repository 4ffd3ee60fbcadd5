package org.aofkit.check;

import java.util.List;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestRemains;
import org.aofkit.manifest.ManifestType;
import org.jspecify.annotations.Nullable;

/**
 * Says whether it is proven that a chain is the one that was lost, or holds the same data.
 *
 * <p>What is taken for granted: but for the manifest no file was lost, and servers made the files.
 * What is not: that history files were unlinked in order, or not at all (after a power cut any of
 * them may be back); that numbers of bases and incrs run side by side; that file times are those of
 * the server (a copy has its own). Each rule and its counter-examples are in ADR 7.
 */
final class ChainProof {
  private final ChainFiles files;
  private final ChainDraft draft;
  private final @Nullable ChainFile base;

  private ChainProof(ChainFiles files, ChainDraft draft) {
    this.files = files;
    this.draft = draft;
    this.base = draft.base();
  }

  /** The proof, in words; null where there is none. */
  static @Nullable String of(ChainFiles files, ChainDraft draft, Report report) {
    ChainProof proof = new ChainProof(files, draft);
    if (!proof.possible() || !mendable(report)) {
      return null;
    }
    if (!files.missing().isEmpty()) {
      return proof.byRewriteSince()
          ? "what it names and is not there, a rewrite made history"
          : null;
    }
    if (proof.byLines()) {
      return "the readable lines of the manifest name its base and its first incr";
    }
    if (proof.byTempManifest()) {
      return "the manifest that was being written lists just these files";
    }
    if (proof.byOneBase()) {
      return "no other base is there, and no other place in the log where it could stand";
    }
    return proof.byFirstBase() ? "it begins with the first base and holds every incr" : null;
  }

  /** Whether its files check clean, but for an end that can be cut without a loss. */
  private static boolean mendable(Report report) {
    boolean safe =
        report.damages().stream().allMatch(damage -> damage.editClass() == EditClass.SAFE);
    return safe && (report.verdict() == Verdict.CLEAN || report.verdict() == Verdict.TRUNCATED);
  }

  /** What every proof needs. */
  private boolean possible() {
    if (base == null
        || draft.adopted()
        || !draft.unbroken()
        || files.contradictory()
        || files.switchingOn()) {
      return false;
    }
    for (ChainFile each : files.bases()) {
      if (each.confirmed() && each != base) {
        return false;
      }
    }
    for (ChainFile each : files.incrs()) {
      boolean in = draft.incrs().contains(each);
      if (!in && (each.confirmed() || (!each.isEmpty() && each.seq() > draft.last()))) {
        return false;
      }
      if (in && !each.confirmed() && !each.isEmpty() && olderThanBase(each)) {
        return false;
      }
    }
    return true;
  }

  /** By annotations or by the time of the file, which a copy can only make later. */
  private boolean olderThanBase(ChainFile incr) {
    boolean older =
        base != null
            && base.takenAt() >= 0
            && incr.changed() < base.takenAt() - ChainDrafts.CLOCK_MARGIN_SECONDS;
    return older || ChainDrafts.isBefore(incr, base);
  }

  private boolean byLines() {
    if (base == null || !base.confirmed() || !files.remains().wholeUpToFirstIncr()) {
      return false;
    }
    long lastConfirmed = 0;
    for (ChainFile incr : draft.incrs()) {
      lastConfirmed = incr.confirmed() ? incr.seq() : lastConfirmed;
    }
    for (ChainFile incr : draft.incrs()) {
      boolean between = incr.confirmed() || incr.seq() < lastConfirmed || incr.isEmpty();
      if (!between && (!files.remains().lostBehind() || mayBeOlderLog())) {
        return false;
      }
    }
    return !draft.incrs().isEmpty() && draft.incrs().get(0).confirmed();
  }

  private boolean byTempManifest() {
    ManifestRemains temp = files.temp();
    List<ManifestEntry> bases = temp.of(ManifestType.BASE);
    if (base == null || temp.lostAnywhere() || bases.size() != 1 || !draft.holds(bases.get(0))) {
      return false;
    }
    List<ManifestEntry> listed = temp.of(ManifestType.INCR);
    for (ManifestEntry incr : listed) {
      if (!draft.holds(incr)) {
        return false;
      }
    }
    for (ChainFile each : files.incrs()) {
      boolean asListed =
          draft.incrs().contains(each)
              == listed.stream().anyMatch(entry -> entry.name().equals(each.entry().name()));
      if (!each.isEmpty() && !(asListed && temp.names(each.entry().name()))) {
        return false;
      }
    }
    for (ChainFile each : files.bases()) {
      boolean unfinished =
          each.seq() == base.seq() + 1 && draft.dated() && each.takenAt() > base.takenAt();
      if (!temp.names(each.entry().name()) && !unfinished) {
        return false;
      }
    }
    return true;
  }

  private boolean byOneBase() {
    if (base == null || files.bases().size() != 1) {
      return false;
    }
    List<ChainFile> incrs = files.incrs();
    if (incrs.isEmpty()) {
      return true;
    }
    if (draft.incrs().size() != incrs.size() || mayBeOlderLog()) {
      return false;
    }
    boolean first = base.seq() == 1 && draft.first() == 1;
    boolean only = incrs.size() == 1 && draft.first() >= base.seq();
    return first || only || ChainDrafts.isBehind(incrs.get(0), base);
  }

  /**
   * The first base has all the log behind it; that there is a second one, taken later, then does
   * not matter.
   */
  private boolean byFirstBase() {
    List<ChainFile> bases = files.bases();
    for (int i = 1; i < bases.size(); i++) {
      boolean ascending =
          bases.get(i).takenAt() >= 0 && bases.get(i).takenAt() < bases.get(i - 1).takenAt();
      if (!ascending) {
        return false;
      }
    }
    if (base == null || base.seq() != 1 || draft.first() != 1) {
      return false;
    }
    // The rewrite that made the last base began an incr of at least its number, and emptied
    // whatever had that name before.
    List<ChainFile> content = draft.incrsWithContent();
    boolean noneBeyond =
        content.isEmpty() || content.get(content.size() - 1).seq() <= bases.get(0).seq();
    return noneBeyond || !mayBeOlderLog();
  }

  /**
   * Whether incrs may be those of an older log. A server that starts over a lost manifest makes an
   * empty base and leaves all but the first incr alone, which then follow it only by their numbers.
   */
  private boolean mayBeOlderLog() {
    List<ChainFile> content = draft.incrsWithContent();
    boolean confirmed = content.stream().allMatch(ChainFile::confirmed);
    return base != null
        && base.holdsNothing()
        && content.size() > 1
        && !confirmed
        && !marksAscend(content);
  }

  private boolean marksAscend(List<ChainFile> content) {
    long before = base == null ? -1 : base.takenAt();
    for (ChainFile incr : content) {
      if (before < 0 || incr.firstMark() < before || incr.lastMark() < incr.firstMark()) {
        return false;
      }
      before = incr.lastMark();
    }
    return true;
  }

  /** A backup that copied the manifest before a rewrite, and the files behind it. */
  private boolean byRewriteSince() {
    if (base == null || base.confirmed() || files.remains().lostAnywhere() || !byOneBase()) {
      return false;
    }
    for (ManifestEntry entry : files.missing()) {
      boolean history =
          entry.type() == ManifestType.BASE
              ? entry.seq() < base.seq()
              : entry.seq() < draft.first();
      if (!history) {
        return false;
      }
    }
    return true;
  }
}
