package org.aofkit.aof;

import java.nio.file.Path;
import org.aofkit.io.FileName;

/**
 * A file of a set, as it lay there when the set was located.
 *
 * @param name its name in its directory
 * @param path where it is; symbolic links are not resolved
 * @param type what it is to the server
 * @param seq the number the manifest gives it; 0 where it has none
 * @param state what lies there
 * @param size in bytes; 0 unless {@code state} is {@link State#FILE}
 * @param symbolicLink whether the name itself is a symbolic link
 */
public record SetFile(
    FileName name,
    Path path,
    FileType type,
    long seq,
    State state,
    long size,
    boolean symbolicLink) {

  /** What lies at a path. */
  public enum State {
    /** A regular file. */
    FILE,
    /** Nothing, or a symbolic link to nothing. */
    MISSING,
    /** A directory, a pipe or another thing that is no regular file. */
    NOT_A_FILE
  }
}
