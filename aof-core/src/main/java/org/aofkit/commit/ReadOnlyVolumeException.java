package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/** The volume is mounted read-only, so that nothing can be changed. Nothing has been. */
public final class ReadOnlyVolumeException extends IOException {
  private static final long serialVersionUID = 1L;

  ReadOnlyVolumeException(Path path, Throwable cause) {
    super(path + ": the volume is read-only", cause);
  }
}
