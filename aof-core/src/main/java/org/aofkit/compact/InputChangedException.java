package org.aofkit.compact;

import java.io.IOException;

/**
 * A file is not what it was when the compaction began: somebody writes to it. What was written is
 * worth nothing.
 */
public final class InputChangedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;

  /**
   * Something else stands somewhere.
   *
   * @param file its name
   * @param offset where, in bytes
   */
  public InputChangedException(String file, long offset) {
    super(file + " @ " + offset + ": the file was changed while it was read");
    this.file = file;
  }

  /** Its size or its time of change is another one. */
  public InputChangedException(String file) {
    super(file + ": the file was changed while it was read");
    this.file = file;
  }

  /** The file's name. */
  public String file() {
    return file;
  }
}
