package org.aofkit.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestPair;
import org.jspecify.annotations.Nullable;

/**
 * A base or none, and incrs that may follow it.
 *
 * @param base null for none
 * @param incrs ascending, not necessarily without a gap
 * @param adopted whether the base lies outside of the AOF directory
 */
record ChainDraft(@Nullable ChainFile base, List<ChainFile> incrs, boolean adopted) {
  ChainDraft {
    incrs = List.copyOf(incrs);
  }

  /** The files in load order. */
  List<ChainFile> files() {
    List<ChainFile> files = new ArrayList<>(incrs.size() + 1);
    if (base != null) {
      files.add(base);
    }
    files.addAll(incrs);
    return files;
  }

  List<ChainFile> incrsWithContent() {
    return incrs.stream().filter(file -> !file.isEmpty()).toList();
  }

  boolean holds(ManifestEntry entry) {
    return files().stream().anyMatch(file -> file.entry().name().equals(entry.name()));
  }

  /** The first incr's number; 0 where there is none. */
  long first() {
    return incrs.isEmpty() ? 0 : incrs.get(0).seq();
  }

  /** The last incr's number; 0 where there is none. */
  long last() {
    return incrs.isEmpty() ? 0 : incrs.get(incrs.size() - 1).seq();
  }

  /** Whether the numbers of the incrs follow one another, as those that a server lists do. */
  boolean unbroken() {
    return incrs.isEmpty() || last() - first() == incrs.size() - 1;
  }

  /** The incrs that it leaves out, and that may belong in front of its first one. */
  List<Path> inFront(ChainFiles files) throws IOException {
    List<ManifestDoubt.Unlisted> others = new ArrayList<>(files.history());
    for (ChainFile incr : files.incrs()) {
      if (!incrs.contains(incr)) {
        FileTime changed = Files.getLastModifiedTime(incr.path());
        others.add(
            new ManifestDoubt.Unlisted(
                incr.path(), incr.seq(), incr.size(), changed, incr.firstMark()));
      }
    }
    ManifestDoubt.Base known =
        base == null
            ? null
            : new ManifestDoubt.Base(
                base.seq(), base.takenAt(), Files.getLastModifiedTime(base.path()));
    return ManifestDoubt.inFront(known, first(), others);
  }

  /** Whether the base was taken at a time that is known. */
  boolean dated() {
    return base != null && base.takenAt() >= 0;
  }

  /** Whether a server holds the same after loading both: they differ in empty incrs only. */
  boolean sameDataAs(ChainDraft other) {
    return base == other.base && incrsWithContent().equals(other.incrsWithContent());
  }

  /**
   * The manifest that lists these files. Pairs that readable lines had stay, but for the end of an
   * incr that is not the last one.
   *
   * @param keepOffsets whether replication offsets may stay
   */
  Manifest manifest(boolean keepOffsets) {
    List<ManifestEntry> entries = new ArrayList<>();
    for (ChainFile file : files()) {
      ManifestEntry entry = file.entry();
      boolean last = file.entry().equals(files().get(files().size() - 1).entry());
      List<ManifestPair> pairs =
          entry.extra().stream()
              .filter(
                  pair ->
                      !pair.isReplicationOffset()
                          || keepOffsets
                              && (last || pair.key().equalsIgnoreCase(ManifestPair.START_OFFSET)))
              .toList();
      entries.add(
          new ManifestEntry(
              entry.name(), entry.seq(), entry.type(), pairs, entry.line(), entry.offset()));
    }
    return new Manifest(entries);
  }
}
