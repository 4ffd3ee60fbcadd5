package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aofkit.commit.LoggedFile.Kind;

/**
 * The second half of an operation: applies what the journal says. Each step can be done again.
 *
 * <p>First all that may need space, which is what may fail; then the renames and removals, in the
 * order given, a rename being durable before a removal behind it; last the truncations, which give
 * space away that rolling back would need.
 */
final class Applier {
  private final LoggedOperation operation;
  private final boolean firstTime;
  private final Set<Integer> begun = new TreeSet<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<Integer, FileFingerprint> written = new HashMap<>();

  /**
   * @param firstTime true: right after preparing, every file must be exactly as it was; false: a
   *     run was interrupted, every file must be somewhere on the way
   */
  Applier(LoggedOperation operation, boolean firstTime) {
    this.operation = operation;
    this.firstTime = firstTime;
  }

  /** The files that may have been changed. */
  Set<Integer> begun() {
    return begun;
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * Does it; returns how the files are afterwards, by index.
   *
   * @param room told by a swap when it has made room
   */
  Map<Integer, FileFingerprint> apply(SwapIn.Room room) throws IOException {
    if (operation.isSwap()) {
      new SwapIn(operation, firstTime, begun).run(room);
      return afterwards();
    }
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.IN_PLACE) {
        write(file);
      }
    }
    Set<Path> parents = new LinkedHashSet<>();
    boolean switched = false;
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.REMOVE) {
        if (switched) {
          // What listed the file must no longer do so on the disk when it goes.
          Durable.forceDirectories(parents);
          switched = false;
        }
        remove(file);
        parents.add(Durable.parent(file.file()));
      } else if (file.kind() != Kind.IN_PLACE) {
        if (switched && file.kind() == Kind.REPLACE) {
          // What it may list, being a manifest, has its name on the disk first.
          Durable.forceDirectories(parents);
        }
        swap(file);
        switched = true;
        parents.add(Durable.parent(file.file()));
      }
    }
    Durable.forceDirectories(parents);
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.IN_PLACE) {
        cut(file);
      }
    }
    return afterwards();
  }

  /** Applies again what was changed in place, for an undo that can't be completed. */
  Map<Integer, FileFingerprint> applyInPlace() throws IOException {
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.IN_PLACE) {
        StateCheck.require(operation, file, true);
        writeChecked(file);
        cut(file);
      }
    }
    return afterwards();
  }

  private Map<Integer, FileFingerprint> afterwards() throws IOException {
    Map<Integer, FileFingerprint> after = new LinkedHashMap<>();
    for (LoggedFile file : operation.files()) {
      FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
      FileFingerprint prepared = file.prepared();
      // What a server has written since is not how we left it.
      after.put(file.index(), prepared == null || prepared.sameBytes(now) ? now : prepared);
    }
    return after;
  }

  private void write(LoggedFile file) throws IOException {
    if (firstTime) {
      requireUnchanged(file.file(), file.before());
    } else {
      StateCheck.require(operation, file, false);
    }
    begun.add(file.index());
    writeChecked(file);
    written.put(file.index(), FileFingerprint.of(file.file()));
  }

  private void writeChecked(LoggedFile file) throws IOException {
    if (file.news().isEmpty()) {
      return;
    }
    try (FileChannel target = open(file.file());
        FileChannel image = FileChannel.open(operation.image(), StandardOpenOption.READ)) {
      Patch patch = new Patch(target, false);
      for (Extent extent : file.news()) {
        ImageReader reader = new ImageReader(operation.image(), image, extent);
        long sure = extent.length() - extent.tailOptional();
        patch.write(reader, extent.offset(), sure);
        writeTail(file, patch, reader, extent);
      }
      target.force(true);
    }
  }

  private void writeTail(LoggedFile file, Patch patch, ImageReader reader, Extent extent)
      throws IOException {
    long at = extent.end() - extent.tailOptional();
    try {
      patch.write(reader, at, extent.tailOptional());
    } catch (IOException e) {
      if (!Failure.isNoSpace(e, file.file())) {
        throw e;
      }
      warnings.add(
          "no space for the last "
              + extent.tailOptional()
              + " bytes at "
              + at
              + " of "
              + file.file().getFileName());
    }
  }

  private void cut(LoggedFile file) throws IOException {
    FileFingerprint seen = written.get(file.index());
    if (firstTime && seen != null) {
      requireUnchanged(file.file(), seen);
    }
    if (Files.size(file.file()) > file.finalSize()) {
      begun.add(file.index());
      try (FileChannel target = open(file.file())) {
        target.truncate(file.finalSize());
        target.force(true);
      }
    }
  }

  private void swap(LoggedFile file) throws IOException {
    Path temporary = file.temporary(operation.name());
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
    if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
      requireBefore(file, now);
      begun.add(file.index());
      Durable.rename(temporary, file.file());
    } else if (firstTime || !file.requirePrepared().matchesIgnoringKey(now)) {
      throw new ChangedUnderUsException(file.file(), file.requirePrepared().difference(now));
    }
  }

  private void remove(LoggedFile file) throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
    if (now.isAbsent() && !firstTime) {
      return;
    }
    requireBefore(file, now);
    begun.add(file.index());
    Files.delete(file.file());
  }

  private void requireBefore(LoggedFile file, FileFingerprint now) throws IOException {
    boolean same = firstTime ? file.before().matches(now) : file.before().matchesIgnoringKey(now);
    if (!same) {
      throw new ChangedUnderUsException(file.file(), file.before().difference(now));
    }
  }

  private static void requireUnchanged(Path file, FileFingerprint expected) throws IOException {
    String difference = expected.difference(FileFingerprint.ofOrAbsent(file));
    if (!difference.isEmpty()) {
      throw new ChangedUnderUsException(file, difference);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }
}
