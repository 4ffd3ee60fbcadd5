package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.aofkit.commit.LoggedFile.Kind;

/**
 * Applies a decided swap: the old files go, which makes room, and the new ones come in from the
 * folder of the operation, where they are complete, as are the old ones if they are kept. Each step
 * can be done again.
 *
 * <p>The file that is replaced, the manifest, changes last: from the first step to then it lists a
 * file that is gone, and servers refuse to start instead of starting with less. The first old file
 * is not deleted but gets the name under which the first new one is written: that needs neither a
 * block nor an inode, and leaves a mark in the directory from the first change on.
 */
final class SwapIn {
  /** Told when the directory has room again, as far as it gets it. */
  interface Room {
    void isMade() throws IOException;
  }

  private final LoggedOperation operation;
  private final boolean firstTime;
  private final Set<Integer> begun;
  private final List<LoggedFile> news = new ArrayList<>();
  private final List<LoggedFile> olds = new ArrayList<>();

  /**
   * @param firstTime true: right after preparing, every file must be exactly as it was
   * @param begun takes the files that may have been changed
   */
  SwapIn(LoggedOperation operation, boolean firstTime, Set<Integer> begun) {
    this.operation = operation;
    this.firstTime = firstTime;
    this.begun = begun;
    for (LoggedFile file : operation.files()) {
      (file.kind() == Kind.REMOVE ? olds : news).add(file);
    }
  }

  void run(Room room) throws IOException {
    if (!firstTime && isComplete()) {
      Quarantine.removePrepared(operation.folder());
      return;
    }
    for (LoggedFile file : operation.files()) {
      requireExplained(file);
    }
    makeRoom();
    for (LoggedFile file : news) {
      bringIn(file);
    }
    // Not before: where inodes are short, the new files need them more than a note does.
    room.isMade();
    Set<Path> parents = new LinkedHashSet<>();
    for (LoggedFile file : news) {
      if (file.kind() == Kind.REPLACE) {
        // What it lists must be there on the disk before it says so.
        Durable.forceDirectories(parents);
      }
      rename(file);
      parents.add(Durable.parent(file.file()));
    }
    Durable.forceDirectories(parents);
    Quarantine.removePrepared(operation.folder());
  }

  /**
   * Whether all is in place, and only the journal did not come to say so: a server may be at work
   * on the new files.
   */
  private boolean isComplete() throws IOException {
    for (LoggedFile file : operation.files()) {
      FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
      boolean isThere =
          switch (file.kind()) {
            case REMOVE -> now.isAbsent();
            case REPLACE -> isIn(file);
            default -> now.size() >= file.requirePrepared().size();
          };
      if (!isThere) {
        return false;
      }
    }
    return news.stream().anyMatch(file -> file.kind() == Kind.REPLACE);
  }

  /** Before the first file goes: nobody else may have changed one of them. */
  private void requireExplained(LoggedFile file) throws IOException {
    FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
    boolean isOurs =
        file.kind() == Kind.REMOVE ? now.isAbsent() : file.requirePrepared().sameBytes(now);
    if (firstTime || !isOurs) {
      requireBefore(file, now);
    }
  }

  private void requireBefore(LoggedFile file, FileFingerprint now) throws IOException {
    boolean same = firstTime ? file.before().matches(now) : file.isAsBefore(now);
    if (!same) {
      throw new ChangedUnderUsException(file.file(), file.before().difference(now));
    }
  }

  private void makeRoom() throws IOException {
    Set<Path> parents = new LinkedHashSet<>();
    for (LoggedFile old : olds) {
      FileFingerprint now = FileFingerprint.ofOrAbsent(old.file());
      if (now.isAbsent()) {
        continue;
      }
      requireBefore(old, now);
      begun.add(old.index());
      if (canCarry(old)) {
        Durable.rename(old.file(), carrier());
        Durable.forceDirectory(Durable.parent(carrier()));
      } else {
        Files.delete(old.file());
        parents.add(Durable.parent(old.file()));
      }
    }
    Durable.forceDirectories(parents);
    if (isThere(carrier())) {
      try (FileChannel channel =
          FileChannel.open(carrier(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
        channel.truncate(0);
        channel.force(true);
      }
    }
  }

  /** Where the first new file is written, and the first old one goes. */
  private Path carrier() {
    return news.get(0).temporary(operation.name());
  }

  /** A file with another name is perhaps a backup, and is not to be written over. */
  private boolean canCarry(LoggedFile old) throws IOException {
    return Durable.parent(old.file()).equals(Durable.parent(carrier()))
        && !isThere(carrier())
        && !isIn(news.get(0))
        && FileOwner.links(old.file()) == 1;
  }

  private static boolean isIn(LoggedFile file) throws IOException {
    return file.requirePrepared().sameBytes(FileFingerprint.ofOrAbsent(file.file()));
  }

  /** Unlike {@link Files#exists} this fails where it can't be told: a file would be passed over. */
  private static boolean isThere(Path file) throws IOException {
    try {
      Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Writes a new file beside its place, over whatever a run before has left of it. */
  private void bringIn(LoggedFile file) throws IOException {
    if (isIn(file)) {
      return;
    }
    begun.add(file.index());
    FileOwner owner =
        file.before().isAbsent()
            ? FileOwner.ofNewIn(
                Durable.parent(file.file()), olds.stream().map(LoggedFile::owner).toList())
            : file.owner();
    FileFingerprint prepared = file.requirePrepared();
    Path from = LoggedFile.prepared(operation.folder(), file.index());
    if (!prepared.sameBytes(FileFingerprint.ofOrAbsent(from))) {
      throw new QuarantineDamagedException(from, "is not the new file that was prepared");
    }
    Durable.copy(
        from,
        file.temporary(operation.name()),
        owner,
        FileTime.from(prepared.mtimeNanos(), TimeUnit.NANOSECONDS));
  }

  private void rename(LoggedFile file) throws IOException {
    Path temporary = file.temporary(operation.name());
    if (isThere(temporary)) {
      requireBefore(file, FileFingerprint.ofOrAbsent(file.file()));
      Durable.rename(temporary, file.file());
    } else if (!isIn(file)) {
      throw new ChangedUnderUsException(temporary, "is no longer there");
    }
  }

  /**
   * Puts everything back, after a swap that can't be finished, or to undo one: new files go, which
   * makes room, and then the old ones come back from their copies. Servers refuse to start until
   * all is back that the one or the other manifest lists. Each step can be done again.
   *
   * @param which the indices of the files that may have changed
   */
  static void takeBack(LoggedOperation operation, Set<Integer> which, Restorer restorer)
      throws IOException {
    Set<Path> parents = new LinkedHashSet<>();
    for (LoggedFile file : operation.files()) {
      if (file.kind() != Kind.REMOVE && Files.deleteIfExists(file.temporary(operation.name()))) {
        parents.add(Durable.parent(file.file()));
      }
    }
    for (Kind kind : List.of(Kind.CREATE, Kind.REPLACE, Kind.REMOVE)) {
      for (LoggedFile file : operation.files()) {
        if (file.kind() == kind && which.contains(file.index())) {
          restorer.restoreWhole(file, false);
          parents.add(Durable.parent(file.file()));
        }
      }
      Durable.forceDirectories(parents);
    }
  }
}
