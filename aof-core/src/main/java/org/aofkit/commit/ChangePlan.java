package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the edits of an operation into the form in which they are applied: one change a file. */
final class ChangePlan {
  private final Path dir;
  private final Map<Path, FileFingerprint> fingerprints;

  private ChangePlan(Path dir, Map<Path, FileFingerprint> fingerprints) {
    this.dir = dir;
    this.fingerprints = fingerprints;
  }

  /** Absolute, without dots: the form in which files are compared in this package. */
  static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * The changes, in the order in which their files first occur; files that would stay as they are
   * have none.
   *
   * @throws IllegalArgumentException if the edits contradict each other or the fingerprints
   */
  static List<Change> of(Path dir, List<FileEdit> edits, Map<Path, FileFingerprint> fingerprints)
      throws IOException {
    Map<Path, List<FileEdit>> byFile = new LinkedHashMap<>();
    for (FileEdit edit : edits) {
      byFile.computeIfAbsent(plain(edit.file()), f -> new ArrayList<>()).add(edit);
    }
    ChangePlan plan = new ChangePlan(dir, fingerprints);
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<Path, List<FileEdit>> entry : byFile.entrySet()) {
      Change change = plan.change(entry.getKey(), entry.getValue());
      if (!(change instanceof Change.InPlace same && isNothing(same))) {
        changes.add(change);
      }
    }
    return List.copyOf(changes);
  }

  /** Refuses what can't be swapped: only whole files, at least a new one. */
  static void requireSwap(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change instanceof Change.InPlace)
        || changes.stream().allMatch(change -> change instanceof Change.Removal)) {
      throw new IllegalArgumentException("a swap puts whole files in place, at least one");
    }
  }

  private static boolean isNothing(Change.InPlace change) {
    return change.writes().isEmpty() && change.finalSize() == change.before().size();
  }

  private Change change(Path file, List<FileEdit> edits) throws IOException {
    FileFingerprint before = fingerprints.get(file);
    if (before == null) {
      throw new IllegalArgumentException("no fingerprint given for " + file);
    }
    if (!file.startsWith(dir) || file.startsWith(dir.resolve(Quarantine.HOME))) {
      throw new IllegalArgumentException(file + " is not among the files of " + dir);
    }
    FileEdit first = edits.get(0);
    if (isWhole(first)) {
      if (edits.size() > 1) {
        throw new IllegalArgumentException("more than one edit of " + file);
      }
      return whole(file, first, before);
    }
    Change.InPlace inPlace = inPlace(file, edits, before);
    return !isNothing(inPlace) && Commit.isShared(file) ? rewritten(inPlace) : inPlace;
  }

  private static boolean isWhole(FileEdit edit) {
    return edit instanceof FileEdit.Replace
        || edit instanceof FileEdit.Make
        || edit instanceof FileEdit.Remove;
  }

  private static Change whole(Path file, FileEdit edit, FileFingerprint before) {
    if (edit instanceof FileEdit.Make) {
      return new Change.Made(file, before);
    }
    if (!(edit instanceof FileEdit.Replace replace)) {
      if (before.isAbsent()) {
        throw new IllegalArgumentException("nothing to remove: " + file);
      }
      return new Change.Removal(file, before);
    }
    for (FileEdit.Part part : replace.parts()) {
      if (part instanceof FileEdit.Part.Copy copy
          && copy.offset() + copy.length() > Math.max(0, before.size())) {
        throw new IllegalArgumentException("copy behind the end of " + file);
      }
    }
    return new Change.Swap(file, before, replace.parts());
  }

  private static Change.InPlace inPlace(Path file, List<FileEdit> edits, FileFingerprint before) {
    if (before.isAbsent()) {
      throw new IllegalArgumentException("nothing to edit: " + file);
    }
    long cutAt = before.size();
    int truncates = 0;
    for (FileEdit edit : edits) {
      if (edit instanceof FileEdit.Truncate truncate) {
        truncates++;
        cutAt = truncate.newSize();
      }
    }
    if (truncates > 1 || cutAt > before.size()) {
      throw new IllegalArgumentException("impossible truncation of " + file + " to " + cutAt);
    }
    long size = cutAt;
    List<Change.Write> writes = new ArrayList<>();
    for (FileEdit edit : edits) {
      if (edit instanceof FileEdit.Overwrite over && over.content().length() > 0) {
        writes.add(new Change.Write(over.offset(), over.content(), over.tailOptional()));
      } else if (edit instanceof FileEdit.Append append && append.content().length() > 0) {
        writes.add(new Change.Write(size, append.content(), 0));
        size = Math.addExact(size, append.content().length());
      } else if (isWhole(edit)) {
        throw new IllegalArgumentException("more than one edit of " + file);
      }
    }
    writes.sort(Comparator.comparingLong(Change.Write::offset));
    long end = 0;
    for (Change.Write write : writes) {
      boolean crossesTheCut = write.offset() < cutAt && write.end() > cutAt;
      if (write.offset() < end || crossesTheCut || write.end() > size) {
        throw new IllegalArgumentException(
            "write at " + write.offset() + " of " + file + " overlaps another or the end");
      }
      end = write.end();
    }
    return new Change.InPlace(file, before, cutAt, size, List.copyOf(writes));
  }

  /** The same bytes as a new file: the old one has another name, perhaps it is a backup. */
  private static Change.Swap rewritten(Change.InPlace change) {
    List<FileEdit.Part> parts = new ArrayList<>();
    long at = 0;
    for (Change.Write write : change.writes()) {
      if (write.offset() > at) {
        parts.add(new FileEdit.Part.Copy(at, write.offset() - at));
      }
      parts.add(new FileEdit.Part.Literal(write.content()));
      at = write.end();
    }
    if (at < change.finalSize()) {
      parts.add(new FileEdit.Part.Copy(at, change.finalSize() - at));
    }
    return new Change.Swap(change.file(), change.before(), List.copyOf(parts));
  }
}
