package org.aofkit.append;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.DirectoryClaim;
import org.aofkit.commit.OpenFiles;
import org.aofkit.commit.ServerFiles;
import org.aofkit.resp.RespEncoder;

/**
 * Appends commands to an AOF directory, as a server that runs on it would.
 *
 * <p>A batch is in the log whole or not at all: what a failed write has left is cut off again.
 * Where that can't be done, or an fsync fails, the log takes nothing more until it is opened and
 * checked again ({@link LogUnusableException}); what is known to be durable is told. Where the
 * process ends in the midst of a write, the first commands of a batch may be there without the
 * others, unless they are a transaction.
 *
 * <p>While it is open no other run of this library writes to the directory. A server must not run
 * on it; one whose open files are visible is noticed when the writer is opened. Who removes,
 * replaces, cuts or appends to the file all the same is noticed at every fsync, rotation and close,
 * at the first append behind an fsync of {@link FsyncPolicy#EVERYSEC}, and at every {@value
 * #LOOK_EVERY}th: {@link LogUnusableException}. Nothing that somebody else has appended is written
 * over or cut off.
 *
 * <p>Safe for use by several threads: batches are appended one behind the other. A thread that was
 * interrupted before finishes its call, {@link #open} among them, and stays interrupted; an
 * interrupt in the midst of a write or an fsync closes the file, and the log is unusable until it
 * is opened again. In the midst of {@link #open} it ends that with an {@link IOException}, and
 * nothing is left behind.
 */
public final class AofWriter implements Closeable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** A look costs twice as much as an append of some bytes: so seldom it is not felt. */
  private static final int LOOK_EVERY = 512;

  private final ListedIncrs incrs;
  private final int databases;
  private final AofWriterOptions options;
  private final DirectoryClaim claim;
  private final Syncer syncer;
  private volatile LogTail tail;
  private int database = -1;
  private long second = -1;

  /** Appends since it was looked whether the file still is ours; from 0 to {@link #LOOK_EVERY}. */
  private int unlooked;

  private boolean isClosed;

  private AofWriter(Report report, int databases, DirectoryClaim claim, AofWriterOptions options)
      throws IOException {
    this.incrs = ListedIncrs.of(report);
    this.databases = databases;
    this.claim = claim;
    this.options = options;
    List<Path> files = new ArrayList<>();
    report.set().log().forEach(file -> files.add(file.path()));
    OpenFiles.requireNotHeld(files);
    // What is in front of the first append is then durable, whoever wrote it: a place in the log
    // is worth nothing if a loss of power brings an older manifest back.
    for (Path file : files) {
      ServerFiles.force(file);
    }
    ServerFiles.forceDirectory(report.root());
    this.tail = incrs.last(report.set());
    this.syncer = new Syncer(options.fsync() == FsyncPolicy.EVERYSEC, this::tail);
  }

  /**
   * Opens a directory to append to it, behind its last incr.
   *
   * @param path the server's {@code dir}, the AOF directory or the manifest
   * @param check for which server and settings it is checked first
   * @throws NotCleanException if the set is not clean
   * @throws org.aofkit.commit.LockedException if another run is at work
   * @throws org.aofkit.commit.HeldOpenException if a process holds the files open
   * @throws IOException if there is no AOF directory, or it can't be read or written
   */
  public static AofWriter open(Path path, CheckOptions check, AofWriterOptions options)
      throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      return openNow(path, check, options);
    } finally {
      restore(wasInterrupted);
    }
  }

  private static AofWriter openNow(Path path, CheckOptions check, AofWriterOptions options)
      throws IOException {
    DirectoryClaim claim = DirectoryClaim.take(Checker.dataDirectory(path, check));
    boolean isOpen = false;
    try {
      Report report = Checker.check(path, check);
      if (report.verdict() != Verdict.CLEAN) {
        throw new NotCleanException(report);
      }
      AofWriter writer = new AofWriter(report, check.databases(), claim, options);
      isOpen = true;
      return writer;
    } finally {
      if (!isOpen) {
        claim.close();
      }
    }
  }

  /**
   * Appends a batch.
   *
   * @return the place behind it
   * @throws AppendFailedException if nothing of it is in the log; it may be tried again
   * @throws LogUnusableException if the log takes nothing more, and it is not known what of the
   *     batch is in it
   * @throws IllegalArgumentException if the batch is empty or holds a transaction without an end,
   *     or a database that the server does not have: it would put the commands into another
   */
  public synchronized AofPosition append(CommandBatch batch) throws IOException {
    if (batch.commands() == 0 || batch.isInTransaction()) {
      throw new IllegalArgumentException("no whole commands");
    }
    if (batch.highestDatabase() >= databases) {
      throw new IllegalArgumentException(
          "database " + batch.highestDatabase() + " of " + databases);
    }
    boolean wasInterrupted = Thread.interrupted();
    try {
      appendNow(batch);
      return tail.end();
    } finally {
      restore(wasInterrupted);
    }
  }

  /** An interrupt would close the file; it waits until the call is done. */
  private static void restore(boolean wasInterrupted) {
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void appendNow(CommandBatch batch) throws IOException {
    requireOpen();
    long now = second;
    if (options.timestamps()) {
      // A clock that goes back writes nothing until it has caught up, as with servers.
      now = Math.max(second, Math.floorDiv(options.clock().millis(), 1000L));
    }
    ByteBuffer front = front(batch.firstDatabase(), now);
    long size = front.remaining() + batch.size();
    if (unlooked == 0 || tail.isLookDue()) {
      tail.requireOurs();
    }
    unlooked = (unlooked + 1) % LOOK_EVERY;
    // In front: where no thread can be had, nothing of the batch is in the log.
    syncer.begin();
    tail.append(batch.behind(front), size);
    database = batch.lastDatabase();
    second = now;
    if (options.fsync() == FsyncPolicy.ALWAYS) {
      tail.force();
    } else {
      syncer.wake();
    }
  }

  /** The time and the database, where they are not those of the command in front. */
  private ByteBuffer front(int first, long now) {
    byte[] time =
        now == second ? new byte[0] : ("#TS:" + now + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] select = first == database ? new byte[0] : RespEncoder.select(first);
    if (time.length + select.length == 0) {
      return NOTHING.duplicate();
    }
    return ByteBuffer.allocate(time.length + select.length).put(time).put(select).flip();
  }

  /**
   * Makes everything durable that was appended.
   *
   * @return the place up to which it is
   * @throws LogUnusableException if that fails, now or before: nothing more is taken
   */
  public synchronized AofPosition sync() throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      requireOpen();
      tail.force();
      return tail.durableUpTo();
    } finally {
      restore(wasInterrupted);
    }
  }

  /** The place behind what was appended last. */
  public synchronized AofPosition end() {
    return tail.end();
  }

  /** The place up to which everything is known to survive a loss of power. */
  public synchronized AofPosition durableUpTo() {
    return tail.durableUpTo();
  }

  /**
   * Goes on in a new incr, as servers do when they begin to rewrite. What is in the old one is made
   * durable first, whatever the policy: a place in the new one says that all in front of it is.
   *
   * @throws LogUnusableException if the log takes nothing more, or the manifest may list the new
   *     incr after a loss of power, or not: nothing that is appended then would be safe. Also if
   *     somebody else has written the manifest: it is left as it is, and whether what is appended
   *     would ever be read is theirs to say
   * @throws FileAlreadyExistsException if a file with content that is not listed has the name; the
   *     writer goes on in the old incr
   * @throws IOException if the new incr or the manifest can't be written, and the manifest is as
   *     before; the writer goes on in the old incr
   */
  public synchronized void rotate() throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      requireOpen();
      tail.force();
      LogTail old = tail;
      try {
        tail = incrs.next();
        unlooked = 0;
      } catch (ListedIncrs.ForeignManifestException e) {
        old.fail("somebody else has written the manifest", e);
        old.requireUsable();
      } catch (IOException e) {
        requireNotListed(old, e);
        throw e;
      } catch (RuntimeException | Error e) {
        requireNotListed(old, e);
        throw e;
      }
      database = -1;
      // All of it is durable: that its file does not close well would take nothing back.
      syncer.close(old);
    } finally {
      restore(wasInterrupted);
    }
  }

  /**
   * Whoever goes on in the old incr while a new one may be listed could tear one that servers
   * refuse then.
   */
  private void requireNotListed(LogTail old, Throwable why) throws LogUnusableException {
    if (!incrs.areAsBefore(why)) {
      old.fail("it is not known whether the next incr is listed", why);
      old.requireUsable();
    }
  }

  /** Without the lock, which the one who closes this may hold. */
  private LogTail tail() {
    return tail;
  }

  private void requireOpen() throws IOException {
    if (isClosed) {
      throw new IOException(incrs.root() + ": the writer is closed");
    }
    tail.requireUsable();
  }

  /**
   * Makes what was appended durable, unless the policy is {@link FsyncPolicy#NO} or something has
   * failed before, and gives the directory back, whatever fails.
   *
   * @throws LogUnusableException if that fails, or something has failed that nobody was told of, or
   *     the system tells of a failed write only now, or somebody else has changed the file
   */
  @Override
  public void close() throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      syncer.stop();
      closeNow();
    } finally {
      restore(wasInterrupted);
    }
  }

  private synchronized void closeNow() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      tail.requireNothingUntold();
      if (options.fsync() != FsyncPolicy.NO && tail.isUsable() && tail.isDirty()) {
        tail.force();
      }
      if (tail.isUsable()) {
        tail.requireOurs();
      }
    } finally {
      try {
        tail.close();
      } finally {
        claim.close();
      }
    }
  }
}
