package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/** There is no finished operation that has not been undone yet. */
public final class NothingToUndoException extends IOException {
  private static final long serialVersionUID = 1L;

  NothingToUndoException(Path dir) {
    super(dir + ": nothing to undo");
  }

  NothingToUndoException(Path dir, String operation) {
    super(
        dir
            + ": nothing to undo: the last operation, "
            + operation
            + ", deleted the files that it replaced, and kept none");
  }
}
