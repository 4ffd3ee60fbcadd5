package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/**
 * Tells what an error of the file system means. Java gives no error number, only the system's text,
 * which follows the locale of the process; where the text is not known the volume itself is asked.
 */
final class Failure {
  private static final int BLOCK = 4096;

  private Failure() {}

  /** True if a write or a create failed for lack of space, inodes or quota. */
  static boolean isNoSpace(IOException e, Path near) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof NoSpaceException
        || text.contains("No space left on device")
        || text.contains("Disk quota exceeded")
        || text.contains("not enough space on the disk")) {
      return true;
    }
    boolean unspecific =
        e.getClass() == IOException.class || e.getClass() == FileSystemException.class;
    return unspecific && usable(near) < BLOCK;
  }

  /** True if the volume is mounted read-only. */
  static boolean isReadOnly(Exception e, Path near) {
    if (e instanceof ReadOnlyFileSystemException
        || String.valueOf(e.getMessage()).contains("Read-only file system")) {
      return true;
    }
    try {
      return e instanceof IOException && Files.getFileStore(near).isReadOnly();
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  /** Rounds up to whole blocks of 4096. */
  static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Free bytes of a volume; {@link Long#MAX_VALUE} where nobody can tell. */
  static long usable(Path near) {
    try {
      return Files.getFileStore(near).getUsableSpace();
    } catch (IOException | UnsupportedOperationException unknown) {
      return Long.MAX_VALUE;
    }
  }
}
