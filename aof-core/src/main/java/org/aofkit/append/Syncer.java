package org.aofkit.append;

import java.util.concurrent.ThreadFactory;
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
  private final ThreadFactory threads;
  private @Nullable Thread thread;
  private volatile boolean hasBegun;
  private volatile boolean isDirty;
  private boolean isStopped;

  /**
   * @param isWanted whether there is anything to do at all
   * @param log the log as it is when asked
   */
  Syncer(boolean isWanted, Supplier<LogTail> log) {
    this(isWanted, log, work -> new Thread(work, "aof-fsync"));
  }

  Syncer(boolean isWanted, Supplier<LogTail> log, ThreadFactory threads) {
    this.isWanted = isWanted;
    this.log = log;
    this.threads = threads;
  }

  /**
   * Sees to it that there is a thread.
   *
   * @throws OutOfMemoryError if the system has none left
   */
  void begin() {
    if (!isWanted || hasBegun) {
      return;
    }
    lock.lock();
    try {
      if (thread == null) {
        Thread made = threads.newThread(this::run);
        made.setDaemon(true);
        made.start();
        thread = made;
        hasBegun = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says that something was appended, behind {@link #begin}. */
  void wake() {
    if (!isWanted || isDirty) {
      // Said already, and not yet heard: what is appended now will be seen then.
      return;
    }
    lock.lock();
    try {
      isDirty = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Closes a log that nothing is appended to any more. */
  void close(LogTail old) throws LogUnusableException {
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
      long until = System.nanoTime() + PERIOD;
      long left = PERIOD;
      while (left > 0 && !isStopped) {
        left = await(left, until);
      }
      // In front of the look at the log's end, so that nothing that is appended later is missed.
      isDirty = false;
      return !isStopped;
    } finally {
      lock.unlock();
      // An interrupt would close the file; only close() ends this thread.
      Thread.interrupted();
    }
  }

  private long await(long left, long until) {
    try {
      return changed.awaitNanos(left);
    } catch (InterruptedException e) {
      return until - System.nanoTime();
    }
  }
}
