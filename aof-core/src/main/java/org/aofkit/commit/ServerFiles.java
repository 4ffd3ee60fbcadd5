package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** New files as servers make them: mode 0644, durable by name, replaced whole or not at all. */
public final class ServerFiles {
  private ServerFiles() {}

  /**
   * Makes an empty file, or empties the one that has the name, and makes its name durable.
   *
   * @return open for writing; the caller's to close
   */
  public static FileChannel create(Path file) throws IOException {
    return create(file, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * The same, but a file that has the name stays as it is, and all that is written goes behind its
   * end.
   */
  public static FileChannel createToAppend(Path file) throws IOException {
    return create(file, StandardOpenOption.APPEND);
  }

  /**
   * Closes a new file to all to whom one of others is closed, whose content it holds: its owner,
   * who is that of the directory, may read and write it.
   */
  public static void narrow(Path file, Iterable<Path> others) throws IOException {
    FileOwner owner = FileOwner.of(file);
    for (Path other : others) {
      FileOwner old = FileOwner.of(other.toRealPath());
      if (owner != null && old != null) {
        owner = new FileOwner(0600 | owner.mode() & old.mode(), owner.uid(), owner.gid());
      }
    }
    if (owner != null) {
      owner.applyTo(file);
    }
  }

  private static FileChannel create(Path file, StandardOpenOption how) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how);
    boolean isMade = false;
    try {
      Path directory = Durable.parent(file);
      FileOwner owner = FileOwner.ofNewIn(directory);
      if (owner != null) {
        owner.applyTo(file);
      }
      channel.force(true);
      Durable.forceDirectory(directory);
      isMade = true;
      return channel;
    } catch (IOException e) {
      throw named(file, e);
    } finally {
      if (!isMade) {
        channel.close();
      }
    }
  }

  /**
   * Gives a file new content: written under another name, made durable, renamed. Whenever this is
   * interrupted, the file has its old content or the new one.
   *
   * @param temporary a name in the same directory that is free, or ours
   * @throws ReplacedException if the new content is in place and only its name may not be durable
   */
  public static void replace(Path file, Path temporary, byte[] content) throws IOException {
    boolean isRenamed = false;
    try {
      try (FileChannel channel = create(temporary)) {
        Durable.write(channel, ByteBuffer.wrap(content), 0);
        channel.force(true);
      }
      Durable.rename(temporary, file);
      isRenamed = true;
    } catch (IOException e) {
      throw named(temporary, e);
    } finally {
      if (!isRenamed) {
        tryToDelete(temporary);
      }
    }
    try {
      Durable.forceDirectory(Durable.parent(file));
    } catch (IOException e) {
      throw new ReplacedException(file, e);
    }
  }

  /** Where it stays, the next one that writes empties it first. */
  private static void tryToDelete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      return;
    }
  }

  /** Makes a directory as servers make theirs: mode 0755, for the owner of the one it is in. */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
    FileOwner parent = FileOwner.of(Durable.parent(directory));
    if (parent != null) {
      new FileOwner(0755, parent.uid(), parent.gid()).applyTo(directory);
    }
  }

  /** Makes the names in a directory durable. */
  public static void forceDirectory(Path directory) throws IOException {
    try {
      Durable.forceDirectory(directory);
    } catch (IOException e) {
      throw named(directory, e);
    }
  }

  /** Makes what is in a file durable, whoever wrote it. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  /** What fails on an open file says what has happened, and not to which file. */
  public static IOException named(Path file, IOException e) {
    return e.getClass() == IOException.class
            && !String.valueOf(e.getMessage()).contains(file.toString())
        ? new IOException(file + ": " + e.getMessage(), e)
        : e;
  }

  /** The file has its new content, but a loss of power may bring the old one back. */
  public static final class ReplacedException extends IOException {
    private static final long serialVersionUID = 1L;

    ReplacedException(Path file, @Nullable Throwable cause) {
      super(file + ": replaced, but its directory could not be made durable", cause);
    }
  }
}
