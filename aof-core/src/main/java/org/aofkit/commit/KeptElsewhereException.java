package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An interrupted operation is kept in another directory that was not named, and has left no note of
 * which one that is: there was no room for it. Nothing was done now.
 */
public final class KeptElsewhereException extends IOException {
  private static final long serialVersionUID = 1L;

  KeptElsewhereException(String operation, Path left) {
    super(
        left
            + " was left by operation "
            + operation
            + ", which was interrupted and is kept in another directory: say which one, as its"
            + " --scratch or --quarantine did, and it is finished; if that is gone for good, remove"
            + " this file");
  }
}
