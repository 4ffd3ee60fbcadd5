package org.aofkit.append;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a log durable once a second while something is appended to it. A failure is kept by the
 * log's {@link LogTail} and shows at the next append.
 */
final class Syncer {
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final boolean isWanted;
  private final Supplier<LogTail> log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Object forcing = new Object();
  private @Nullable Thread thread;
  private boolean isDirty;
  private boolean isStopped;

  /**
   * @param isWanted whether there is anything to do at all
   * @param log the log as it is when asked
   */
  Syncer(boolean isWanted, Supplier<LogTail> log) {
    this.isWanted = isWanted;
    this.log = log;
  }

  /** Says that something was appended. */
  void wake() {
    if (!isWanted) {
      return;
    }
    lock.lock();
    try {
      isDirty = true;
      if (thread == null) {
        thread = new Thread(this::run, "aof-fsync");
        thread.setDaemon(true);
        thread.start();
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Closes a log that nothing is appended to any more. */
  void close(LogTail old) throws IOException {
    synchronized (forcing) {
      old.close();
    }
  }

  /** Ends, once what is under way is done. */
  void stop() {
    Thread running;
    lock.lock();
    try {
      isStopped = true;
      changed.signal();
      running = thread;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      boolean isInterrupted = false;
      while (running.isAlive()) {
        try {
          running.join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    while (awaitWork()) {
      LogTail current = log.get();
      synchronized (forcing) {
        if (current.isOpen()) {
          current.tryToForce();
        }
      }
    }
  }

  /** Waits until there is something to do and a second has passed; false at the end. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (!isDirty && !isStopped) {
        changed.awaitUninterruptibly();
      }
      long left = PERIOD;
      while (left > 0 && !isStopped) {
        left = changed.awaitNanos(left);
      }
      isDirty = false;
      return !isStopped;
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but who wants it to end.
      return false;
    } finally {
      lock.unlock();
    }
  }
}
