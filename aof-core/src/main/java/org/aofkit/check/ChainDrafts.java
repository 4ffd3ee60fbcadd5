package org.aofkit.check;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestType;
import org.jspecify.annotations.Nullable;

/**
 * Lists the chains that are possible: a base and a run of incrs.
 *
 * <p>The incrs of a set are one log in the order of their numbers, and every base stands for a
 * place in it, the beginning of some incr: that base with the incrs from there on is a chain, and
 * all of these hold the same data. What nothing says any more is the place. Numbers do not: a
 * rewrite that fails leaves an incr and no base, one with the AOF switched off leaves a base and no
 * incr.
 */
final class ChainDrafts {
  /** More would help nobody to choose. */
  private static final int MAX = 64;

  /** Of very many incrs only so many at either end are taken for a beginning or an end. */
  private static final int EDGE = 8;

  /** A server reads the clock for a base a moment after the log was switched. */
  static final int CLOCK_MARGIN_SECONDS = 2;

  private final ChainFiles files;
  private final List<ChainDraft> drafts = new ArrayList<>();

  private ChainDrafts(ChainFiles files) {
    this.files = files;
  }

  /** The possible chains; of those that hold the same data the one with the most files. */
  static List<ChainDraft> of(ChainFiles files) {
    return new ChainDrafts(files).list();
  }

  private List<ChainDraft> list() {
    ChainFile listed = listedBase();
    if (listed != null) {
      of(listed, false);
    } else {
      for (ChainFile base : files.bases()) {
        of(base, false);
      }
      if (files.bases().isEmpty() && !files.incrs().isEmpty()) {
        of(null, false);
      }
    }
    ofTempManifest();
    for (ChainFile finished : files.finished()) {
      ChainFile newest = files.incrs().isEmpty() ? null : last(files.incrs());
      add(new ChainDraft(finished, newest == null ? List.of() : List.of(newest), true));
    }
    return drafts;
  }

  /** What the manifest that was being written lists, as far as it is there. */
  private void ofTempManifest() {
    List<ChainFile> bases = listedIn(files.bases(), files.temp().of(ManifestType.BASE));
    List<ChainFile> incrs = listedIn(files.incrs(), files.temp().of(ManifestType.INCR));
    if (bases.size() == 1) {
      add(new ChainDraft(bases.get(0), incrs, false));
    }
  }

  private static List<ChainFile> listedIn(List<ChainFile> all, List<ManifestEntry> entries) {
    return all.stream()
        .filter(
            file -> entries.stream().anyMatch(entry -> entry.name().equals(file.entry().name())))
        .toList();
  }

  /** The base that the readable lines list, if all that they list is there. */
  private @Nullable ChainFile listedBase() {
    List<ChainFile> listed = files.bases().stream().filter(ChainFile::confirmed).toList();
    return listed.size() == 1 && files.missing().isEmpty() ? listed.get(0) : null;
  }

  private void of(@Nullable ChainFile base, boolean adopted) {
    List<ChainFile> incrs = files.incrs();
    boolean listed = base != null && base.confirmed() && files.missing().isEmpty();
    for (int first = 0; first < incrs.size(); first++) {
      boolean known = listed && files.remains().wholeUpToFirstIncr();
      if (!known && isAmongMany(first) || !mayBegin(base, first, listed)) {
        continue;
      }
      for (int end = incrs.size(); end > first; end--) {
        if (!isAmongMany(end - 1) && mayEnd(base, first, end, listed)) {
          add(new ChainDraft(base, incrs.subList(first, end), adopted));
        }
      }
    }
    boolean noneListed = files.incrs().stream().noneMatch(ChainFile::confirmed);
    boolean highest = !files.bases().isEmpty() && base == files.bases().get(0);
    boolean alone = incrs.isEmpty() || listed || highest && base != null && base.seq() > 1;
    if (base != null && noneListed && alone) {
      add(new ChainDraft(base, List.of(), adopted));
    }
  }

  private boolean isAmongMany(int index) {
    return index >= EDGE && index < files.incrs().size() - EDGE;
  }

  private boolean mayBegin(@Nullable ChainFile base, int first, boolean listed) {
    List<ChainFile> incrs = files.incrs();
    if (listed && files.remains().wholeUpToFirstIncr()) {
      List<ManifestEntry> known = files.remains().of(ManifestType.INCR);
      long lowest = known.stream().mapToLong(ManifestEntry::seq).min().orElse(0);
      return incrs.get(first).seq() == lowest;
    }
    for (int i = 0; i < first; i++) {
      if (listed && incrs.get(i).confirmed() || isBehind(incrs.get(i), base)) {
        return false;
      }
    }
    boolean startsWithItsFirst =
        base != null && base.seq() == 1 && first > 0 && incrs.get(0).seq() == 1;
    return !startsWithItsFirst;
  }

  /**
   * Chains end with the last incr. Where a server may have started empty on a directory whose
   * manifest was lost before, or where numbers are missing, they may end before.
   */
  private boolean mayEnd(@Nullable ChainFile base, int first, int end, boolean listed) {
    List<ChainFile> incrs = files.incrs();
    if (listed && incrs.subList(end, incrs.size()).stream().anyMatch(ChainFile::confirmed)) {
      return false;
    }
    boolean gapBehind = end < incrs.size() && incrs.get(end).seq() != incrs.get(end - 1).seq() + 1;
    return end == incrs.size() || gapBehind || base == null || base.holdsNothing() || listed;
  }

  /** Whether an annotation proves that the incr was written to after the base was taken. */
  static boolean isBehind(ChainFile incr, @Nullable ChainFile base) {
    return base != null && base.takenAt() >= 0 && incr.lastMark() > base.takenAt();
  }

  /**
   * Whether annotations say that the incr was ended when the base was taken. No proof: annotations
   * can be switched off while a file is written.
   */
  static boolean isBefore(ChainFile incr, @Nullable ChainFile base) {
    return base != null
        && base.takenAt() >= 0
        && incr.firstMark() >= 0
        && incr.lastMark() >= 0
        && incr.lastMark() <= base.takenAt() - CLOCK_MARGIN_SECONDS;
  }

  private void add(ChainDraft draft) {
    for (ChainDraft known : drafts) {
      if (known.sameDataAs(draft)) {
        return;
      }
    }
    if (drafts.size() < MAX) {
      drafts.add(draft);
    }
  }

  private static ChainFile last(List<ChainFile> list) {
    return list.get(list.size() - 1);
  }
}
