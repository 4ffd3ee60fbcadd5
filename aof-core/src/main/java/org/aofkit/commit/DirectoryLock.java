package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two runs of this tool off the same directory. The system drops the lock when the process
 * ends, however it ends; a lock file that is left over means nothing. Servers don't look at it.
 *
 * <p>The file is removed with the whole {@code .aof-fsck} when nothing else is in there. So that a
 * run never holds a lock on a file that has lost its name, the file key is looked at again when the
 * lock is held.
 *
 * <p>POSIX gives a lock to a process, and takes it away as soon as the process closes any of its
 * channels on the file, one that was refused the lock too. So what this process holds is known
 * here, and no second channel is opened on it.
 */
final class DirectoryLock implements AutoCloseable {
  private static final int TRIES = 100;

  /**
   * The files that this process has locked, with the channel of each: a state of the process, as
   * the locks are. One that was closed by an interrupt holds nothing any more.
   */
  private static final Map<Object, FileChannel> HELD = new HashMap<>();

  private final Quarantine quarantine;
  private final Path file;
  private final FileChannel channel;
  private final Object key;

  private DirectoryLock(Quarantine quarantine, Path file, FileChannel channel, Object key) {
    this.quarantine = quarantine;
    this.file = file;
    this.channel = channel;
    this.key = key;
  }

  /**
   * Takes the lock, and makes {@code .aof-fsck} for it. Where the volume has no room for that, the
   * quarantine elsewhere, if there is one, has the lock; so it has while a swap needs all room.
   *
   * @throws LockedException if another run holds it
   */
  static DirectoryLock acquire(Quarantine quarantine) throws IOException {
    if (quarantine.isSwapping()) {
      return acquire(quarantine, quarantine.root());
    }
    try {
      return acquire(quarantine, quarantine.home());
    } catch (IOException e) {
      if (!quarantine.isElsewhere() || !Failure.isNoSpace(e, quarantine.dir())) {
        throw e;
      }
      Durable.createDirectories(quarantine.root());
      return acquire(quarantine, quarantine.root());
    }
  }

  private static DirectoryLock acquire(Quarantine quarantine, Path where) throws IOException {
    Path file = where.resolve(Quarantine.LOCK);
    for (int i = 0; i < TRIES; i++) {
      DirectoryLock lock;
      try {
        make(quarantine, where);
        lock = tryOnce(quarantine, file);
      } catch (IOException e) {
        removeIfEmpty(quarantine);
        throw e;
      }
      if (lock != null) {
        return lock;
      }
    }
    throw new LockedException(file);
  }

  /** One try; null if the file lost its name meanwhile, because a run ended. */
  private static @Nullable DirectoryLock tryOnce(Quarantine quarantine, Path file)
      throws IOException {
    synchronized (HELD) {
      Object before = key(file);
      FileChannel holder = before == null ? null : HELD.get(before);
      if (holder != null && holder.isOpen()) {
        throw new LockedException(file);
      }
      return tryOnce(quarantine, file, before);
    }
  }

  private static @Nullable DirectoryLock tryOnce(
      Quarantine quarantine, Path file, @Nullable Object before) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
    @Nullable DirectoryLock held = null;
    try {
      if (before == null) {
        quarantine.share(file, 0660);
      }
      Object opened = key(file);
      if (channel.tryLock() == null) {
        throw new LockedException(file);
      }
      Object now = key(file);
      if (now != null && now.equals(opened) && (before == null || before.equals(opened))) {
        HELD.put(now, channel);
        held = new DirectoryLock(quarantine, file, channel, now);
      }
    } catch (OverlappingFileLockException e) {
      throw new LockedException(file);
    } finally {
      if (held == null) {
        channel.close();
      }
    }
    return held;
  }

  private static void make(Quarantine quarantine, Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      quarantine.share(directory, 0775);
      Durable.forceDirectory(Durable.parent(directory));
    } catch (FileAlreadyExistsException e) {
      requireDirectoryOrGone(directory, e);
    }
  }

  /** One that is gone was another run's, which ended meanwhile: it is for the next try to make. */
  private static void requireDirectoryOrGone(Path directory, FileAlreadyExistsException found)
      throws IOException {
    try {
      if (Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
        return;
      }
    } catch (NoSuchFileException e) {
      if (!Files.isSymbolicLink(directory)) {
        return;
      }
    }
    throw found;
  }

  private static @Nullable Object key(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object key = attributes.fileKey();
      return List.of(file.getFileSystem(), key == null ? file : key);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The lock file. */
  Path file() {
    return file;
  }

  /**
   * Gives the lock back; removes {@code .aof-fsck} if nothing but the lock is in it. A lock file
   * that somebody has put in the place of this one stays. Never fails: what was done under the lock
   * stands, and a lock file that is left over means nothing.
   */
  @Override
  public void close() {
    // As one step: the number of a file that is gone is soon that of another.
    synchronized (HELD) {
      boolean isOurs = HELD.remove(key, channel);
      try (channel) {
        if (isOurs && key.equals(key(file))) {
          remove();
        }
      } catch (IOException | OverlappingFileLockException e) {
        return;
      }
    }
  }

  private void remove() throws IOException {
    if (channel.isOpen()) {
      removeHeld();
      return;
    }
    // An interrupt has closed it, and with it the lock is gone: another run may have it by now.
    try (FileChannel again =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (again.tryLock() != null) {
        removeHeld();
      }
    }
  }

  private void removeHeld() throws IOException {
    if (file.startsWith(quarantine.home())
        && Quarantine.entries(quarantine.home()).equals(List.of(file))) {
      Files.delete(file);
      removeIfEmpty(quarantine);
    }
  }

  private static void removeIfEmpty(Quarantine quarantine) throws IOException {
    try {
      // What is no directory, or a link, was not made by us.
      if (Files.isDirectory(quarantine.home(), LinkOption.NOFOLLOW_LINKS)
          && Quarantine.entries(quarantine.home()).isEmpty()
          && Files.deleteIfExists(quarantine.home())) {
        Durable.forceDirectory(quarantine.dir());
      }
    } catch (DirectoryNotEmptyException e) {
      // Another run has begun meanwhile; then it is its directory.
      return;
    }
  }
}
