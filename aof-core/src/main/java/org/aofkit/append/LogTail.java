package org.aofkit.append;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.aofkit.io.FileName;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log. Bytes go behind it as a whole or not at all: what a failed write has left is
 * cut off, and the position goes back with it.
 *
 * <p>Appends must not run side by side; an append and {@link #force} may.
 */
final class LogTail implements Closeable {
  /** The system's own copies of buffers on the heap stay small: of so many parts at a time … */
  private static final int MOST_PARTS = 64;

  /** … and of so many bytes of each. */
  private static final int MOST_OF_HEAP = 1 << 16;

  private final FileName name;
  private final FileChannel channel;
  private final @Nullable LogIdentity identity;
  private volatile long end;
  private volatile long durable;

  /** The end when the file was last seen as it must be; not less than {@link #durable}. */
  private long looked;

  private volatile boolean isLookDue;
  private final Object forcing = new Object();

  /** Held while the end and the file may differ, and while they are compared. */
  private final Object writing = new Object();

  private volatile @Nullable LogUnusableException unusable;
  private volatile boolean isTold;

  /**
   * @param channel at its end; this object's to close
   * @param identity which file it is; null where nobody else can have it
   * @param end bytes that it has, all of which are durable
   */
  private LogTail(FileName name, FileChannel channel, @Nullable LogIdentity identity, long end) {
    this.name = name;
    this.channel = channel;
    this.identity = identity;
    this.end = end;
    this.durable = end;
    this.looked = end;
  }

  /**
   * A file that is there, with the size it must have. It is opened to append: what somebody else
   * has written behind its end is found by its size, and not written over.
   */
  static LogTail open(FileName name, Path path, long size) throws IOException {
    LogIdentity identity = LogIdentity.of(path);
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    boolean isOpen = false;
    try {
      if (channel.size() != size) {
        throw new IOException(path + ": has changed since it was checked");
      }
      // What was there before is as durable as the check can know once this has passed.
      channel.force(false);
      isOpen = true;
      return new LogTail(name, channel, identity, size);
    } finally {
      if (!isOpen) {
        channel.close();
      }
    }
  }

  /**
   * An empty file that was made just now.
   *
   * @param channel to append to it; this object's to close
   * @param identity which file it is; null where nobody else can have it
   */
  static LogTail created(FileName name, FileChannel channel, @Nullable LogIdentity identity) {
    return new LogTail(name, channel, identity, 0);
  }

  AofPosition end() {
    return new AofPosition(name, end);
  }

  AofPosition durableUpTo() {
    return new AofPosition(name, durable);
  }

  /**
   * @throws LogUnusableException if something has failed before
   */
  void requireUsable() throws LogUnusableException {
    LogUnusableException first = unusable;
    if (first != null) {
      isTold = true;
      throw first.again();
    }
  }

  /**
   * @throws LogUnusableException if something has failed that nobody was told of
   */
  void requireNothingUntold() throws LogUnusableException {
    if (!isTold) {
      requireUsable();
    }
  }

  boolean isUsable() {
    return unusable == null;
  }

  /** Takes nothing more from now on; the first reason is kept. */
  synchronized LogUnusableException fail(String what, Throwable why) {
    var failure = new LogUnusableException(what, durableUpTo(), why);
    if (unusable == null) {
      unusable = failure;
    }
    return failure;
  }

  /**
   * Looks whether the file still is the one that is written to, with all of the bytes that were
   * appended and no others.
   *
   * @throws LogUnusableException if not, or if that can't be seen
   */
  void requireOurs() throws LogUnusableException {
    requireUsable();
    look();
  }

  /** Whether a second's fsync has passed since somebody looked. */
  boolean isLookDue() {
    return isLookDue;
  }

  /** The end that the file had when it was looked at. */
  private long look() throws LogUnusableException {
    synchronized (writing) {
      if (identity == null) {
        return end;
      }
      isLookDue = false;
      LogIdentity.Change change;
      try {
        change = identity.change(end, looked);
      } catch (IOException e) {
        throw told(fail("it can't be seen whether it still is the log", e));
      }
      if (change != null) {
        throw told(disown(change));
      }
      looked = end;
      return end;
    }
  }

  private synchronized LogUnusableException disown(LogIdentity.Change change) {
    durable = Math.min(durable, change.survives());
    return fail(change.what(), new IOException(name + " " + change.what()));
  }

  private synchronized void isDurable(long upTo) {
    if (isUsable()) {
      durable = upTo;
    }
  }

  private LogUnusableException told(LogUnusableException failure) {
    isTold = true;
    return failure;
  }

  /** Appends buffers one behind the other; their positions move. */
  void append(ByteBuffer[] parts, long size) throws IOException {
    synchronized (writing) {
      requireUsable();
      try {
        write(parts, size);
      } catch (IOException e) {
        takeBack(e, size);
        throw new AppendFailedException(end(), size, e);
      } catch (RuntimeException | Error e) {
        // No memory for the system's copy of a buffer, say: torn bytes are torn bytes.
        takeBack(e, size);
        throw e;
      }
      end += size;
    }
  }

  private void write(ByteBuffer[] parts, long size) throws IOException {
    long left = size;
    int from = 0;
    while (left > 0) {
      while (!parts[from].hasRemaining()) {
        from++;
      }
      long written = writeSome(parts, from);
      if (written <= 0) {
        throw new IOException("a write of " + left + " bytes took none");
      }
      left -= written;
    }
  }

  private long writeSome(ByteBuffer[] parts, int from) throws IOException {
    ByteBuffer first = parts[from];
    if (isLargeOnHeap(first)) {
      int limit = first.limit();
      first.limit(first.position() + MOST_OF_HEAP);
      try {
        return channel.write(first);
      } finally {
        first.limit(limit);
      }
    }
    int most = Math.min(parts.length, from + MOST_PARTS);
    int to = from + 1;
    while (to < most && !isLargeOnHeap(parts[to])) {
      to++;
    }
    // Most commands are one buffer, which costs less than a gather write of one.
    return to == from + 1 ? channel.write(first) : channel.write(parts, from, to - from);
  }

  private static boolean isLargeOnHeap(ByteBuffer part) {
    return !part.isDirect() && part.remaining() > MOST_OF_HEAP;
  }

  /**
   * @param size what of it may be there at most: more is somebody else's
   */
  private void takeBack(Throwable why, long size) throws LogUnusableException {
    boolean isBack = false;
    Throwable failure = why;
    try {
      if (channel.size() > end + size) {
        throw new IOException("somebody else writes to it");
      }
      channel.truncate(end);
      channel.position(end);
      if (channel.size() != end) {
        throw new IOException("expected a size of " + end + ", found " + channel.size());
      }
      isBack = true;
    } catch (IOException e) {
      failure = e;
      if (e != why) {
        e.addSuppressed(why);
      }
    } finally {
      if (!isBack) {
        fail("bytes torn at " + end + " could not be taken back", failure);
      }
    }
    if (!isBack) {
      requireUsable();
    }
  }

  /**
   * Makes everything durable that was appended before the call. One at a time: the system tells a
   * failure once, so that a second fsync beside the one that fails could pass and prove nothing.
   * The file is looked at before and behind: what somebody else has taken away is not durable.
   *
   * @throws LogUnusableException if that fails, or somebody else has changed the file
   */
  void force() throws LogUnusableException {
    synchronized (forcing) {
      long upTo;
      synchronized (writing) {
        requireUsable();
        upTo = look();
      }
      try {
        channel.force(false);
      } catch (IOException e) {
        throw told(fail("fsync failed", e));
      } catch (RuntimeException | Error e) {
        fail("fsync failed", e);
        throw e;
      }
      synchronized (writing) {
        // An append beside this may have failed, and left what is no longer to be compared.
        if (isUsable()) {
          look();
          isDurable(upTo);
        }
      }
    }
  }

  /** The same; a failure is kept and shows at the next append. */
  void tryToForce() {
    synchronized (forcing) {
      if (!isUsable()) {
        return;
      }
      try {
        force();
        // Nothing may be appended for long now: the next append is not to go behind a cut.
        isLookDue = true;
      } catch (LogUnusableException e) {
        // Kept, and nobody was told.
        isTold = false;
      }
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isDirty() {
    return durable < end;
  }

  /**
   * Closes the file.
   *
   * @throws LogUnusableException if that fails and something may be lost by it that nobody was told
   *     of; what is durable stays
   */
  @Override
  public void close() throws LogUnusableException {
    try {
      channel.close();
    } catch (IOException e) {
      if (isDirty() && isUsable()) {
        throw told(fail("could not be closed", e));
      }
    }
  }
}
