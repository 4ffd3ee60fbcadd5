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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two runs of this tool off the same directory. The system drops the lock when the process
 * ends, however it ends; a lock file that is left over means nothing. Servers don't look at it.
 *
 * <p>The file is removed with the whole {@code .aof-fsck} when nothing else is in there. So that a
 * run never holds a lock on a file that has lost its name, the file key is looked at again when the
 * lock is held.
 */
final class DirectoryLock implements AutoCloseable {
  private static final int TRIES = 100;

  private final Quarantine quarantine;
  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Quarantine quarantine, Path file, FileChannel channel) {
    this.quarantine = quarantine;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, and makes {@code .aof-fsck} for it. Where the volume has no room for that, the
   * quarantine elsewhere, if there is one, has the lock.
   *
   * @throws LockedException if another run holds it
   */
  static DirectoryLock acquire(Quarantine quarantine) throws IOException {
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
    Object before = key(file);
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
    boolean held = false;
    try {
      if (before == null) {
        quarantine.share(file, 0660);
      }
      Object opened = key(file);
      if (channel.tryLock() == null) {
        throw new LockedException(file);
      }
      Object now = key(file);
      held = now != null && now.equals(opened) && (before == null || before.equals(opened));
    } catch (OverlappingFileLockException e) {
      throw new LockedException(file);
    } finally {
      if (!held) {
        channel.close();
      }
    }
    return held ? new DirectoryLock(quarantine, file, channel) : null;
  }

  private static void make(Quarantine quarantine, Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      quarantine.share(directory, 0775);
      Durable.forceDirectory(Durable.parent(directory));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.fileKey() == null ? "exists" : attributes.fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The lock file. */
  Path file() {
    return file;
  }

  /**
   * Gives the lock back; removes {@code .aof-fsck} if nothing but the lock is in it. Never fails:
   * what was done under the lock stands, and a lock file that is left over means nothing.
   */
  @Override
  public void close() {
    try (channel) {
      if (file.startsWith(quarantine.home())
          && Quarantine.entries(quarantine.home()).equals(List.of(file))) {
        Files.delete(file);
        removeIfEmpty(quarantine);
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void removeIfEmpty(Quarantine quarantine) throws IOException {
    try {
      if (Quarantine.entries(quarantine.home()).isEmpty()
          && Files.deleteIfExists(quarantine.home())) {
        Durable.forceDirectory(quarantine.dir());
      }
    } catch (DirectoryNotEmptyException e) {
      // Another run has begun meanwhile; then it is its directory.
      return;
    }
  }
}
