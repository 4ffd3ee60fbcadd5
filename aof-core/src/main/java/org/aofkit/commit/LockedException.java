package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/** Another run of this tool is changing the same directory. Nothing has been done. */
public final class LockedException extends IOException {
  private static final long serialVersionUID = 1L;

  LockedException(Path lock) {
    super(lock + ": another run of aof-fsck holds the lock");
  }
}
