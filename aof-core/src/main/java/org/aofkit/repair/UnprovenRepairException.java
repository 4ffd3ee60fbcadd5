package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;

/** All edits were made, and the check that should prove the result failed. */
public final class UnprovenRepairException extends IOException {
  private static final long serialVersionUID = 1L;

  UnprovenRepairException(Path operation, IOException cause) {
    super(
        "the repair is complete, and kept in "
            + operation
            + ", but the check behind it failed: "
            + cause.getMessage(),
        cause);
  }
}
