package org.aofkit.fsck;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for a list that is written over nothing. A file that is there is gone on with if it holds
 * the beginning of the same list, which is what a run leaves that was killed; where there is
 * nothing to list it stays as it is. What is not {@linkplain #finish finished} is taken back.
 */
final class ListFile extends OutputStream {
  private final Path file;
  private final String word;
  private final FileChannel channel;
  private final boolean isMade;
  private final long found;
  private long at;
  private boolean isFinished;

  private ListFile(Path file, String word, FileChannel channel, boolean isMade, long found) {
    this.file = file;
    this.word = word;
    this.channel = channel;
    this.isMade = isMade;
    this.found = found;
  }

  /**
   * Opens it, or makes it.
   *
   * @param word what the user calls it
   */
  static ListFile open(Path file, String word) throws IOException {
    try {
      FileChannel made =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new ListFile(file, word, made, true, 0);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(word + " is there already, and is no plain file", e);
      }
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      return new ListFile(file, word, channel, false, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int there = (int) Math.min(length, Math.max(0, found - at));
    requireSame(ByteBuffer.wrap(bytes, offset, there));
    at += there;
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset + there, length - there);
    while (rest.hasRemaining()) {
      at += channel.write(rest, at);
    }
  }

  private void requireSame(ByteBuffer wanted) throws IOException {
    ByteBuffer is = ByteBuffer.allocate(wanted.remaining());
    while (is.hasRemaining()) {
      if (channel.read(is, at + is.position()) < 0) {
        break;
      }
    }
    if (!is.flip().equals(wanted)) {
      throw somethingElse();
    }
  }

  private IOException somethingElse() {
    return new IOException(
        word + " is there already and holds something else, and no file is written over");
  }

  /** Says that the list ends here. */
  void finish() throws IOException {
    if (at > 0 && at < found) {
      throw somethingElse();
    }
    isFinished = true;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (!isFinished && isMade) {
        Files.deleteIfExists(file);
      } else if (!isFinished && at > found) {
        channel.truncate(found);
      }
    }
  }
}
