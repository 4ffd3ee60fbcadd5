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
  private final FileName name;
  private final FileChannel channel;
  private volatile long end;
  private volatile long durable;
  private @Nullable LogUnusableException unusable;

  /**
   * @param channel at its end; this object's to close
   * @param durable what of it is known to be durable
   */
  private LogTail(FileName name, FileChannel channel, long end, long durable) {
    this.name = name;
    this.channel = channel;
    this.end = end;
    this.durable = durable;
  }

  /** A file that is there, with the size it must have. */
  static LogTail open(FileName name, Path path, long size) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
    boolean isOpen = false;
    try {
      if (channel.size() != size) {
        throw new IOException(path + ": has changed since it was checked");
      }
      channel.position(size);
      // What was there before is as durable as the check can know once this has passed.
      channel.force(false);
      isOpen = true;
      return new LogTail(name, channel, size, size);
    } finally {
      if (!isOpen) {
        channel.close();
      }
    }
  }

  /** A file that was made just now. */
  static LogTail created(FileName name, FileChannel channel) {
    return new LogTail(name, channel, 0, 0);
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
  synchronized void requireUsable() throws LogUnusableException {
    if (unusable != null) {
      throw unusable(unusable);
    }
  }

  /** A failure that is told again has the stack of who is told. */
  private static LogUnusableException unusable(LogUnusableException first) {
    return new LogUnusableException("takes nothing more", first.durableUpTo(), first);
  }

  /** Appends buffers one behind the other; their positions move. */
  void append(ByteBuffer[] parts, long size) throws IOException {
    requireUsable();
    try {
      write(parts, size);
    } catch (IOException e) {
      takeBack(e);
      throw new AppendFailedException(end(), size, e);
    }
    end += size;
  }

  private void write(ByteBuffer[] parts, long size) throws IOException {
    long left = size;
    int from = 0;
    while (left > 0) {
      while (!parts[from].hasRemaining()) {
        from++;
      }
      // Most commands are one buffer, which costs less than a gather write of one.
      boolean isLast = from == parts.length - 1;
      long written =
          isLast ? channel.write(parts[from]) : channel.write(parts, from, parts.length - from);
      if (written <= 0) {
        throw new IOException("a write of " + left + " bytes took none");
      }
      left -= written;
    }
  }

  private synchronized void takeBack(IOException why) throws LogUnusableException {
    try {
      channel.truncate(end);
      channel.position(end);
      if (channel.size() != end) {
        throw new IOException("expected a size of " + end + ", found " + channel.size());
      }
    } catch (IOException e) {
      e.addSuppressed(why);
      unusable =
          new LogUnusableException(
              "bytes torn at " + end + " could not be taken back", durableUpTo(), e);
      throw unusable;
    }
  }

  /**
   * Makes everything durable that was appended before the call.
   *
   * @param upTo the end as it was then
   */
  void force(long upTo) throws LogUnusableException {
    requireUsable();
    try {
      channel.force(false);
    } catch (IOException e) {
      throw fail(e);
    }
    durable = Math.max(durable, upTo);
  }

  private synchronized LogUnusableException fail(IOException e) {
    unusable = new LogUnusableException("fsync failed", durableUpTo(), e);
    return unusable;
  }

  /** The same; a failure is kept and shows at the next append. */
  void tryToForce() {
    try {
      force(end);
    } catch (LogUnusableException e) {
      // Kept.
      return;
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isDirty() {
    return durable < end;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
