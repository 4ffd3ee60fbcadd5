package org.aofkit.commit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The few file operations that all of this package is built from. */
final class Durable {
  /** Size of the buffers that bytes are copied through. */
  static final int CHUNK = 64 * 1024;

  private Durable() {}

  /** Makes the names in a directory durable. */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes the names in directories durable. */
  static void forceDirectories(Collection<Path> directories) throws IOException {
    for (Path directory : directories) {
      forceDirectory(directory);
    }
  }

  /** Reads until the buffer is full or the file ends; returns the number of bytes read. */
  static int read(FileChannel channel, ByteBuffer into, long offset) throws IOException {
    int start = into.position();
    while (into.hasRemaining()) {
      int n = channel.read(into, offset + into.position() - start);
      if (n < 0) {
        break;
      }
    }
    return into.position() - start;
  }

  /** Reads exactly the remaining bytes of the buffer. */
  static void readFully(Path name, FileChannel channel, ByteBuffer into, long offset)
      throws IOException {
    int wanted = into.remaining();
    int n = read(channel, into, offset);
    if (n < wanted) {
      throw new EOFException(
          name + ": ends at " + (offset + n) + ", expected " + (offset + wanted) + " bytes");
    }
  }

  /** Writes all remaining bytes of the buffer at an offset. */
  static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Renames atomically, in place of whatever has the name. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes a directory, and those it lies in, where they are missing, each with a durable name. */
  static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = parent(directory);
    createDirectories(parent);
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    forceDirectory(parent);
  }

  /**
   * Copies a regular file to a name that is free or ours, with mode, group and owner if given, and
   * makes it durable.
   *
   * @param time of the last change; only the owner of a file may set it, so that a refusal is none
   *     of the copy
   */
  static void copy(Path from, Path to, @Nullable FileOwner owner, @Nullable FileTime time)
      throws IOException {
    try (FileChannel in =
            FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileChannel out =
            FileChannel.open(
                to,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      long offset = 0;
      while (read(in, buffer.clear(), offset) > 0) {
        buffer.flip();
        int n = buffer.remaining();
        write(out, buffer, offset);
        offset += n;
      }
      if (owner != null) {
        owner.applyTo(to);
      }
      if (time != null) {
        tryToSetTime(to, time);
      }
      out.force(true);
    }
  }

  /** Sets the time of the last change where that is allowed. */
  static void tryToSetTime(Path file, FileTime time) {
    try {
      Files.setLastModifiedTime(file, time);
    } catch (IOException e) {
      return;
    }
  }

  /** The directory a file lies in. */
  static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " has no parent");
    }
    return parent;
  }
}
