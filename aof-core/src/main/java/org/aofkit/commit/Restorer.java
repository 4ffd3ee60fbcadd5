package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.aofkit.commit.LoggedFile.Kept;
import org.aofkit.commit.LoggedFile.Kind;

/**
 * Puts files back as they were before an operation, from what is kept of them: bytes, name, mode,
 * and the time of the last change, so that the operation before this one can be undone next. Each
 * step can be done again.
 *
 * <p>First what may need space, then the renames, in the opposite order of the operation's.
 */
final class Restorer {
  private final LoggedOperation operation;
  private boolean switched;

  Restorer(LoggedOperation operation) {
    this.operation = operation;
  }

  /** True if a file was renamed or removed: from there on there is no way but forward. */
  boolean hasSwitched() {
    return switched;
  }

  /**
   * Reads all that is kept and compares checksums, before anything relies on it.
   *
   * @throws QuarantineDamagedException if something is missing or damaged
   */
  void verifyKept() throws IOException {
    verify(false);
  }

  /**
   * The same; but a file that has been put back already need not be kept any more.
   *
   * @throws QuarantineDamagedException if something is missing or damaged
   */
  void verifyKeptOrBack() throws IOException {
    verify(true);
    for (LoggedFile file : operation.files()) {
      boolean isMade = file.kind() == Kind.REPLACE || file.kind() == Kind.CREATE;
      if (isMade && file.prepared() == null) {
        throw new QuarantineDamagedException(
            operation.folder().resolve(Journal.FILE_NAME), "lacks the new " + file.file());
      }
    }
  }

  private void verify(boolean mayBeBack) throws IOException {
    for (LoggedFile file : operation.files()) {
      if (!file.olds().isEmpty()) {
        try (FileChannel image = FileChannel.open(operation.image(), StandardOpenOption.READ)) {
          for (Extent extent : file.olds()) {
            ImageReader.verify(operation.image(), image, extent);
          }
        }
      }
      if (file.kept() != Kept.NOT) {
        Path kept = LoggedFile.kept(operation.folder(), file.index());
        boolean isKept = file.before().sameBytes(FileFingerprint.ofOrAbsent(kept));
        if (!isKept && !(mayBeBack && isBack(file))) {
          throw new QuarantineDamagedException(kept, "is not the file that was kept");
        }
      }
    }
  }

  /** Whether a file has its old bytes in its old place. */
  static boolean isBack(LoggedFile file) throws IOException {
    return file.before().sameBytes(FileFingerprint.ofOrAbsent(file.file()));
  }

  /** The files of which a whole copy lies beside its old place, as {@link #stage} brings it. */
  Set<Integer> staged() throws IOException {
    Set<Integer> found = new TreeSet<>();
    for (LoggedFile file : operation.files()) {
      Path staged = file.staged(operation.name());
      if (file.kept() == Kept.COPY && file.before().sameBytes(FileFingerprint.ofOrAbsent(staged))) {
        found.add(file.index());
      }
    }
    return found;
  }

  /** Brings the copies of kept files beside their old places; returns which files these are. */
  Set<Integer> stage() throws IOException {
    Set<Integer> staged = new TreeSet<>();
    Set<Path> parents = new LinkedHashSet<>();
    for (LoggedFile file : operation.files()) {
      if (file.kept() == Kept.COPY) {
        stage(file);
        staged.add(file.index());
        parents.add(Durable.parent(file.file()));
      }
    }
    for (Path parent : parents) {
      Durable.forceDirectory(parent);
    }
    return staged;
  }

  /** Removes what {@link #stage} made, if it is still there. */
  void unstage() throws IOException {
    for (LoggedFile file : operation.files()) {
      Files.deleteIfExists(file.staged(operation.name()));
    }
  }

  /**
   * Puts files back.
   *
   * @param which their indices
   * @param staged those whose way back {@link #stage} has prepared
   */
  void restore(Set<Integer> which, Set<Integer> staged) throws IOException {
    if (operation.isSwap()) {
      SwapIn.takeBack(operation, which, this);
      return;
    }
    List<LoggedFile> files = operation.files();
    for (LoggedFile file : files) {
      if (file.kind() == Kind.IN_PLACE && which.contains(file.index())) {
        restoreInPlace(file);
      }
    }
    Set<Path> parents = new LinkedHashSet<>();
    for (int i = files.size() - 1; i >= 0; i--) {
      LoggedFile file = files.get(i);
      if (file.kind() != Kind.IN_PLACE && which.contains(i)) {
        restoreWhole(file, staged.contains(i));
        parents.add(Durable.parent(file.file()));
      }
    }
    for (Path parent : parents) {
      Durable.forceDirectory(parent);
    }
  }

  private void restoreInPlace(LoggedFile file) throws IOException {
    StateCheck.require(operation, file, true);
    long size = file.before().size();
    try (FileChannel target =
            FileChannel.open(
                file.file(),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileChannel image = FileChannel.open(operation.image(), StandardOpenOption.READ)) {
      Patch patch = new Patch(target, true);
      for (Extent extent : file.olds()) {
        patch.write(
            new ImageReader(operation.image(), image, extent), extent.offset(), extent.length());
      }
      if (target.size() > size) {
        target.truncate(size);
      } else if (target.size() < size) {
        Durable.write(target, ByteBuffer.allocate(1), size - 1);
      }
      // The time is a help for later undos, not a promise.
      Durable.tryToSetTime(file.file(), time(file.before()));
      target.force(true);
    }
  }

  /**
   * Looks, before anything is put back, whether all of it can be.
   *
   * @throws ChangedUnderUsException if a file is neither as before nor as the operation left it
   */
  void requireWayBack() throws IOException {
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.IN_PLACE) {
        StateCheck.require(operation, file, true);
        continue;
      }
      FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
      if (!file.isAsBefore(now)) {
        requireAsLeft(file, now);
      }
    }
  }

  private void requireAsLeft(LoggedFile file, FileFingerprint now) throws ChangedUnderUsException {
    boolean asLeft =
        file.kind() == Kind.REMOVE ? now.isAbsent() : file.isAsPrepared(now, operation.isSwap());
    if (!asLeft) {
      throw new ChangedUnderUsException(file.file(), "is not as the operation left it");
    }
  }

  /**
   * Looks, before a swap is taken back, whether the copies find room once what it brought is gone.
   *
   * @throws NoSpaceException if they don't, with the bytes that must be free
   */
  void requireRoom() throws IOException {
    if (!operation.isSwap()) {
      return;
    }
    long needed = 0;
    for (LoggedFile file : operation.files()) {
      if (file.kind() != Kind.REMOVE) {
        needed -= taken(file.temporary(operation.name()));
      }
      if (!isBack(file)) {
        needed -= taken(file.file()) + taken(file.staged(operation.name()));
        needed += file.kept() == Kept.COPY ? Failure.blocks(file.before().size()) : 0;
      }
    }
    if (needed > Failure.usable(operation.dir())) {
      throw new NoSpaceException(
          operation.dir() + ": no space left for what is put back; nothing was changed",
          needed,
          null);
    }
  }

  private static long taken(Path file) throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file);
    return now.isAbsent() ? 0 : Failure.blocks(now.size());
  }

  /** Puts back a file that was replaced, created or removed, if it is not back already. */
  void restoreWhole(LoggedFile file, boolean isStaged) throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
    if (file.isAsBefore(now)) {
      return;
    }
    requireAsLeft(file, now);
    if (file.kind() == Kind.CREATE) {
      switched = true;
      Files.delete(file.file());
      return;
    }
    Path old = LoggedFile.kept(operation.folder(), file.index());
    if (file.kept() == Kept.COPY) {
      old = file.staged(operation.name());
      if (!isStaged) {
        stage(file);
      }
    }
    switched = true;
    Durable.rename(old, file.file());
  }

  private void stage(LoggedFile file) throws IOException {
    Path kept = LoggedFile.kept(operation.folder(), file.index());
    Durable.copy(kept, file.staged(operation.name()), file.owner(), time(file.before()));
  }

  private static FileTime time(FileFingerprint before) {
    return FileTime.from(before.mtimeNanos(), TimeUnit.NANOSECONDS);
  }
}
