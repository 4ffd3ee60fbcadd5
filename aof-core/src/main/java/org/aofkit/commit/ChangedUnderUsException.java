package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file is not as it was when the operation was planned (or, for undo, as the operation left it):
 * somebody else is at work. Nothing has been switched.
 */
public final class ChangedUnderUsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;

  /**
   * The exception for a file and for what is different.
   *
   * @param what a clause that goes on from the file's name, for example "had 12 bytes when it was
   *     checked"
   */
  public ChangedUnderUsException(Path file, String what) {
    super(file + " changed under us: it " + what);
    this.file = file.toString();
  }

  /** The file that changed. */
  public String file() {
    return file;
  }
}
