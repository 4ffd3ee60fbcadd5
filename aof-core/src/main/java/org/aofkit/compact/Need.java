package org.aofkit.compact;

import java.nio.file.Path;

/**
 * What a compaction takes on one volume until it is done.
 *
 * @param directory a directory on it that is there
 * @param bytes in whole blocks of 4096, journal included; an estimate from above for common file
 *     systems
 * @param inodes files and directories that are made
 * @param free bytes that are free for this user now; -1 where that can't be told
 */
public record Need(Path directory, long bytes, int inodes, long free) {
  /** Whether it surely fits, as far as bytes go. */
  public boolean fits() {
    return free >= bytes;
  }

  /** Bytes that are missing; 0 if none are, or if that can't be told. */
  public long missing() {
    return free < 0 ? 0 : Math.max(0, bytes - free);
  }
}
