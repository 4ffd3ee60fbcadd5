package org.aofkit.fsck.render;

import java.io.IOException;
import java.util.List;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.SetFile;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.resp.ArgumentWalk;
import org.jspecify.annotations.Nullable;

/**
 * What {@code show} prints, one thing a line. The memory needed does not depend on what is printed.
 * Lines may be held back until {@link #flush()}.
 */
public interface ShowLines {
  /**
   * What is shown of values.
   *
   * @param values whether they are shown at all
   * @param full whether nothing is cut
   */
  record Detail(boolean values, boolean full) {}

  /**
   * How it ended.
   *
   * @param shown lines about commands, keys and images
   * @param read commands read
   * @param reason {@code end}, {@code limit}, {@code damage} or {@code error}
   * @param file the file it ended in early; null otherwise
   * @param offset where in that file; -1 where that has no meaning
   * @param message why it ended early, for people; null otherwise
   * @param exitCode the exit code
   */
  record End(
      long shown,
      long read,
      String reason,
      @Nullable String file,
      long offset,
      @Nullable String message,
      int exitCode) {}

  /** The files that are read, in this order. */
  void begin(List<SetFile> files) throws IOException;

  /** An RDB image at the head of a file. */
  void image(SetFile file, RdbImage image) throws IOException;

  /** A key of an RDB image. */
  void imageKey(SetFile file, RdbKey key) throws IOException;

  /** The command a reader stands at. */
  void command(AofReader reader) throws IOException;

  /**
   * A key of a command.
   *
   * @param name the command's name, its first bytes
   * @param key the walk that stands at the key
   */
  void key(AofReader reader, byte[] name, ArgumentWalk key) throws IOException;

  /** A command that destroys many keys. */
  void destructive(AofReader reader) throws IOException;

  /** The last one. */
  void end(End end) throws IOException;

  /** Hands over what is held back, as whole lines. */
  void flush() throws IOException;
}
