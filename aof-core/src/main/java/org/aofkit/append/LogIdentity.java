package org.aofkit.append;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Which file a log is written to. Who removes or replaces it, or writes to it too, is not kept from
 * that by anything, and no write fails by it: so it is looked at.
 */
final class LogIdentity {
  private final Path file;
  private final @Nullable Object key;

  private LogIdentity(Path file, @Nullable Object key) {
    this.file = file;
    this.key = key;
  }

  /** The file that has a name now. */
  static LogIdentity of(Path file) throws IOException {
    return new LogIdentity(file, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  /**
   * What somebody else has done to a log.
   *
   * @param what in words
   * @param survives how many bytes from its start are still ours at most
   */
  record Change(String what, long survives) {}

  /**
   * What somebody else has done to the file; null where nothing is seen.
   *
   * @param end bytes that it must have
   * @param looked bytes that it had, and should have, when it was last looked at; at most {@code
   *     end}
   */
  @Nullable Change change(long end, long looked) throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return new Change("was removed by somebody else", 0);
    }
    if (key != null && !key.equals(now.fileKey())) {
      return new Change("was replaced by somebody else", 0);
    }
    if (now.size() != end) {
      // What was appended since the last look may stand behind a cut.
      long kept = now.size() - (end - looked);
      return new Change(
          "has " + now.size() + " bytes, and " + end + " were written: somebody else writes to it",
          Math.max(0, Math.min(looked, kept)));
    }
    return null;
  }
}
