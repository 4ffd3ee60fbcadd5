package org.aofkit.commit;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Another process has files open that were to be changed: probably the server is running. */
public final class HeldOpenException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says who holds what. */
  public HeldOpenException(List<OpenFiles.Holder> holders) {
    super(
        holders.stream()
            .map(h -> h.file() + " is open in process " + h.pid() + " (" + h.command() + ")")
            .collect(Collectors.joining("; ")));
  }
}
