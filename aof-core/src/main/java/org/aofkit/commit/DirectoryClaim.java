package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Keeps other runs of aof-fsck, and other writers of this library, off a directory for as long as
 * it is held. Servers don't look at it.
 */
public final class DirectoryClaim implements AutoCloseable {
  private final DirectoryLock lock;

  private DirectoryClaim(DirectoryLock lock) {
    this.lock = lock;
  }

  /**
   * Takes a directory. It gets a directory {@code .aof-fsck} with a lock file, which go when the
   * claim is given back and nothing else is in there.
   *
   * @param dir the server's {@code dir}
   * @throws LockedException if it is taken
   * @throws IOException if an interrupted run has left something to settle, or nothing can be
   *     written there
   */
  public static DirectoryClaim take(Path dir) throws IOException {
    Path plain = ChangePlan.plain(dir);
    DirectoryLock lock = DirectoryLock.acquire(new Quarantine(plain, null));
    boolean isTaken = false;
    try {
      if (Commit.isInterrupted(plain, CommitOptions.of(Clock.systemUTC(), ""))) {
        throw new IOException(plain + ": an interrupted operation has to be settled first");
      }
      isTaken = true;
      return new DirectoryClaim(lock);
    } finally {
      if (!isTaken) {
        lock.close();
      }
    }
  }

  /** Gives it back. */
  @Override
  public void close() {
    lock.close();
  }
}
